import type { Hole } from '../../core/value.ts';
import { type Place, pattern, type Value } from '../../core/value.ts';

/** What other programs put in before an image is pulled: variables of a shell, of kustomize or envsubst, expressions of template engines, properties of Maven. */
const HOLES =
  /\{\{[^{}]{0,300}\}\}|\$\{\{[^{}]{0,300}\}\}|\$\{[^{}]{0,300}\}|\$\([^()]{0,300}\)|\$[A-Za-z_]\w{0,100}|\$[0-9@*]|<%[^%]{0,300}%>|`[^`]{0,300}`|%[A-Z_]{2,60}%|@[A-Za-z][\w.-]{0,100}@/g;

/** An image as a text names it: variables and expressions are holes. */
export function writtenImage(place: Place, text: string): Value {
  const parts: (string | Hole)[] = [];
  let from = 0;
  for (const match of text.matchAll(HOLES)) {
    parts.push(text.slice(from, match.index), {
      hole: 'any',
      name: /^\$\{(\w+)[:?+-]/.exec(match[0])?.[1] ?? (match[0].replace(/[^\w.-]+/g, ' ').trim() || 'value'),
    });
    from = match.index + match[0].length;
  }
  return pattern(place, [...parts, text.slice(from)]);
}
