import type { SourceFile } from '../../core/source-file.ts';
import { type Rejection, readEvents, scalarsOf, treeOf } from './events.ts';
import { readAsBlanks, straySpaces, withBlanks } from './invisible.ts';
import { readJson } from './json.ts';
import type { Tree } from './node.ts';
import { invisibleSpace } from './problems.ts';

/**
 * The tree of a YAML text; never throws. Sound texts come back at once; for others the recovery is loaded first,
 * which says what is wrong (`yaml/syntax`) and gives the tree of the rest.
 */
export function parseYaml(file: SourceFile): Tree | Promise<Tree> {
  const { text } = file;
  const spaces = invisibleSpace.test(text) ? straySpaces(text) : [];
  if (spaces.length > 0) return parseWithStraySpaces(file, spaces);
  const events = readEvents(text);
  return Array.isArray(events) ? treeOf(file, text, events) : recovered(file, text, events);
}

/** The tree of a JSON text; never throws. Faults are `json/syntax` problems, and the tree holds what could be told. */
export function parseJson(file: SourceFile): Tree {
  return readJson(file);
}

/** The tree of a file that may be either: by its extension, else JSON when it starts as JSON does and is sound. */
export function parseTree(file: SourceFile): Tree | Promise<Tree> {
  const name = file.path.toLowerCase();
  if (/\.json5?$/.test(name)) return readJson(file);
  if (/\.ya?ml$/.test(name) || !/^\ufeff?\s*[[{]/.test(file.text)) return parseYaml(file);
  const json = readJson(file);
  if (!json.recovered) return json;
  // YAML has lists and maps in brackets, too.
  const events = readEvents(file.text);
  return Array.isArray(events) ? treeOf(file, file.text, events) : json;
}

/** Reads invisible spaces as the blanks that their author saw. */
function parseWithStraySpaces(file: SourceFile, spaces: readonly number[]): Tree | Promise<Tree> {
  const { text } = file;
  const blanked = withBlanks(text, spaces);
  const events = readEvents(blanked);
  if (Array.isArray(events)) {
    const { offsets, problems } = readAsBlanks(file, spaces, scalarsOf(events));
    return treeOf(file, withBlanks(text, offsets), events, problems);
  }
  const asWritten = readEvents(text);
  return Array.isArray(asWritten) ? treeOf(file, text, asWritten) : recovered(file, blanked, events);
}

async function recovered(file: SourceFile, text: string, rejection: Rejection): Promise<Tree> {
  const { recover } = await import('./recover.ts');
  // The libraries make an Error for each thing that they find, and half of the recovery's time would go into stacks that nobody reads.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return recover(file, text, rejection);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
