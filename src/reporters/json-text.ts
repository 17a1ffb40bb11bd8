import { isHidden } from './visible.ts';

/** JSON, indented, in which characters that could steer a terminal or hide text are escaped. */
export function jsonText(value: unknown): string {
  return `${escaped(JSON.stringify(value, undefined, 2))}\n`;
}

/** The same for an object with a list that may be too long to be in memory as text: a piece for each of its items, which are made on the way. */
export function* jsonPieces(before: object, name: string, items: Iterable<object>, after: object): Generator<string> {
  yield `{\n${membersOf(before)},\n  ${JSON.stringify(name)}: [`;
  let separator = '\n';
  for (const item of items) {
    yield `${separator}    ${escaped(JSON.stringify(item, undefined, 2)).replaceAll('\n', '\n    ')}`;
    separator = ',\n';
  }
  yield `${separator === '\n' ? '' : '\n  '}],\n${membersOf(after)}\n}\n`;
}

/** The members of an object, without its braces. */
function membersOf(value: object): string {
  return escaped(JSON.stringify(value, undefined, 2)).slice(2, -2);
}

/** Beyond ASCII there is nothing outside of strings, and JSON itself escapes what is below. */
function escaped(json: string): string {
  return json.replace(/[^\n\x20-\x7e]/gu, escapeHidden);
}

function escapeHidden(character: string): string {
  if (!isHidden(character.codePointAt(0) as number)) return character;
  return Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
}
