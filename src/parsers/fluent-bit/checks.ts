import type { Located, Problem } from '../../core/document.ts';
import { nearest } from '../../core/text.ts';
import type { PluginKind, Property, Section } from './model.ts';
import { booleanOf } from './model.ts';
import { coreOptions, isAwsGoPlugin, kindsWith, type Plugin, pluginNames, pluginOf } from './plugins.ts';

/** What is known of the configuration that sections stand in. */
export interface CheckContext {
  readonly isMain: boolean;
  /** Whether it loads plugins that Fluent Bit doesn't bring. */
  readonly loadsPlugins: boolean;
}

const LOG_LEVELS = ['off', 'error', 'warn', 'warning', 'info', 'debug', 'trace'];
const STORAGE_TYPES = ['filesystem', 'memory', 'memrb'];
/** Keys that the core takes from every plugin, besides those of the table. */
const ALWAYS_TAKEN = /^(?:name|active|condition|routes|processors|telemetry|net\.|oauth2|_debug\.)/;

/**
 * What Fluent Bit refuses when it has read the lines and makes plugins of them: sections without a name, names and options that do not exist,
 * options set twice, TLS where there is none, values that the core cannot use. Values of the plugins' own options are looked at only when it starts,
 * and are none of this. An option or a name that isn't in the table (other versions and loaded plugins have more) is told only where it is near one that is.
 */
export function checkSections(sections: readonly Section[], context: CheckContext): Problem[] {
  return sections.flatMap((section) => (section.isBroken ? [] : [...check(section, context)]));
}

function* check(section: Section, context: CheckContext): Generator<Problem> {
  switch (section.kind) {
    case 'input':
    case 'filter':
    case 'output':
    case 'custom':
      yield* checkPlugin(section, section.kind, context);
      break;
    case 'service': {
      const level = section.all('log_level').find(({ value }) => value.string !== undefined && !LOG_LEVELS.includes(value.string.toLowerCase()));
      if (level) yield refused(level.value, `"${level.value.display}" is no log level.`, `Write one of ${LOG_LEVELS.join(', ')}.`);
      break;
    }
    case 'parser':
    case 'multiline_parser':
      if (context.isMain && section.format === 'classic' && /^(?:multiline_)?parser$/i.test(section.written.name)) {
        yield refused(
          section,
          `[${section.written.name}] stands in the main configuration, and Fluent Bit takes parsers from files of their own.`,
          'Move it to a file that Parsers_File of [SERVICE] names.',
        );
      }
      break;
    default:
  }
}

function* checkPlugin(section: Section, kind: PluginKind, context: CheckContext): Generator<Problem> {
  const { plugin } = section;
  if (plugin.isAbsent) {
    yield refused(section, `${article(kind)} section has no Name.`, `Write "${section.format === 'yaml' ? 'name:' : 'Name'}" and the plugin.`);
    return;
  }
  const written = plugin.string;
  if (written === undefined) return;
  // `Name tcp://host:port` is the plugin and where it connects to.
  const name = written.split('://', 1)[0] as string;
  const known = pluginOf(kind, name);
  if (!known) {
    const problem = unknownPlugin(section, kind, name, context);
    if (problem) yield problem;
    return;
  }
  yield* checkOptions(section, kind, name, known);
  yield* checkValues(section);
  if (known.tls === 'none') {
    const tls = section.all('tls').findLast(({ value }) => booleanOf(value) === true);
    if (tls)
      yield refused(
        tls.value,
        `The ${kind} ${name} has no setting for TLS, and Fluent Bit stops at "${tls.written.written} ${tls.value.display}".`,
        isAwsOutput(name) ? 'Remove the line: the plugin speaks TLS by itself.' : 'Remove the line.',
      );
  }
}

const isAwsOutput = (name: string): boolean => /^(?:cloudwatch_logs|kinesis_\w+)$/i.test(name);

function unknownPlugin(section: Section, kind: PluginKind, name: string, { loadsPlugins }: CheckContext): Problem | undefined {
  const { plugin } = section;
  const comment = /^(\S+)[ \t]+[#;]/.exec(name)?.[1];
  if (comment !== undefined) {
    const at = { ...plugin, file: plugin.file, path: plugin.path, span: { start: plugin.span.start + comment.length, end: plugin.span.end } };
    return refused(
      at,
      `A comment behind a value is part of it: there is no ${kind} "${name}".`,
      'Write comments on lines of their own.',
      section.format === 'classic' ? { title: 'Remove the comment', safety: 'safe', edits: [{ at, text: '' }] } : undefined,
    );
  }
  if (loadsPlugins || isAwsGoPlugin(name)) return undefined;
  const others = kindsWith(name);
  if (others.length > 0)
    return refused(
      plugin,
      `"${name}" is ${others.map((one) => article(one).toLowerCase()).join(' and ')} plugin, and no ${kind}.`,
      `Move the section, or name ${article(kind).toLowerCase()} plugin.`,
    );
  const meant = [...pluginNames(kind)].find((other) => isTypo(name.toLowerCase(), other));
  return meant === undefined ? undefined : refused(plugin, `There is no ${kind} plugin "${name}".`, `Write "${meant}".`);
}

function* checkOptions(section: Section, kind: PluginKind, name: string, plugin: Plugin): Generator<Problem> {
  const { options, multiple = [], prefixes = [] } = plugin;
  if (!options) return;
  const seen = new Map<string, Property>();
  const core = coreOptions(kind);
  for (const property of section.properties) {
    const { key, at, written } = property;
    if (
      written.text === undefined ||
      ALWAYS_TAKEN.test(key) ||
      core.includes(key) ||
      multiple.includes(key) ||
      prefixes.some((prefix) => key.startsWith(prefix))
    )
      continue;
    if (options.includes(key)) {
      const first = seen.get(key);
      if (first)
        yield {
          ...refused(at, `"${written.written}" of ${name} is set twice, and it takes one value.`, 'Remove one of the lines.'),
          related: [{ at: first.at, text: 'The first one.' }],
        };
      else seen.set(key, property);
      continue;
    }
    const meant =
      key.length < 4
        ? undefined
        : nearest(
            key,
            [...options, ...multiple, ...core].filter((other) => isTypo(key, other)),
          );
    if (meant !== undefined) yield refused(at, `${article(kind)} ${name} has no option "${written.written}".`, `Write "${meant}".`);
  }
}

function* checkValues(section: Section): Generator<Problem> {
  for (const { key, value, written } of section.properties) {
    const text = value.string;
    if (text === undefined || text === '') continue;
    if (key === 'log_level' && !LOG_LEVELS.includes(text.toLowerCase()))
      yield refused(value, `"${text}" is no log level.`, `Write one of ${LOG_LEVELS.join(', ')}.`);
    if (section.kind !== 'input') continue;
    if (key === 'storage.type' && !STORAGE_TYPES.includes(text.toLowerCase()))
      yield refused(value, `"${text}" is no type of storage.`, `Write one of ${STORAGE_TYPES.join(', ')}.`);
    else if (key === 'mem_buf_limit' && !isSize(text))
      yield refused(value, `"${text}" is no size, which "${written.written}" needs.`, 'Write a number and K, M or G, such as 50M.');
  }
}

/** A size as Fluent Bit's core reads it: digits, and at most two letters behind them: K, M or G, and B. */
function isSize(text: string): boolean {
  if (/^false$/i.test(text)) return true;
  const suffix = /\D*$/.exec(text.slice(1))?.[0] ?? '';
  return suffix === '' || /^[KMG]B?$/i.test(suffix);
}

/** One letter wrong, missing or too many (not the first: `gstdout` is another's plugin), or two swapped. */
function isTypo(name: string, right: string): boolean {
  if (name === right || Math.abs(name.length - right.length) > 1) return false;
  let start = 0;
  while (start < name.length && name[start] === right[start]) start++;
  let end = 0;
  while (end < Math.min(name.length, right.length) - start && name[name.length - 1 - end] === right[right.length - 1 - end]) end++;
  const mine = name.slice(start, name.length - end);
  const theirs = right.slice(start, right.length - end);
  if (mine.length === 2 && theirs.length === 2) return mine[0] === theirs[1] && mine[1] === theirs[0];
  if (/^\d?$/.test(mine) && /^\d?$/.test(theirs)) return false;
  return mine.length <= 1 && theirs.length <= 1 && !(start === 0 && theirs === '');
}

const article = (kind: PluginKind): string => (kind === 'input' || kind === 'output' ? `An ${kind}` : `A ${kind}`);

function refused({ file, span, path }: Located, text: string, advice: string, fix?: Problem['fix']): Problem {
  return { rule: 'fluent-bit/syntax', file, span, path, text, advice, ...(fix && { fix }) };
}
