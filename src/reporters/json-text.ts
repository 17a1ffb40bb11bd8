import { isHidden } from './visible.ts';

/** JSON, indented, in which characters that could steer a terminal or hide text are escaped. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  // Beyond ASCII there is nothing outside of strings, and JSON itself escapes what is below.
  return `${text.replace(/[^\n\x20-\x7e]/gu, escapeHidden)}\n`;
}

function escapeHidden(character: string): string {
  if (!isHidden(character.codePointAt(0) as number)) return character;
  return Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
}
