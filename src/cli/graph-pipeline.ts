import type { Value } from '../core/value.ts';
import type { Pipeline, Section } from '../parsers/fluent-bit/model.ts';

/** Inputs whose records bring their tags along when none is set. */
const TAGGED_BY_SENDERS = new Set(['forward', 'http']);
/** Steps that are looked at for one configuration, which may name thousands of inputs and outputs. */
const MOST_STEPS = 20_000;

/** Where records come from, and the tags that they have. */
interface Source {
  readonly title: string;
  /** With `*` for what only a run knows; undefined when nothing is known. */
  readonly tag: string | undefined;
}

/**
 * How records flow: under each input, the filters and outputs that take its records, in order. Tags and matches are compared as Fluent Bit does:
 * `*` stands for any text. Source: https://docs.fluentbit.io/manual/concepts/data-pipeline/router
 */
export function pipelineText(pipeline: Pipeline): string {
  const steps = [...pipeline.filters, ...pipeline.outputs];
  const sources = [...inputsOf(pipeline), ...pipeline.filters.flatMap(taggedAgain)];
  const reached = new Set<Section>();
  const lines: string[] = [];
  let left = MOST_STEPS;
  for (const { title, tag } of sources) {
    lines.push(title);
    const rows = steps.flatMap((section) => {
      if (left-- <= 0) return [];
      const how = takes(section, tag);
      if (how === 'no') return [];
      reached.add(section);
      return [[section.kind, nameOf(section), `${matchText(section)}${how === 'some' ? ', some of them' : ''}`] as const];
    });
    lines.push(...columns(rows));
    if (!rows.some(([kind]) => kind === 'output')) lines.push(`  ${pipeline.complete ? 'no output takes them' : 'no output that can be seen takes them'}`);
  }
  if (left <= 0) lines.push('and more than can be drawn');
  else {
    const idle = steps.filter((section) => !reached.has(section));
    if (idle.length > 0)
      lines.push(
        pipeline.complete ? 'take nothing' : 'fed by nothing that can be seen',
        ...columns(idle.map((section) => [section.kind, nameOf(section), matchText(section)])),
      );
  }
  if (!pipeline.complete) lines.push('a part of the configuration can not be seen');
  return lines.join('\n');
}

function inputsOf({ inputs }: Pipeline): Source[] {
  const numbers = new Map<string, number>();
  return inputs.map((input) => {
    const plugin = input.plugin.string;
    const number = numbers.get(plugin ?? '') ?? 0;
    numbers.set(plugin ?? '', number + 1);
    const value = input.get('tag');
    const own = plugin === undefined ? undefined : TAGGED_BY_SENDERS.has(plugin) ? '*' : `${plugin}.${number}`;
    const tag = value.isAbsent ? own : patternOf(value)?.replace(/<\w+>/g, '*');
    return { title: `input ${nameOf(input)}, tag ${value.isAbsent ? (own ?? 'unknown') : value.display}`, tag };
  });
}

/** The records that a filter `rewrite_tag` sends through the pipeline again: `Rule <key> <pattern> <new tag> <keep>`. */
function taggedAgain(filter: Section): Source[] {
  if (filter.plugin.string?.toLowerCase() !== 'rewrite_tag') return [];
  return filter.all('rule').map(({ value }) => {
    const written = value.string?.trim().split(/\s+/).at(-2);
    return { title: `filter ${nameOf(filter)}, new tag ${written ?? 'unknown'}`, tag: written?.replace(/\$(?:TAG(?:\[\d+\])?|\w+(?:\['[^']*'\])*)/g, '*') };
  });
}

/** Whether a filter or output takes the records with a tag: all of them, some (or it can't be told), or none. */
function takes(section: Section, tag: string | undefined): 'all' | 'some' | 'no' {
  const match = section.get('match');
  if (match.isAbsent || tag === undefined) return match.isAbsent && section.get('match_regex').isAbsent && !section.mayBeRouted ? 'no' : 'some';
  const pattern = patternOf(match);
  if (pattern === undefined) return 'some';
  // A `*` of the tag is any text, which only a `*` of the match is sure to take.
  if (match.string !== undefined && covers(pattern, tag)) return 'all';
  return meets(pattern, tag) ? 'some' : 'no';
}

/** A text with `*` for its holes; undefined when all of it is unknown. */
const patternOf = (value: Value): string | undefined => value.parts?.map((part) => (typeof part === 'string' ? part : '*')).join('');

const nameOf = (section: Section): string => {
  const alias = section.get('alias').string;
  return `${section.plugin.isAbsent ? '(no name)' : section.plugin.display}${alias === undefined ? '' : ` (${alias})`}`;
};

function matchText(section: Section): string {
  const match = section.get('match');
  if (!match.isAbsent) return match.display;
  const pattern = section.get('match_regex');
  return pattern.isAbsent ? (section.mayBeRouted ? 'by routes' : 'without match') : `/${pattern.display}/`;
}

function columns(rows: readonly (readonly [string, string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([, name]) => name.length));
  return rows.map(([kind, name, match]) => `  ${kind.padEnd('output'.length)}  ${name.padEnd(width)}  ${match}`);
}

/** Whether a pattern with `*` takes a text. */
function covers(pattern: string, text: string): boolean {
  let at = 0;
  const pieces = pattern.split('*');
  const first = pieces.shift() as string;
  if (!text.startsWith(first)) return false;
  if (pieces.length === 0) return text === first;
  const last = pieces.pop() as string;
  at = first.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** Whether there is a text that two patterns with `*` both take: their fixed ends have to agree, and what is between decides little. */
function meets(a: string, b: string): boolean {
  if (!a.includes('*')) return covers(b, a);
  if (!b.includes('*')) return covers(a, b);
  const [startA, startB] = [a.slice(0, a.indexOf('*')), b.slice(0, b.indexOf('*'))];
  const [endA, endB] = [a.slice(a.lastIndexOf('*') + 1), b.slice(b.lastIndexOf('*') + 1)];
  const agree = (left: string, right: string) => left.startsWith(right) || right.startsWith(left);
  return agree(startA, startB) && (endA.endsWith(endB) || endB.endsWith(endA));
}
