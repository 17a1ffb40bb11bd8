import type { Event } from 'js-yaml';
import type { Problem } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { templateProblem } from './build.ts';
import { plainStyle } from './decode.ts';
import { type Rejection, readEvents, scalarsOf, treeOf } from './events.ts';
import { lenientEvents } from './lenient.ts';
import type { Tree } from './node.ts';
import { Source } from './nodes.ts';
import { invisibleProblem, invisibleSpace } from './problems.ts';
import { repairs } from './repairs.ts';
import { maskTemplates } from './templates.ts';

/** Texts of one length: `structure` is what the library reads, made sound; `content` is what scalars are decoded from. Offsets mean the same in both. */
export interface Draft {
  readonly file: SourceFile;
  structure: string;
  content: string;
  readonly problems: Problem[];
}

/** Each repair reads the file again, so large files get fewer of them. */
const repairBudget = 1_500_000;
const fewestRepairs = 3;
const mostRepairs = 40;

/**
 * Reads a YAML text that has errors. Known causes are mended one by one in a copy of the same length, each with its problem, so that all else is read as it stands;
 * what is left goes to a library that reads on after errors. `text`: the file's, with invisible spaces as blanks; `rejection`: why it is not sound.
 */
export function recover(file: SourceFile, text: string, rejection: Rejection): Tree {
  const draft: Draft = { file, structure: text, content: text, problems: [] };
  noteInvisible(draft);
  const { masked, expressions } = maskTemplates(draft.structure);
  draft.structure = masked;
  const rounds = Math.max(fewestRepairs, Math.min(mostRepairs, Math.floor(repairBudget / (text.length + 1))));
  for (let round = 0; round < rounds; round++) {
    const events = round === 0 && draft.structure === text ? rejection : readEvents(draft.structure);
    if (Array.isArray(events)) return finish(draft, events, expressions);
    // The library that reads on leaves out what is nested too deep.
    if (events.reason.startsWith('nesting exceeded')) break;
    if (!repairs.some((repair) => repair(draft, events))) break;
  }
  if (expressions.some(({ start }) => start <= rejection.position)) {
    // Whatever else is wrong in an unrendered template is most likely the template's.
    noteTemplate(draft, expressions);
    const { events } = lenientEvents(draft);
    return withoutDuplicates(treeOf(file, draft.content, events, draft.problems));
  }
  const { events, problems } = lenientEvents(draft);
  return treeOf(file, draft.content, events, [...draft.problems, ...problems]);
}

function noteInvisible({ file, structure, problems }: Draft): void {
  const changed: number[] = [];
  if (invisibleSpace.test(file.text)) {
    for (let i = 0; i < structure.length; i++) if (structure.charCodeAt(i) !== file.text.charCodeAt(i)) changed.push(i);
  }
  if (changed.length > 0) problems.push(invisibleProblem(file, changed[0] as number, changed.length));
}

function finish(draft: Draft, events: readonly Event[], expressions: readonly Span[]): Tree {
  const { file, content, structure, problems } = draft;
  const scalars = scalarsOf(events);
  // Where the structure was masked, the text of a scalar must be decoded anew.
  if (structure !== content) for (const scalar of scalars) if (scalar.style <= 3) scalar.fast = false;
  const quoted = scalars.filter(({ style }) => style !== plainStyle);
  const open = outside(expressions, quoted);
  if (open.length > 0) noteTemplate(draft, open);
  const tree = treeOf(file, content, events, problems);
  return open.length > 0 ? withoutDuplicates(tree) : tree;
}

/** The spans that no scalar contains; both in file order. */
function outside(spans: readonly Span[], scalars: readonly { valueStart: number; valueEnd: number }[]): Span[] {
  let index = 0;
  return spans.filter(({ start }) => {
    while (index < scalars.length && (scalars[index] as { valueEnd: number }).valueEnd <= start) index++;
    const scalar = scalars[index];
    return !scalar || scalar.valueStart > start;
  });
}

/** Said once a file: it is one cause. */
function noteTemplate({ file, content, problems }: Draft, expressions: readonly Span[]): void {
  const [first] = expressions;
  if (first) problems.push(templateProblem(new Source(file, content, false, true), first, ''));
}

/** Both branches of a template's `if` may set a key. */
function withoutDuplicates(tree: Tree): Tree {
  return { ...tree, problems: tree.problems.filter(({ rule }) => rule !== 'yaml/duplicate-key') };
}
