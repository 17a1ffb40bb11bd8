/** Hash of a text as 16 hex digits: FNV-1a over UTF-16 code units, 64 bits. For fingerprints, not for secrets. */
export function hash64(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let i = 0; i < text.length; i++) {
    low ^= text.charCodeAt(i);
    // (high:low) * 0x100000001b3, in 16-bit limbs so that every product stays exact.
    const l0 = (low & 0xffff) * 0x1b3;
    const l1 = (low >>> 16) * 0x1b3 + (l0 >>> 16);
    const newLow = ((l1 & 0xffff) << 16) | (l0 & 0xffff);
    const h = Math.imul(high, 0x1b3) + Math.floor(l1 / 0x10000) + (low << 8);
    low = newLow >>> 0;
    high = h >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/**
 * Texts that outlive the files that they come from. A slice of a text keeps the whole of it in memory, and most of what findings say is said
 * again and again: each text is kept once, on its own.
 */
export class Texts {
  readonly #known = new Map<string, string>();

  /** The same plain data with texts of its own. */
  owned<T>(data: T): T {
    if (typeof data === 'string') return this.#text(data) as T;
    if (typeof data !== 'object' || data === null) return data;
    if (Array.isArray(data)) return data.length === 0 ? data : (data.map((item) => this.owned(item)) as T);
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(data)) {
      const value = this.owned(data[key as keyof T]);
      // Assigned, it would be the prototype.
      if (key === '__proto__') Object.defineProperty(copy, key, { value, enumerable: true });
      else copy[key] = value;
    }
    return copy as T;
  }

  #text(text: string): string {
    // V8 copies texts of less than 13 characters.
    if (text.length < 13) return text;
    let own = this.#known.get(text);
    if (own === undefined) {
      // To JSON and back is a copy; V8 shares what is taken of a text in any other way.
      own = JSON.parse(JSON.stringify(text)) as string;
      this.#known.set(own, own);
    }
    return own;
  }
}

/**
 * What a piece of configuration says, however it is laid out: its words, sorted. White space, quotes, brackets, commas, list marks, the
 * order of keys and how a template calls a function make no difference. To tell pieces apart, not to read.
 */
export function contentOf(text: string): string {
  return (
    text
      .replace(/\bFn::GetAtt"\s*:\s*\[\s*"(\w+)"\s*,\s*"([\w.]+)"\s*\]/g, '$1.$2')
      // Of a hidden secret, the number of bullets says where its quotes are.
      .replace(/\u2022+/g, '\u2022')
      .split(/[\s"'`\\{}[\](),;]+/)
      .map((word) => word.slice(word.startsWith(':') ? 1 : 0, word.endsWith(':') && word.length > 1 ? -1 : undefined))
      .filter((word) => !layout.has(word) && !/^(?:Ref|!\w+|Fn::\w+)$/.test(word))
      .sort()
      .join(' ')
  );
}

/** Words of YAML's and JSON's syntax. */
const layout = new Set(['', '-', '|', '>', '|-', '>-', '|+', '>+']);

/** The nearest of some names by edit distance, if near enough to be a typing mistake: one in so many signs. */
export function nearest(name: string, names: Iterable<string>, oneIn = 3): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / oneIn)) + 1;
  for (const other of names) {
    if (Math.abs(other.length - name.length) >= least) continue;
    const distance = editDistance(name.toLowerCase(), other.toLowerCase());
    if (distance < least) {
      least = distance;
      best = other;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((next[j - 1] as number) + 1, (row[j] as number) + 1, (row[j - 1] as number) + swap));
    }
    row = next;
  }
  return row[b.length] as number;
}
