import type { Located } from './document.ts';
import type { SourceFile, Span } from './source-file.ts';

/**
 * A piece of a string that only deployment knows. `account`, `region`, `partition` and `urlSuffix` are what AWS fills in;
 * `resource` is a name or attribute of a resource of the document; `any` can be anything.
 */
export interface Hole {
  readonly hole: 'account' | 'region' | 'partition' | 'urlSuffix' | 'resource' | 'any';
  /** What the document calls it: `AWS::AccountId`, `Bucket.Arn`. */
  readonly name: string;
  /** Texts that it is not, when it stands for "any other value" of a parameter. */
  readonly not?: ReadonlySet<string>;
}

/** A step by which a value came about, from the place of use inwards. */
export interface Step {
  /** `parameter Runtime`, `Mappings.R[Env].rt`, `condition IsProd`. */
  readonly text: string;
  readonly at: Located;
}

/** A reference to a thing of the same document that can be followed. */
export interface Reference {
  readonly logicalId: string;
  readonly attribute: string | undefined;
  /** The thing itself, of the parser's own type. */
  readonly target: unknown;
}

export interface MapContent {
  /** Absent (at the map's name) when the key isn't there and the map is complete, else unknown. */
  get(key: string): Value;
  /** In order. A method: V8 makes a class of its own, which it keeps for long, of each object that is written with a getter. */
  keys(): readonly string[];
  /** False when a macro, spread or the like may add keys. */
  readonly complete: boolean;
  /** Where a key itself stands. */
  keyAt(key: string): Located | undefined;
}

export interface ListContent {
  readonly items: readonly Value[];
  readonly complete: boolean;
}

type Content =
  | { readonly kind: 'scalar'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'list'; readonly list: ListContent }
  | { readonly kind: 'map'; readonly map: MapContent }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'pattern'; readonly parts: readonly (string | Hole)[] };

interface Extras {
  readonly trace?: readonly Step[];
  readonly reference?: Reference;
  /** Where the text that makes the value stands, when that is not the place of use (a default, a mapping entry). */
  readonly origin?: Located;
  /** The expression of the document that gives a value which isn't known, in one spelling. */
  readonly expression?: () => string | undefined;
}

/** Told of each value that is asked what it is while nothing is known of it. */
let toldOfUnknown: ((value: Value) => void) | undefined;

/** Runs something, and tells which values it asks for of which nothing is known. */
export function listeningForUnknown<T>(tell: (value: Value) => void, run: () => T): T {
  const outer = toldOfUnknown;
  toldOfUnknown = tell;
  try {
    return run();
  } finally {
    toldOfUnknown = outer;
  }
}

/** Keys and elements of a typed shape: generated property types make a wrong name a compile error; `any` allows all. */
type KeyOf<T> = T extends readonly unknown[] ? never : keyof T & string;
type At<T, K> = K extends keyof T ? NonNullable<T[K]> : unknown;
type Element<T> = T extends readonly (infer E)[] ? E : T;

/**
 * A configuration value under the choices of the current run, the same on every surface.
 *
 * - **scalar**: known; judge `string` (the source text: `012345678901` and `on` stay as written), or read `number`/`boolean`.
 * - **list**, **map**: known in shape; elements may be anything.
 * - **absent**: missing, null or `AWS::NoValue`; stands at the name of what lacks it.
 * - **unknown**: only deployment knows. Never a finding.
 * - **pattern**: a string known in part.
 *
 * `is`/`matches` ask for certainty, `mayBe` for possibility: fire only if every instantiation violates.
 */
export class Value<T = any> implements Located {
  #identity: { readonly of: string | undefined } | undefined;

  constructor(
    readonly file: SourceFile,
    readonly span: Span,
    private readonly named: string | (() => string),
    readonly content: Content,
    readonly extras: Extras = {},
  ) {}

  /** Logical path; computed only when somebody asks, because most values are never reported. */
  get path(): string {
    return typeof this.named === 'string' ? this.named : this.named();
  }
  get kind(): Content['kind'] {
    return this.content.kind;
  }
  get isAbsent(): boolean {
    return this.content.kind === 'absent';
  }
  /** Nothing is known of it: also a pattern that is one untyped hole. */
  get isUnknown(): boolean {
    const { content } = this;
    if (content.kind !== 'unknown' && (content.kind !== 'pattern' || !content.parts.every((part) => typeof part !== 'string' && part.hole === 'any')))
      return false;
    toldOfUnknown?.(this);
    return true;
  }
  get trace(): readonly Step[] {
    return this.extras.trace ?? [];
  }
  /** Where the literal stands: the place of use unless it came from a default or a mapping. */
  get origin(): Located {
    return this.extras.origin ?? this;
  }
  get reference(): Reference | undefined {
    return this.extras.reference;
  }

  /**
   * What it is, whether known or not: two values of one document with the same identity are equal in every deployment of the current run.
   * Undefined when nothing says so: two different identities may still be equal once deployed.
   */
  get identity(): string | undefined {
    this.#identity ??= { of: this.content.kind === 'scalar' ? JSON.stringify(this.content.text) : this.extras.expression?.() };
    return this.#identity.of;
  }

  /** The text of a known scalar. */
  get string(): string | undefined {
    if (this.content.kind === 'scalar') return this.content.text;
    if (toldOfUnknown) this.#tell();
    return undefined;
  }
  /** A known number; numbers may be written as strings. */
  get number(): number | undefined {
    const text = this.string?.trim();
    if (!text || !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return undefined;
    return Number(text);
  }
  /** A known boolean: `true`, `"true"`, `True`. */
  get boolean(): boolean | undefined {
    const text = this.string?.toLowerCase();
    return text === 'true' ? true : text === 'false' ? false : undefined;
  }
  /** The pieces of a string: one literal when known, literals and holes of a pattern; undefined for anything else. */
  get parts(): readonly (string | Hole)[] | undefined {
    if (this.content.kind === 'scalar') return [this.content.text];
    return this.content.kind === 'pattern' ? this.content.parts : undefined;
  }
  /** A readable form for messages: holes as `${name}`. */
  get display(): string {
    return this.parts?.map((part) => (typeof part === 'string' ? part : `\${${part.name}}`)).join('') ?? `(${this.kind})`;
  }

  /** A property. Absent of an absent value is absent, of an unknown unknown; of a scalar or list unknown (the file is wrong, another rule's business). */
  get<K extends KeyOf<T>>(key: K): Value<At<T, K>> {
    const { content } = this;
    if (content.kind === 'map') return content.map.get(key) as Value<At<T, K>>;
    if (content.kind === 'absent') return this as unknown as Value<At<T, K>>;
    return new Value(this.file, this.span, this.named, { kind: 'unknown', reason: content.kind === 'unknown' ? content.reason : 'not a map' }, this.extras);
  }
  /** The keys of a map in order; undefined unless a map. */
  get keys(): readonly string[] | undefined {
    return this.content.kind === 'map' ? this.content.map.keys() : undefined;
  }
  /** Where a key of this map stands. */
  keyAt(key: string): Located | undefined {
    return this.content.kind === 'map' ? this.content.map.keyAt(key) : undefined;
  }
  /** Elements: of a list its items, of a known scalar, map or pattern itself (AWS takes one for a list), else none. */
  get items(): readonly Value<Element<T>>[] {
    const { content } = this;
    if (toldOfUnknown) this.#tell();
    if (content.kind === 'list') return content.list.items as Value<Element<T>>[];
    return content.kind === 'absent' || content.kind === 'unknown' ? [] : [this as unknown as Value<Element<T>>];
  }
  /** False when there may be more keys or elements than those seen. */
  get complete(): boolean {
    const { content } = this;
    if (toldOfUnknown) this.#tell();
    if (content.kind === 'list') return content.list.complete;
    if (content.kind === 'map') return content.map.complete;
    return content.kind !== 'unknown';
  }

  /** Known, and equal to the text. */
  is(text: string): boolean {
    return this.string === text;
  }
  /** Known, and matching. */
  matches(expression: RegExp): boolean {
    return this.string !== undefined && expression.test(this.string);
  }
  /** Could be the text: equal, a pattern that it fits, or unknown. An absent value is none. */
  mayBe(text: string): boolean {
    if (toldOfUnknown) this.#tell();
    switch (this.content.kind) {
      case 'scalar':
        return this.content.text === text;
      case 'pattern':
        return fits(this.content.parts, text);
      default:
        return this.content.kind === 'unknown';
    }
  }
  /** Asking whether it is unknown tells. */
  #tell(): void {
    void this.isUnknown;
  }
  /** Why it isn't known, for people: what it refers to, else what the parser says. */
  get unknownBecause(): string {
    const { content } = this;
    return content.kind === 'unknown' ? content.reason : this.display;
  }

  /** What every instantiation starts with. */
  get prefix(): string {
    const first = this.parts?.[0];
    return typeof first === 'string' ? first : '';
  }
}

/** Whether a text fits a pattern in which holes stand for any text. Linear backtracking-free glob matching. */
function fits(parts: readonly (string | Hole)[], text: string): boolean {
  const only = parts.length === 1 ? parts[0] : undefined;
  if (typeof only === 'object' && only.not?.has(text)) return false;
  let at = 0;
  let open = false;
  for (const [i, part] of parts.entries()) {
    if (typeof part !== 'string') {
      open = true;
      continue;
    }
    if (i === parts.length - 1 && open) return text.length - part.length >= at && text.endsWith(part);
    const found = open ? text.indexOf(part, at) : text.startsWith(part, at) ? at : -1;
    if (found < 0) return false;
    at = found + part.length;
    open = false;
  }
  return open || at === text.length;
}

/** Where a value stands; the path may be computed on demand. */
export interface Place {
  readonly file: SourceFile;
  readonly span: Span;
  readonly path: string | (() => string);
}

/** A known scalar that stands in a file. */
export const known = (at: Place, text: string, extras: Extras & { quoted?: boolean } = {}): Value =>
  new Value(at.file, at.span, at.path, { kind: 'scalar', text, quoted: extras.quoted ?? false }, extras);
export const absent = (at: Place, extras: Extras = {}): Value => new Value(at.file, at.span, at.path, { kind: 'absent' }, extras);
export const unknown = (at: Place, reason: string, extras: Extras = {}): Value => new Value(at.file, at.span, at.path, { kind: 'unknown', reason }, extras);
/** A string of literal pieces and holes; neighbours are merged, and a pattern without holes is a scalar. */
export function pattern(at: Place, pieces: readonly (string | Hole)[], extras: Extras = {}): Value {
  const parts: (string | Hole)[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') parts[parts.length - 1] = last + piece;
    else if (piece !== '') parts.push(piece);
  }
  if (parts.every((part) => typeof part === 'string')) return known(at, parts.join(''), extras);
  return new Value(at.file, at.span, at.path, { kind: 'pattern', parts }, extras);
}
export const list = (at: Place, items: readonly Value[], complete = true, extras: Extras = {}): Value =>
  new Value(at.file, at.span, at.path, { kind: 'list', list: { items, complete } }, extras);
export const map = (at: Place, content: MapContent, extras: Extras = {}): Value => new Value(at.file, at.span, at.path, { kind: 'map', map: content }, extras);
