import { type Hole, type Place, pattern, unknown, type Value } from '../../core/value.ts';

/** Deeper values are no document that anyone writes. */
const MAX_DEPTH = 50;

/** What `Fn::ToJsonString` gives: the JSON text of a value, with holes where only deployment knows a text. Unknown when more than a text is not known. */
export function jsonText(value: Value, place: Place): Value {
  const pieces = write(value, 0);
  return pieces ? pattern(place, pieces, { trace: value.trace }) : unknown(place, 'Fn::ToJsonString');
}

function write(value: Value, depth: number): (string | Hole)[] | undefined {
  const { content } = value;
  if (depth > MAX_DEPTH || !value.complete) return undefined;
  switch (content.kind) {
    case 'scalar':
      return [isBare(content.text, content.quoted) ? content.text.toLowerCase() : JSON.stringify(content.text)];
    case 'pattern':
      return ['"', ...content.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : part)), '"'];
    case 'list':
      return between(
        '[',
        content.list.items.map((item) => write(item, depth + 1)),
        ']',
      );
    case 'map': {
      const members = content.map.keys().flatMap((key) => {
        const member = content.map.get(key);
        if (member.isAbsent) return [];
        const written = write(member, depth + 1);
        return [written && [`${JSON.stringify(key)}:`, ...written]];
      });
      return between('{', members, '}');
    }
    default:
      return undefined;
  }
}

/** Whether a scalar is a number or truth value in the template. */
const isBare = (text: string, quoted: boolean): boolean => !quoted && /^(true|false|True|False|TRUE|FALSE|-?(0|[1-9]\d*)(\.\d+)?)$/.test(text);

function between(open: string, members: readonly ((string | Hole)[] | undefined)[], close: string): (string | Hole)[] | undefined {
  const pieces: (string | Hole)[] = [open];
  for (const [i, member] of members.entries()) {
    if (!member) return undefined;
    if (i > 0) pieces.push(',');
    pieces.push(...member);
  }
  return [...pieces, close];
}
