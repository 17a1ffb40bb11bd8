import { getScalarValue, type ScalarEvent } from 'js-yaml';
import type { PositionMap } from '../../core/position-map.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { decodeScalar, literalStyle, plainStyle, type ScalarToken, singleStyle } from './decode.ts';
import type { MapNode, Node, Pair, ScalarNode, SeqNode } from './node.ts';
import { ScalarPositions } from './positions.ts';

/** The text that the nodes of one tree are read from. */
export class Source {
  constructor(
    readonly file: SourceFile,
    /** The file's text, same length, with stray invisible spaces as spaces and unreadable parts blanked. */
    readonly text: string,
    readonly json: boolean,
    /** Decode with our lenient decoder, because the text has syntax errors: set when the first is found. */
    public lenient: boolean,
  ) {}
}

/** The offsets that a collection is made of, as js-yaml's events have them. */
export interface CollectionToken {
  start: number;
  anchorStart: number;
  anchorEnd: number;
  tagStart: number;
  tagEnd: number;
  /** 1: block, 2: flow. */
  style: 1 | 2;
}

const styles = ['plain', 'single', 'double', 'literal', 'folded'] as const;

export class Scalar implements ScalarNode {
  private decoded: string | undefined;

  constructor(
    private readonly source: Source,
    private readonly token: ScalarToken,
    /** Where an empty scalar stands; for others an offset after which only white space, comments and indicators come before the content. */
    private readonly from: number,
    private readonly flow: boolean,
  ) {
    this.decoded = undefined;
  }

  get kind(): 'scalar' {
    return 'scalar';
  }

  get style(): ScalarNode['style'] {
    return this.token.valueStart < 0 ? 'empty' : (styles[this.token.style - 1] as ScalarNode['style']);
  }

  get value(): string {
    if (this.decoded === undefined) {
      const { token, source } = this;
      if (token.valueStart < 0) this.decoded = '';
      else if (token.fast) this.decoded = source.text.slice(token.valueStart, token.valueEnd);
      else this.decoded = source.lenient ? decodeScalar(source.text, token) : getScalarValue(source.text, token as ScalarEvent);
    }
    return this.decoded;
  }

  get isNull(): boolean {
    const { token } = this;
    if (token.style !== plainStyle || (token.tagStart >= 0 && this.tag === '!!str')) return false;
    if (token.valueStart < 0) return true;
    if (token.valueEnd - token.valueStart > 4) return false;
    const { value } = this;
    return value === '~' || value === 'null' || value === 'Null' || value === 'NULL';
  }

  get tag(): string | undefined {
    return tagOf(this.source, this.token);
  }

  get tagSpan(): Span | undefined {
    return tagSpanOf(this.token);
  }

  get span(): Span {
    const { token, from } = this;
    const { text } = this.source;
    const { valueStart, valueEnd, style } = token;
    if (valueStart < 0) return { start: from, end: from };
    if (style === plainStyle) return { start: valueStart, end: valueEnd };
    if (style < literalStyle) {
      const quote = style === singleStyle ? "'" : '"';
      return { start: valueStart - 1, end: text[valueEnd] === quote ? valueEnd + 1 : valueEnd };
    }
    const start = blockHeader(text, from, valueStart);
    let end = valueEnd;
    while (end > valueStart && isBlank(text.charCodeAt(end - 1))) end--;
    if (end <= valueStart) {
      end = start + 1;
      while (/[-+0-9]/.test(text.charAt(end))) end++;
    }
    return { start, end };
  }

  positions(): PositionMap {
    const { source, token, flow, span } = this;
    return new ScalarPositions({ text: source.text, token, span, flow, json: source.json });
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

/** Offset of the `|` or `>` of a block scalar. */
function blockHeader(text: string, from: number, valueStart: number): number {
  for (let at = from; at < valueStart; at++) {
    const code = text.charCodeAt(at);
    if (code === 124 || code === 62) return at;
    if (code === 35 && (at === 0 || isBlank(text.charCodeAt(at - 1)))) {
      while (at < valueStart && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++;
    }
  }
  // In a broken text the library may name its parts in another order.
  return Math.min(from, valueStart);
}

function tagOf(source: Source, { tagStart, tagEnd }: { tagStart: number; tagEnd: number }): string | undefined {
  return tagStart < 0 ? undefined : source.text.slice(tagStart, tagEnd);
}

function tagSpanOf({ tagStart, tagEnd }: { tagStart: number; tagEnd: number }): Span | undefined {
  return tagStart < 0 ? undefined : { start: tagStart, end: tagEnd };
}

export class PlainPair implements Pair {
  constructor(
    readonly key: Node,
    readonly value: Node,
    readonly name: string,
    readonly aliasSpan: Span | undefined,
    readonly merged: boolean,
  ) {}
}

/** From this many pairs on, a map finds names by hash. */
const indexedSize = 12;

export class MapTree implements MapNode {
  readonly pairs: PlainPair[] = [];
  private index: Map<string, PlainPair> | undefined;
  /** Set when the end was read. */
  end = 0;

  constructor(
    private readonly source: Source,
    readonly token: CollectionToken,
  ) {
    this.index = undefined;
  }

  get kind(): 'map' {
    return 'map';
  }

  get flow(): boolean {
    return this.token.style === 2;
  }

  get span(): Span {
    return { start: this.token.start, end: this.end };
  }

  get tag(): string | undefined {
    return tagOf(this.source, this.token);
  }

  get tagSpan(): Span | undefined {
    return tagSpanOf(this.token);
  }

  get(name: string): Pair | undefined {
    const { pairs } = this;
    if (pairs.length < indexedSize) {
      for (let i = pairs.length - 1; i >= 0; i--) {
        const pair = pairs[i] as PlainPair;
        if (pair.name === name && pair.key.kind === 'scalar') return pair;
      }
      return undefined;
    }
    if (!this.index) {
      this.index = new Map();
      for (const pair of pairs) if (pair.key.kind === 'scalar') this.index.set(pair.name, pair);
    }
    return this.index.get(name);
  }
}

export class SeqTree implements SeqNode {
  readonly items: Node[] = [];
  /** Set when the end was read. */
  end = 0;

  constructor(
    private readonly source: Source,
    readonly token: CollectionToken,
  ) {}

  get kind(): 'seq' {
    return 'seq';
  }

  get flow(): boolean {
    return this.token.style === 2;
  }

  get span(): Span {
    return { start: this.token.start, end: this.end };
  }

  get tag(): string | undefined {
    return tagOf(this.source, this.token);
  }

  get tagSpan(): Span | undefined {
    return tagSpanOf(this.token);
  }
}
