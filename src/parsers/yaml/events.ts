import { type Event, parseEvents, type YAMLException } from 'js-yaml';
import type { Problem } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';
import { build } from './build.ts';
import { findComments } from './comments.ts';
import type { ScalarToken } from './decode.ts';
import { everydayEvents } from './everyday.ts';
import type { Tree } from './node.ts';
import { Source } from './nodes.ts';
import { depthLimit, limitProblems } from './problems.ts';

/** Why js-yaml rejects a text, and the offset where it stopped. */
export interface Rejection {
  readonly reason: string;
  readonly position: number;
}

/** The event stream of a YAML text, or why there is none. */
export function readEvents(text: string): Event[] | Rejection {
  try {
    return everydayEvents(text) ?? parseEvents(text, { maxDepth: depthLimit });
  } catch (error) {
    if (isYamlException(error)) return { reason: error.reason, position: Math.min(error.mark?.position ?? 0, text.length) };
    return { reason: String(error), position: 0 };
  }
}

const isYamlException = (error: unknown): error is YAMLException => error instanceof Error && error.name === 'YAMLException';

/** The tree of an event stream. `text` is what scalars are decoded from: the file's text, or as much of it as is sound. */
export function treeOf(file: SourceFile, text: string, events: readonly Event[], problems: readonly Problem[] = []): Tree {
  const recovered = problems.some((problem) => problem.rule === 'yaml/syntax');
  const built = build(new Source(file, text, false, recovered), events);
  let comments: ReturnType<typeof findComments> | undefined;
  return {
    file,
    language: 'yaml',
    roots: built.roots,
    problems: built.problems.length + problems.length === 0 ? built.problems : limitProblems(file, [...problems, ...built.problems]),
    comments: () => (comments ??= findComments(file, text, scalarsOf(events))),
    recovered,
  };
}

/** The scalars that are written, in file order. */
export function scalarsOf(events: readonly Event[]): ScalarToken[] {
  return events.filter((event) => event.type === 4 && event.valueStart >= 0) as ScalarToken[];
}
