import type { PositionMap } from '../../core/position-map.ts';

/** A percent-encoded text, decoded, and how the decoded offsets lie in it. */
export interface UrlDecoded {
  readonly text: string;
  readonly positions: PositionMap;
}

/**
 * Decodes percent-encoding (RFC 3986, UTF-8), as the IAM API encodes policy documents. Undefined when a sequence is no valid UTF-8
 * or a `%` is not followed by two hexadecimal digits.
 */
export function urlDecode(encoded: string): UrlDecoded | undefined {
  const pieces: string[] = [];
  /** Offset in the encoded text of each decoded code unit, and of the end. */
  const starts: number[] = [];
  for (let i = 0; i < encoded.length; ) {
    if (encoded[i] !== '%') {
      pieces.push(encoded[i] as string);
      starts.push(i++);
      continue;
    }
    const end = i + 3 * sequenceLength(Number.parseInt(encoded.slice(i + 1, i + 3), 16));
    const character = decode(encoded.slice(i, end));
    if (character === undefined) return undefined;
    pieces.push(character);
    for (let unit = 0; unit < character.length; unit++) starts.push(i);
    i = end;
  }
  starts.push(encoded.length);
  const at = (offset: number): number => starts[Math.max(0, Math.min(offset, starts.length - 1))] as number;
  return {
    text: pieces.join(''),
    positions: {
      toHost: ({ start, end }) => [{ start: at(start), end: Math.max(at(start), at(end)) }],
      encode({ start, end }, text) {
        const inserted = encode(text);
        return inserted === undefined ? 'not-expressible' : { span: { start: at(start), end: Math.max(at(start), at(end)) }, text: inserted };
      },
    },
  };
}

/** Bytes of the UTF-8 sequence that a first byte begins. */
const sequenceLength = (first: number): number => (first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1);

function decode(sequence: string): string | undefined {
  try {
    return decodeURIComponent(sequence);
  } catch {
    return undefined;
  }
}

function encode(text: string): string | undefined {
  try {
    return encodeURIComponent(text);
  } catch {
    return undefined;
  }
}
