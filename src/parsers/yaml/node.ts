import type { Comment, Problem } from '../../core/document.ts';
import type { PositionMap } from '../../core/position-map.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';

/** Our own spanned tree of YAML and JSON: what every parser of such a format builds its model on. Aliases are resolved to the anchored node. */
export type Node = ScalarNode | MapNode | SeqNode;

interface NodeBase {
  /** From the first to past the last character of the content: with quotes and brackets, without tag and anchor; a block scalar from its `|` to the end of its last content line. */
  readonly span: Span;
  /** The tag as written (`!Ref`, `!!str`), undefined without one. */
  readonly tag: string | undefined;
  readonly tagSpan: Span | undefined;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'empty';
  /** The decoded text: quotes, escapes, folding and indentation undone. For plain scalars the source text as written (`012`, `on`, `~`). */
  readonly value: string;
  /** A plain or empty scalar that YAML 1.2 core (and CloudFormation) reads as null: empty, `~`, `null`, `Null`, `NULL`. */
  readonly isNull: boolean;
  /** The map from offsets of `value` to the file. */
  positions(): PositionMap;
}

export interface Pair {
  readonly key: Node;
  readonly value: Node;
  /** The key's text; '' for a key that is a collection (a problem was reported). */
  readonly name: string;
  /** Set when the value is written as an alias (`*x`): where the alias stands. The value's own span is the anchor's. */
  readonly aliasSpan: Span | undefined;
  /** True when the pair came in through `<<`. */
  readonly merged: boolean;
  /** The file that key and value stand in, when it is another than the map's: set by formats whose documents include others. */
  readonly file?: SourceFile | undefined;
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly flow: boolean;
  /**
   * In file order; merged pairs after own ones, without those that an own key (or an earlier source of the merge) replaces.
   * A `<<` that merges is not among them. Of duplicate keys all stand here (each later one is a `yaml/duplicate-key` problem) and `get` gives the last, as parsers do.
   */
  readonly pairs: readonly Pair[];
  get(name: string): Pair | undefined;
}

export interface SeqNode extends NodeBase {
  readonly kind: 'seq';
  readonly flow: boolean;
  readonly items: readonly Node[];
}

/** One parsed YAML or JSON text. */
export interface Tree {
  readonly file: SourceFile;
  readonly language: 'yaml' | 'json';
  /** The root node of each document that has content. */
  readonly roots: readonly Node[];
  readonly problems: readonly Problem[];
  /** Comments of the file, computed on first use. */
  comments(): readonly Comment[];
  /** True when the text had syntax errors and the tree is what could be recovered. */
  readonly recovered: boolean;
}
