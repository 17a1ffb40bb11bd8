import type { Comment, Located, Problem } from '../../core/document.ts';
import type { Host } from '../../core/host.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { type Hole, pattern, unknown, type Value } from '../../core/value.ts';
import { readXml, type XmlAttribute, type XmlEvent, type XmlText } from '../xml/read.ts';

/** A property as the daemon has it. */
export interface HadoopProperty {
  readonly name: string;
  /** Its name in the file, or the include that brings it. */
  readonly at: Located;
  /** The value with what `${…}` names put in; holes for what other files or the system say. White space stays, as Hadoop keeps it. */
  readonly value: Value;
}

export interface HadoopConfiguration {
  /** The properties that hold, by name, in the order in which they were first set. */
  readonly properties: ReadonlyMap<string, HadoopProperty>;
  /** The name of the root element: what lacks a property. */
  readonly root: Located;
  /** False when a part could not be read: a property that isn't there may be in that part. */
  readonly complete: boolean;
  /** Includes that lead to no file of the repository. */
  readonly missingIncludes: readonly string[];
  readonly problems: readonly Problem[];
  readonly comments: readonly Comment[];
  /** The elements, in file order. */
  readonly elements: readonly Span[];
}

/** Most files that include each other. */
const MOST_INCLUDES = 20;
/** How often Hadoop puts in what a value names (`Configuration.MAX_SUBST`). */
const MOST_SUBSTITUTIONS = 20;

/**
 * Reads a configuration as Hadoop's own reader does: elements count by their local names wherever they stand, the last of several properties
 * with one name holds unless an earlier one is final, and a property without name or value is none.
 * Source: org.apache.hadoop.conf.Configuration, 3.x.
 */
export function readConfiguration(file: SourceFile, host: Host): HadoopConfiguration {
  const reading = readXml(file);
  const settings = new Settings(host);
  settings.read(file, reading.events, undefined);
  const first = reading.events.find((event) => event.kind === 'start');
  return {
    properties: settings.effective(),
    root: { file, span: first?.kind === 'start' ? first.nameSpan : { start: 0, end: 0 }, path: '' },
    complete: reading.complete && settings.complete,
    missingIncludes: settings.missingIncludes,
    problems: reading.problems,
    comments: reading.comments,
    elements: elementSpans(reading.events),
  };
}

/** A property as written. */
interface Written {
  readonly name: string;
  readonly at: Located;
  readonly value: Located;
  readonly text: string | undefined;
}

interface Draft {
  name?: { readonly text: string; readonly span: Span };
  value?: { readonly text: string | undefined; readonly span: Span };
  final: boolean;
}

/** What the properties add up to, over all files that include each other. */
class Settings {
  readonly #written = new Map<string, Written>();
  readonly #final = new Set<string>();
  readonly #including: string[] = [];
  readonly missingIncludes: string[] = [];
  complete = true;
  #files = 0;

  constructor(private readonly host: Host) {}

  /** `include`: where the file to report in names this one. */
  read(file: SourceFile, events: readonly XmlEvent[], include: Located | undefined): void {
    let draft: Draft | undefined;
    let token: XmlText[] | undefined;
    /** Inside an include: whether its file was not there, and whether its fallback has begun. */
    let failed = false;
    let fallback = false;
    const end = (): void => {
      if (draft && (failed || !fallback)) this.#add(file, draft, include);
      draft = undefined;
    };
    for (const event of events) {
      if (event.kind === 'text') token?.push(event);
      else if (event.kind === 'start') {
        switch (event.local) {
          case 'property':
            // A property that was never closed.
            end();
            draft = draftOf(event.attributes);
            break;
          case 'include':
            failed = !this.#include(file, event, include);
            break;
          case 'fallback':
            fallback = true;
            break;
        }
        token = TOKENS.has(event.local) ? [] : token;
      } else {
        const { local } = event;
        if (draft && token && TOKENS.has(local)) {
          fill(draft, file, local, token, event.span);
          token = undefined;
        } else if (local === 'property') end();
        else if (local === 'include') {
          if (failed && !fallback) this.complete = false;
          failed = false;
          fallback = false;
        }
      }
    }
    end();
  }

  /** Reads an included file; false when it is not there. */
  #include(file: SourceFile, { attributes, nameSpan }: Extract<XmlEvent, { kind: 'start' }>, include: Located | undefined): boolean {
    const href = attributes.find(({ local }) => local === 'href')?.value;
    const reference = href?.text;
    if (!reference) {
      this.complete = false;
      return false;
    }
    const other = /^[a-z][\w+.-]*:|^\//i.test(reference) ? 'unknown' : this.host.read(file, reference);
    if (typeof other === 'string' || this.#including.includes(other.path) || this.#files >= MOST_INCLUDES) {
      // It may also be found on the class path.
      this.missingIncludes.push(reference);
      return false;
    }
    this.#files++;
    this.#including.push(other.path);
    const reading = readXml(other);
    this.complete &&= reading.complete;
    this.read(other, reading.events, include ?? { file, span: href.span.end > href.span.start ? href.span : nameSpan, path: 'include' });
    this.#including.pop();
    return true;
  }

  #add(file: SourceFile, { name, value, final }: Draft, include: Located | undefined): void {
    const key = name?.text;
    if (!name || !key) return;
    const place = (span: Span, path: string): Located => (include ? { ...include, path } : { file, span, path });
    if (value && !this.#final.has(key)) this.#written.set(key, { name: key, at: place(name.span, key), value: place(value.span, key), text: value.text });
    if (final) this.#final.add(key);
  }

  effective(): Map<string, HadoopProperty> {
    const result = new Map<string, HadoopProperty>();
    for (const [name, { at, value, text }] of this.#written) {
      result.set(name, { name, at, value: text === undefined ? unknown(value, 'an entity of the document type') : this.#substituted(value, text) });
    }
    return result;
  }

  /** The value with `${name}` replaced by what another property of the configuration says, one at a time and at most 20 times, as Hadoop does. */
  #substituted(place: Located, text: string): Value {
    if (/\{\{|@\w[\w.-]*@/.test(text)) return unknown(place, 'filled in by a template');
    let rest = text;
    const pieces: (string | Hole)[] = [];
    const seen = new Set<string>();
    for (let times = 0; ; ) {
      const found = /\$\{([^}$ ]+)\}/.exec(rest);
      if (!found) return pattern(place, [...pieces, rest]);
      const [whole, name = ''] = found;
      const before = rest.slice(0, found.index);
      const after = rest.slice(found.index + whole.length);
      const other = this.#written.get(name);
      if (++times > MOST_SUBSTITUTIONS || rest.length > 100_000) return unknown(place, 'too many names in names');
      if (other?.text !== undefined && !name.startsWith('env.')) {
        // A name that leads back to itself stays as it is written.
        if (seen.has(name) && other.text.includes('${')) return unknown(place, 'a name that leads back to itself');
        seen.add(name);
        rest = before + other.text + after;
      } else {
        pieces.push(before, { hole: 'any', name });
        rest = after;
      }
    }
  }
}

/** Elements whose text is read. */
const TOKENS: ReadonlySet<string> = new Set(['name', 'value', 'final', 'source', 'tag']);

/** The short form: `<property name="…" value="…"/>`. */
function draftOf(attributes: readonly XmlAttribute[]): Draft {
  const draft: Draft = { final: false };
  for (const { local, value } of attributes) {
    if (local === 'name' && value.text !== undefined) draft.name = { text: value.text, span: value.span };
    else if (local === 'value') draft.value = value;
    else if (local === 'final') draft.final = value.text === 'true';
  }
  return draft;
}

/** Takes the text of an element, from its first piece to its last. An empty one says nothing. */
function fill(draft: Draft, file: SourceFile, local: string, token: readonly XmlText[], end: Span): void {
  const text = token.some((piece) => piece.text === undefined) ? undefined : token.map((piece) => piece.text).join('');
  const span = { start: token[0]?.span.start ?? end.start, end: token.at(-1)?.span.end ?? end.start };
  if (local === 'final') draft.final = text === 'true';
  else if (text === '') return;
  else if (local === 'value') draft.value = { text, span };
  else if (local === 'name' && text !== undefined) draft.name = { text: text.trim(), span: trimmed(file, span) };
}

/** The span without white space at its ends. */
function trimmed(file: SourceFile, { start, end }: Span): Span {
  const written = file.text.slice(start, end);
  return { start: start + (written.length - written.trimStart().length), end: end - (written.length - written.trimEnd().length) };
}

/** From each start tag to the end of its element, in the order of the starts. */
function elementSpans(events: readonly XmlEvent[]): Span[] {
  const spans: { start: number; end: number }[] = [];
  const open: { start: number; end: number }[] = [];
  for (const event of events) {
    if (event.kind === 'start') {
      const span = { ...event.span };
      spans.push(span);
      open.push(span);
    } else if (event.kind === 'end') {
      const span = open.pop();
      if (span) span.end = Math.max(span.end, event.span.end);
    }
  }
  return spans;
}
