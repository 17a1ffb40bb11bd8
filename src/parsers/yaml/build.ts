import type { Event } from 'js-yaml';
import type { Problem, Related } from '../../core/document.ts';
import type { Span } from '../../core/source-file.ts';
import { nearest } from '../../core/text.ts';
import { literalStyle, plainStyle, type ScalarToken } from './decode.ts';
import type { Node, ScalarNode } from './node.ts';
import { type CollectionToken, MapTree, PlainPair, Scalar, SeqTree, type Source } from './nodes.ts';

/** Aliases may add this many nodes to a file, and merges this many pairs: beyond is an attack ("billion laughs") or a mistake. */
const expansionLimit = 100_000;

const emptyToken: ScalarToken = {
  valueStart: -1,
  valueEnd: -1,
  anchorStart: -1,
  anchorEnd: -1,
  tagStart: -1,
  tagEnd: -1,
  style: plainStyle,
  chomping: 1,
  indent: -1,
  fast: false,
};

/** A collection that is being read. Frames are used again, one per depth. */
interface Frame {
  node: MapTree | SeqTree;
  key: Node | undefined;
  /** Whether a plain `<<` is among the keys. */
  merges: boolean;
  anchor: string | undefined;
  /** Nodes counted before this one. */
  before: number;
}

interface Anchor {
  /** Undefined while the node is being read: an alias to it would be a cycle. */
  node: Node | undefined;
  /** Nodes in it, aliases expanded. */
  weight: number;
}

export interface Built {
  readonly roots: readonly Node[];
  readonly problems: Problem[];
}

/** Builds the tree of a file from the events of js-yaml. The hot path: one pass, scalars are decoded when asked. */
export function build(source: Source, events: readonly Event[]): Built {
  return new Builder(source).run(events);
}

class Builder {
  readonly #text: string;
  readonly #roots: Node[] = [];
  readonly #problems: Problem[] = [];
  readonly #frames: Frame[] = [];
  #depth = 0;
  #anchors = new Map<string, Anchor>();
  /** Nodes so far, aliases expanded. */
  #nodes = 0;
  #expanded = 0;
  #mergedPairs = 0;
  /** End of the last token. */
  #last = 0;
  #reportedTemplate = false;

  constructor(private readonly source: Source) {
    this.#text = source.text;
  }

  run(events: readonly Event[]): Built {
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as Event;
      switch (event.type) {
        case 4:
          this.#scalar(event as ScalarToken);
          break;
        case 3:
        case 2:
          this.#open(event.type === 3 ? new MapTree(this.source, event) : new SeqTree(this.source, event), event);
          break;
        case 5:
          this.#alias(event.anchorStart, event.anchorEnd);
          break;
        case 6:
          if (this.#depth > 0) this.#close();
          break;
        default:
          if (this.#anchors.size > 0) this.#anchors = new Map();
      }
    }
    return { roots: this.#roots, problems: this.#problems };
  }

  #scalar(token: ScalarToken): void {
    this.#nodes++;
    const frame = this.#depth > 0 ? (this.#frames[this.#depth - 1] as Frame) : undefined;
    let from = this.#last;
    if (token.tagEnd > from) from = token.tagEnd;
    if (token.anchorEnd > from) from = token.anchorEnd;
    if (token.valueStart < 0) {
      if (from === this.#last) from = this.#emptyAt(frame);
      this.#last = from;
    } else if (token.style >= literalStyle) {
      let end = token.valueEnd;
      while (end > token.valueStart && isSpaceOrBreak(this.#text.charCodeAt(end - 1))) end--;
      this.#last = end;
    } else this.#last = token.style === plainStyle ? token.valueEnd : token.valueEnd + 1;
    // A broken text may end inside of what the recovery closed.
    this.#last = Math.min(this.#last, this.#text.length);
    from = Math.min(from, this.#last);
    const node = new Scalar(this.source, token, from, frame?.node.flow === true);
    if (token.anchorStart >= 0) this.#anchors.set(this.#text.slice(token.anchorStart, token.anchorEnd), { node, weight: 1 });
    if (frame === undefined) {
      if (token.valueStart >= 0 || token.tagStart >= 0 || token.anchorStart >= 0) this.#roots.push(node);
    } else this.#add(frame, node, undefined);
  }

  /** Where a scalar stands that is not written: past its indicator, when there is one. */
  #emptyAt(frame: Frame | undefined): number {
    const last = this.#last;
    if (!frame) return last;
    const indicator = frame.node.kind === 'seq' ? 45 : frame.key === undefined ? 63 : 58;
    const at = this.#skip(last, true);
    return this.#text.charCodeAt(at) === indicator ? at + 1 : last;
  }

  /** Past white space and comments (and commas). */
  #skip(from: number, commas: boolean): number {
    const text = this.#text;
    let at = from;
    for (;;) {
      const code = text.charCodeAt(at);
      if (isSpaceOrBreak(code) || (commas && code === 44)) at++;
      else if (code === 35 && (at === 0 || isSpaceOrBreak(text.charCodeAt(at - 1)) || text.charCodeAt(at - 1) === 44)) {
        while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++;
      } else return at;
    }
  }

  #open(node: MapTree | SeqTree, token: CollectionToken): void {
    const anchor = token.anchorStart >= 0 ? this.#text.slice(token.anchorStart, token.anchorEnd) : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, { node: undefined, weight: 0 });
    const last = Math.max(token.tagEnd, token.anchorEnd, node.flow ? token.start + 1 : token.start);
    if (last > this.#last) this.#last = last;
    const frame = this.#frames[this.#depth];
    if (frame) {
      frame.node = node;
      frame.key = undefined;
      frame.merges = false;
      frame.anchor = anchor;
      frame.before = this.#nodes;
    } else this.#frames.push({ node, key: undefined, merges: false, anchor, before: this.#nodes });
    this.#depth++;
    this.#nodes++;
  }

  #close(): void {
    const frame = this.#frames[--this.#depth] as Frame;
    let node: Node = frame.node;
    if (frame.node.flow) this.#last = this.#closingBracket(frame.node);
    // A collection that the text's end cuts off may have been closed past it.
    frame.node.end = Math.min(Math.max(this.#last, frame.node.token.start), this.#text.length);
    if (node.kind === 'map') {
      const pairs = (node as MapTree).pairs;
      if (pairs.length > 1) this.#duplicates(node as MapTree);
      if (frame.merges) this.#merge(node as MapTree);
      const key = pairs[0]?.key;
      // Not said at once: in `{{ x }}` it is no key.
      if (node.flow && key?.kind === 'map' && key.span.start === node.span.start + 1) {
        const template = this.#template(node as MapTree);
        if (template) node = template;
        else this.#collectionKey(key);
      }
    }
    if (frame.anchor !== undefined) this.#anchors.set(frame.anchor, { node, weight: this.#nodes - frame.before });
    const parent = this.#depth > 0 ? (this.#frames[this.#depth - 1] as Frame) : undefined;
    if (parent) this.#add(parent, node, undefined);
    else this.#roots.push(node);
  }

  /** Past the bracket that closes a flow collection; a pair in a flow sequence (`[a: b]`) has none. */
  #closingBracket(node: MapTree | SeqTree): number {
    const text = this.#text;
    const opening = text.charCodeAt(node.token.start);
    const bracket = node.kind === 'seq' ? 93 : 125;
    if (opening !== (node.kind === 'seq' ? 91 : 123)) return this.#last;
    let at = this.#skip(this.#last, true);
    // The indicators of an empty key or value.
    while (text.charCodeAt(at) === 58 || text.charCodeAt(at) === 63) at = this.#skip(at + 1, true);
    // In a broken text it may be missing.
    return text.charCodeAt(at) === bracket ? at + 1 : this.#last;
  }

  #add(frame: Frame, node: Node, aliasSpan: Span | undefined): void {
    const parent = frame.node;
    if (parent.kind === 'seq') {
      (parent as SeqTree).items.push(node);
      return;
    }
    const { key } = frame;
    if (key === undefined) {
      frame.key = node;
      return;
    }
    frame.key = undefined;
    let name = '';
    if (key.kind === 'scalar') {
      name = key.value;
      if (name === '<<' && key.style === 'plain') frame.merges = true;
    } else if (!(parent.flow && key.kind === 'map' && key.span.start === parent.token.start + 1)) this.#collectionKey(key);
    (parent as MapTree).pairs.push(new PlainPair(key, node, name, aliasSpan, false));
  }

  #alias(start: number, end: number): void {
    const text = this.#text;
    const name = text.slice(start, end);
    const span = { start: start - 1, end };
    this.#last = end;
    const anchor = this.#anchors.get(name);
    let node = anchor?.node;
    if (!anchor) {
      const near = nearest(name, this.#anchors.keys());
      this.#problem(
        span,
        `Nothing before this place has the anchor &${name}, so the alias *${name} has no value.`,
        near ? `Write *${near}, or set &${name} at the node that is meant.` : `Set &${name} at the node that is meant, before this place.`,
      );
    } else if (!node) {
      this.#problem(
        span,
        `The alias *${name} stands inside the node with its own anchor &${name}, which would never end.`,
        `Move &${name} to a node that doesn't contain this alias.`,
      );
    } else {
      this.#nodes += anchor.weight;
      this.#expanded += anchor.weight;
      if (this.#expanded > expansionLimit) {
        // Only the first is said; the later ones are the same cause.
        if (this.#expanded - anchor.weight <= expansionLimit) {
          this.#problem(
            span,
            `With this alias the file expands to more than ${expansionLimit.toLocaleString('en')} nodes, so it and the later ones are not followed.`,
            'Use fewer nested aliases.',
          );
        }
        this.#nodes -= anchor.weight;
        node = undefined;
      }
    }
    const result = node ?? new Scalar(this.source, emptyToken, span.start, false);
    const frame = this.#frames[this.#depth - 1];
    if (this.#depth > 0 && frame) this.#add(frame, result, span);
    else this.#roots.push(result);
  }

  /** Reports each later key of a name. */
  #duplicates({ pairs }: MapTree): void {
    const { length } = pairs;
    if (length <= 10) {
      for (let i = 1; i < length; i++) {
        const { name } = pairs[i] as PlainPair;
        for (let j = 0; j < i; j++) {
          if ((pairs[j] as PlainPair).name === name) {
            this.#duplicate(pairs[j] as PlainPair, pairs[i] as PlainPair);
            break;
          }
        }
      }
      return;
    }
    const first = new Map<string, PlainPair>();
    for (const pair of pairs) {
      const before = first.get(pair.name);
      if (before) this.#duplicate(before, pair);
      else first.set(pair.name, pair);
    }
  }

  #duplicate(first: PlainPair, later: PlainPair): void {
    // A collection as a key is a problem of its own, and `<<` may stand several times.
    if (first.key.kind !== 'scalar' || later.key.kind !== 'scalar' || isMergeKey(later.key)) return;
    this.#problems.push(duplicateKey(this.source, later.name, first.key.span, later.key.span, this.#path(later.name)));
  }

  /** Appends the pairs that `<<` brings: own keys win, then the earlier source. */
  #merge(map: MapTree): void {
    const own = map.pairs;
    const merging: { sources: MapTree[]; aliasSpan: Span | undefined }[] = [];
    const kept = own.filter(({ key, value, aliasSpan }) => {
      if (key.kind !== 'scalar' || !isMergeKey(key)) return true;
      const sources = value.kind === 'seq' ? value.items : [value];
      if (sources.length === 0 || !sources.every((source) => source.kind === 'map')) return true;
      merging.push({ sources: sources as MapTree[], aliasSpan });
      return false;
    });
    const seen = new Set(kept.map((pair) => pair.name));
    for (const { sources, aliasSpan } of merging) {
      for (const source of sources) {
        for (const { name } of source.pairs) {
          const pair = seen.has(name) ? undefined : source.get(name);
          if (!pair) continue;
          seen.add(name);
          if (++this.#mergedPairs > expansionLimit) {
            if (this.#mergedPairs === expansionLimit + 1) {
              this.#problem(
                { start: map.token.start, end: map.token.start + 1 },
                `Merges (<<) bring more than ${expansionLimit.toLocaleString('en')} pairs, so the later ones are not followed.`,
                'Use fewer merges.',
              );
            }
            break;
          }
          kept.push(new PlainPair(pair.key, pair.value, name, aliasSpan ?? pair.aliasSpan, true));
        }
      }
    }
    own.length = 0;
    for (const pair of kept) own.push(pair);
  }

  /** `{{ x }}` outside quotes is a template expression to its author and a map in a map to YAML: it is kept as the text that it is. */
  #template(map: MapTree): ScalarNode | undefined {
    const { start } = map.token;
    if (map.pairs.length !== 1 || this.#text.charCodeAt(map.end - 2) !== 125) return undefined;
    if (!this.#reportedTemplate) this.#problems.push(templateProblem(this.source, { start, end: map.end }, this.#path()));
    this.#reportedTemplate = true;
    const token = { ...emptyToken, ...pickProperties(map.token), valueStart: start, valueEnd: map.end };
    return new Scalar(this.source, token, start, this.#frames[this.#depth - 1]?.node.flow === true);
  }

  #collectionKey(key: Node): void {
    this.#problem(
      { start: key.span.start, end: Math.min(key.span.end, key.span.start + 1) },
      `A key here is a ${key.kind === 'map' ? 'map' : 'list'}, which no reader of configuration accepts.`,
      'Write the key as one word, or quote it.',
    );
  }

  #problem(span: Span, text: string, advice: string): void {
    this.#problems.push({ rule: this.source.json ? 'json/syntax' : 'yaml/syntax', file: this.source.file, span, path: this.#path(), text, advice });
  }

  /** Logical path of the place that is being read. */
  #path(last?: string): string {
    const parts: string[] = [];
    for (let i = 0; i < this.#depth; i++) {
      const { node, key } = this.#frames[i] as Frame;
      if (node.kind === 'seq') parts.push(String((node as SeqTree).items.length));
      else if (key?.kind === 'scalar') parts.push(key.value);
    }
    if (last !== undefined) parts.push(last);
    return parts.join('/');
  }
}

function pickProperties({
  anchorStart,
  anchorEnd,
  tagStart,
  tagEnd,
}: CollectionToken): Pick<CollectionToken, 'anchorStart' | 'anchorEnd' | 'tagStart' | 'tagEnd'> {
  return { anchorStart, anchorEnd, tagStart, tagEnd };
}

function isMergeKey(key: ScalarNode): boolean {
  return key.style === 'plain' && key.value === '<<';
}

function isSpaceOrBreak(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

/** The problem of a key that stands twice, for YAML and JSON alike. */
export function duplicateKey({ file, json }: Source, name: string, first: Span, later: Span, path: string): Problem {
  const related: Related[] = [{ at: { file, span: first, path }, text: 'The first one is here.' }];
  const map = json ? 'object' : 'map';
  return {
    rule: 'yaml/duplicate-key',
    file,
    span: later,
    path,
    text: `Key "${name}" stands twice in this ${map}; the later one wins.`,
    advice: 'Remove one of the two, or rename it.',
    related,
  };
}

/** The problem of a Jinja, Helm or cookiecutter expression outside quotes. */
export function templateProblem({ file }: Source, span: Span, path: string): Problem {
  return {
    rule: 'yaml/syntax',
    file,
    span,
    path,
    text: 'This is a template expression, so the file is YAML only after it was rendered.',
    advice: 'Lint the rendered file, or put the expression in quotes where its value is one string.',
  };
}
