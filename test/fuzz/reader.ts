import type { Located, SubjectOf } from '../../src/core/document.ts';
import { SourceFile, type Span } from '../../src/core/source-file.ts';
import { Value } from '../../src/core/value.ts';
import type { Resource } from '../../src/parsers/cloudformation/resource.ts';
import type { Subjects } from '../../src/parsers/subjects.ts';

/** What leads back to the whole document, or to a library's own tree. */
const NOT_FOLLOWED = new Set(['file', 'node', 'parent', 'template', 'resources', 'host', 'document', 'step', 'scope', 'program', 'constructor']);
/** Levels below a subject, and things of one subject, that are read. */
const DEPTH = 5;
const MOST = 60;

/** Reads what a document's subjects hold, whatever they are: all properties, getters and methods without arguments; each place must lie in its text. */
export class Reader {
  /** Things read. */
  count = 0;
  #left = 0;
  #seen = new Set<object>();

  /** `choice`: which property of a resource is read. One a round, as rules do: what conditions leave open multiplies with each that is read. */
  constructor(private readonly choice: number) {}

  subject({ type, node }: SubjectOf<Subjects>): void {
    if (type === 'cfn.resource') {
      const { properties, at } = node as Resource;
      const keys = properties.keys ?? [];
      this.place(at);
      const key = keys.length > 0 ? keys[this.choice % keys.length] : undefined;
      this.read(key === undefined ? properties : properties.get(key));
      this.count++;
    } else this.read(node);
  }

  read(thing: unknown): void {
    this.#left = MOST;
    this.#read(thing, 0);
  }

  /** Reads again what was read before: other choices apply. */
  anew(): void {
    this.#seen = new Set();
  }

  place({ file, span }: Pick<Located, 'file' | 'span'>): void {
    this.span(file, span);
  }

  span(file: SourceFile, span: Span): void {
    const { length } = file.root.text;
    for (const { start, end } of file.toRoot(span)) if (!(start >= 0 && start <= end && end <= length)) throw new Error(`span ${start}-${end} of ${length}`);
  }

  #read(thing: unknown, depth: number): void {
    if (typeof thing !== 'object' || thing === null || thing instanceof SourceFile || depth > DEPTH || this.#seen.has(thing) || this.#left-- <= 0) return;
    this.#seen.add(thing);
    this.count++;
    if (isLocated(thing)) {
      this.place(thing);
      // A path may be worked out when somebody asks.
      const path: unknown = typeof thing.path === 'function' ? (thing.path as () => unknown)() : thing.path;
      if (typeof path !== 'string') throw new Error('a place without a path');
    }
    if (thing instanceof Value) this.#value(thing, depth + 1);
    else if (isIterable(thing)) for (const one of thing) this.#read(one, depth + 1);
    else for (const key of keysOf(thing)) this.#read(property(thing, key), depth + 1);
  }

  #value(value: Value, depth: number): void {
    void [value.string, value.number, value.boolean, value.display, value.identity, value.prefix, value.complete];
    this.place(value.origin);
    for (const key of value.keys ?? []) {
      const at = value.keyAt(key);
      if (at) this.place(at);
      this.#read(value.get(key), depth);
    }
    for (const item of value.items) this.#read(item, depth);
    for (const step of value.trace) this.place(step.at);
  }
}

const isLocated = (thing: object): thing is Located => 'file' in thing && 'span' in thing && thing.file instanceof SourceFile && typeof thing.span === 'object';
const isIterable = (thing: object): thing is Iterable<unknown> => Array.isArray(thing) || thing instanceof Set || thing instanceof Map;

/** A property, or what a method without arguments answers. */
function property(thing: object, key: string): unknown {
  const value = (thing as Record<string, unknown>)[key];
  return typeof value === 'function' ? (value.length === 0 ? value.call(thing) : undefined) : value;
}

const inherited = new Map<object, readonly string[]>();

function keysOf(thing: object): string[] {
  const prototype = Object.getPrototypeOf(thing) as object | null;
  let names = prototype ? inherited.get(prototype) : [];
  if (!names) {
    names = prototype === Object.prototype ? [] : Object.getOwnPropertyNames(prototype).filter((name) => !NOT_FOLLOWED.has(name));
    inherited.set(prototype as object, names);
  }
  return [...Object.keys(thing).filter((name) => !NOT_FOLLOWED.has(name)), ...names];
}
