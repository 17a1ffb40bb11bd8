import type { SubjectOf } from '../../core/document.ts';
import type { Host } from '../../core/host.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { absent, map, type Place, pattern, unknown, type Value } from '../../core/value.ts';
import type { LineKind, ScannedLine } from '../text/scan.ts';
import { parseJson } from '../yaml/parse.ts';
import { plainValue } from '../yaml/value.ts';
import type { Ec2Subjects } from './model.ts';

const CREATE = /\baws[ \t]+(?:--?[\w-]+(?:[= \t][^\s\\;|&]+)?[ \t]+){0,6}ec2[ \t]+(create-capacity-reservation-fleet)\b/g;

/** Longer commands are not read to their end. */
const LONGEST = 20_000;

/** Settings of a fleet by their options. */
const OPTIONS: ReadonlyMap<string, string> = new Map(
  ['AllocationStrategy', 'EndDate', 'InstanceMatchCriteria', 'InstanceTypeSpecifications', 'Tenancy', 'TotalTargetCapacity'].map((setting) => [
    optionOf(setting),
    setting,
  ]),
);

function optionOf(setting: string): string {
  return `-${setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The capacity reservation fleets that the commands of a script make. */
export function* fleetCommands(file: SourceFile, lines: readonly ScannedLine[], host: Host): Generator<SubjectOf<Ec2Subjects>> {
  for (const line of lines) {
    if (line.heredoc) continue;
    for (const match of line.code.matchAll(CREATE)) {
      if (isInside(line, match.index) || /^\s*(?:echo|printf)\b/.test(line.code)) continue;
      const end = line.start + match.index + match[0].length;
      const at = { file, span: { start: end - (match[1] as string).length, end }, path: 'create-capacity-reservation-fleet' };
      yield { type: 'ec2.capacityReservationFleet', node: { at, title: 'fleet', read: () => settingsOf(file, at, end, host), called: optionOf } };
    }
  }
}

/** The settings that the options behind a command give. A file of settings makes those that the command leaves out unknown. */
function settingsOf(file: SourceFile, at: Place, from: number, host: Host): Value {
  const values = new Map<string, Value>();
  const keys = new Map<string, Span>();
  let isOpen = false;
  let option: { readonly name: string; readonly span: Span } | undefined;
  for (const span of wordsFrom(file.text, from)) {
    const text = file.text.slice(span.start, span.end);
    const [, name, given] = /^(--[a-z][a-z-]*)(?:=|$)([\s\S]*)$/.exec(text) ?? [];
    if (name !== undefined) {
      option = { name, span: { start: span.start, end: span.start + name.length } };
      isOpen ||= name.startsWith('--cli-input');
      if (!given) continue;
    } else if (/^[$"']?\$|^`/.test(text)) isOpen ||= option === undefined;
    const setting = option && OPTIONS.get(option.name);
    if (option && setting !== undefined) {
      const value = wordValue(file, setting, name === undefined ? span : { start: span.start + name.length + 1, end: span.end });
      values.set(setting, setting === 'InstanceTypeSpecifications' ? typesAt(value, host) : value);
      keys.set(setting, option.span);
    }
    option = undefined;
  }
  return map(at, {
    keys: () => [...values.keys()],
    complete: !isOpen,
    keyAt(key) {
      const span = keys.get(key);
      return span && { file, span, path: key };
    },
    get: (key) => values.get(key) ?? (isOpen ? unknown : absentAs)({ ...at, path: key }, 'a file or variable may say it'),
  });
}

const absentAs = (place: Place): Value => absent(place);

/** A word as a value: without its quotes, unknown in what a shell or the CLI puts in. */
function wordValue(file: SourceFile, setting: string, span: Span): Value {
  const quoted = /^(["'])([\s\S]*)\1$/.exec(file.text.slice(span.start, span.end));
  const at = quoted ? { start: span.start + 1, end: span.end - 1 } : span;
  const text = file.text.slice(at.start, at.end);
  const place = { file, span: at, path: setting };
  return quoted?.[1] !== "'" && /[$`]/.test(text) ? unknown(place, 'a variable') : pattern(place, [text]);
}

/** The instance types of a file that a command names; unknown where they stand in the command itself, or the file isn't there. */
function typesAt(value: Value, host: Host): Value {
  const name = /^file:\/\/([^\0]{1,500})$/.exec(value.string ?? '')?.[1];
  const file = name === undefined ? undefined : host.read(value.file, name);
  const [root] = typeof file === 'object' ? parseJson(file).roots : [];
  return typeof file === 'object' && root ? plainValue(file, root, value.path) : unknown(value, 'not read');
}

/** The words of a command from an offset on, over continued lines. */
function wordsFrom(text: string, from: number): Span[] {
  const words: Span[] = [];
  const limit = Math.min(text.length, from + LONGEST);
  let at = from;
  while (at < limit) {
    at += (/^(?:[ \t]|\\\r?\n)*/.exec(text.slice(at, at + 1000)) as RegExpExecArray)[0].length;
    const start = at;
    while (at < limit && !/[\s;|&()<>#]/.test(text[at] as string)) {
      const quote = text[at];
      if (quote === '\\') {
        if (/[\r\n]/.test(text[at + 1] ?? '')) break;
        at += 2;
      } else if (quote === '"' || quote === "'") {
        const end = text.indexOf(quote, at + 1);
        at = end < 0 ? limit : end + 1;
      } else at++;
    }
    if (at === start) break;
    words.push({ start, end: Math.min(at, limit) });
  }
  return words;
}

const isInside = ({ strings }: ScannedLine, offset: number): boolean => strings.some(({ start, end }) => offset >= start && offset < end);

/** What launches instances, by language. */
const LAUNCHES: Partial<Record<LineKind, RegExp>> = {
  python: /\.(run_instances)\s*\(/g,
  javascript: /\bnew\s+(?:\w+\.)?(RunInstancesCommand)\s*\(|\.(runInstances)\s*\(/g,
  shell: /\baws[ \t]+(?:--?[\w-]+(?:[= \t][^\s\\;|&]+)?[ \t]+){0,6}ec2[ \t]+(run-instances)\b/g,
};

/** Whether a text may hold one of them: asked of every file. */
export const mayLaunch = (text: string): boolean => /run_instances|run-instances|RunInstancesCommand|\.runInstances/.test(text);

/** The places of a program or script that launch instances. */
export function* launches(file: SourceFile, lines: readonly ScannedLine[], kind: LineKind): Generator<SubjectOf<Ec2Subjects>> {
  const calls = LAUNCHES[kind];
  if (!calls) return;
  for (const line of lines) {
    for (const match of line.heredoc ? [] : line.code.matchAll(calls)) {
      if (isInside(line, match.index)) continue;
      const call = (match[1] ?? match[2]) as string;
      const start = line.start + match.index + match[0].indexOf(call);
      yield { type: 'ec2.launch', node: { at: { file, span: { start, end: start + call.length }, path: call }, call } };
    }
  }
}
