import type { SourceFile, Span } from '../core/source-file.ts';
import type { Node } from '../parsers/yaml/node.ts';

/** More nodes than any configuration has; ends what an alias bomb would make of it. */
const mostNodes = 100_000;
const deepest = 100;

/** Configuration as plain data, with the way back to the text. */
export class ConfigData {
  readonly value: unknown;
  #nodes = 0;

  constructor(
    readonly file: SourceFile,
    readonly root: Node | undefined,
  ) {
    this.value = root ? this.#plain(root, 0, false) : Object.create(null);
  }

  /** Where the node at a path of keys and indices stands; `what: 'key'`: its name. The nearest thing above when there is none. */
  spanOf(path: readonly string[], what: 'key' | 'value' = 'value'): Span {
    let node = this.root;
    let span: Span = node?.span ?? { start: 0, end: 0 };
    for (const [i, name] of path.entries()) {
      if (node?.kind === 'map') {
        const pair = node.get(name);
        if (!pair) return span;
        span = what === 'key' && i === path.length - 1 ? pair.key.span : (pair.aliasSpan ?? pair.value.span);
        node = pair.value;
      } else if (node?.kind === 'seq') {
        node = node.items[Number(name)];
        if (!node) return span;
        span = node.span;
      }
    }
    return span;
  }

  /** `text`: numbers stay as written, because account ids may be written without quotes. */
  #plain(node: Node, depth: number, text: boolean): unknown {
    if (++this.#nodes > mostNodes || depth > deepest) throw new TooLargeError(node.span);
    if (node.kind === 'seq') return node.items.map((item) => this.#plain(item, depth + 1, text));
    if (node.kind === 'map') {
      const map: Record<string, unknown> = Object.create(null);
      for (const { name, value } of node.pairs) {
        const isText = depth === 0 ? name === 'settings' || name === 'parameters' : text && !(depth === 1 && NUMBERS.has(name));
        map[name] = this.#plain(value, depth + 1, isText);
      }
      return map;
    }
    if (node.style !== 'plain' && node.style !== 'empty') return node.value;
    if (node.isNull) return null;
    if (/^(?:true|True|TRUE)$/.test(node.value)) return true;
    if (/^(?:false|False|FALSE)$/.test(node.value)) return false;
    if (!text && /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(node.value)) return Number(node.value);
    return node.value;
  }
}

/** Settings that are numbers. */
const NUMBERS = new Set(['accountConcurrency']);

/** The configuration is larger or deeper than any that a person wrote. */
export class TooLargeError extends Error {
  constructor(readonly span: Span) {
    super('too large for a configuration');
  }
}
