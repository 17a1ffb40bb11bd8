import type { Comment, Problem } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import type { SectionKind, WrittenDirective, WrittenFile, WrittenInclude, WrittenSection } from './model.ts';

/** Section names in the order in which Fluent Bit compares them, as many letters as are written. */
const SECTION_NAMES: readonly (readonly [name: string, kind: SectionKind])[] = [
  ['service', 'service'],
  ['parser', 'parser'],
  ['multiline_parser', 'multiline_parser'],
  ['stream_processor', 'stream_processor'],
  ['plugins', 'plugins'],
  ['upstream_servers', 'upstream_servers'],
  ['customs', 'custom'],
  ['inputs', 'input'],
  ['filters', 'filter'],
  ['outputs', 'output'],
];

/** What a header's name means: `[IN]` is an input, `[s]` the service, `[NODE]` nothing to the main configuration. */
function kindOf(name: string): SectionKind {
  const lower = name.toLowerCase();
  return SECTION_NAMES.find(([known]) => known.startsWith(lower))?.[1] ?? 'other';
}

/** Lines on which a template engine decides what stands below. */
const TEMPLATE_LINE = /^[ \t]*(?:\{\{|\{%|<%)/m;

/** What the lines of a classic file say, and what Fluent Bit refuses in them. */
export interface ClassicFile extends WrittenFile {
  readonly format: 'classic';
  readonly problems: readonly Problem[];
  readonly comments: readonly Comment[];
}

/**
 * Reads the classic format line by line, as Fluent Bit does (src/config_format/flb_cf_fluentbit.c of 5.1): no continuation, no quotes,
 * no comments behind text, one indentation for the whole file, which its first indented line sets. Where Fluent Bit stops,
 * this notes a problem and reads on as the author meant it.
 */
export function readClassic(file: SourceFile): ClassicFile {
  return new ClassicReader(file).read();
}

const isBlank = (code: number): boolean => code === 32 || code === 9;

interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

class ClassicReader {
  readonly #sections: WrittenSection[] = [];
  readonly #directives: WrittenDirective[] = [];
  readonly #includes: WrittenInclude[] = [];
  readonly #definitions: { name: string; text: string; span: Span }[] = [];
  readonly #problems: Problem[] = [];
  readonly #comments: Comment[] = [];
  #section: WrittenSection | undefined;
  /** A group of a section (`[PROCESSORS]` below `[INPUT]`): its keys are none of the section's. */
  #group: WrittenSection | undefined;
  /** The indentation of the file; undefined until a line sets it. */
  #indent: string | undefined;
  #indentLine: Line | undefined;
  /** The section in which an indentation was found wrong: told once. */
  #misindented: WrittenSection | undefined;
  #sectionless = false;

  constructor(private readonly file: SourceFile) {}

  read(): ClassicFile {
    const { file } = this;
    const isTemplate = TEMPLATE_LINE.test(file.text);
    for (const line of linesOf(file.text)) this.#line(line);
    return {
      file,
      format: 'classic',
      sections: this.#sections,
      directives: this.#directives,
      includes: this.#includes,
      definitions: this.#definitions,
      isTemplate,
      hasRoutes: false,
      problems: isTemplate ? [] : this.#problems,
      comments: this.#comments,
    };
  }

  #line(line: Line): void {
    let { text } = line;
    if (text === '') return;
    if (line.start === 0 && text.charCodeAt(0) === 0xfeff) {
      this.#problem(
        { start: 0, end: 1 },
        'The file starts with a byte order mark, which Fluent Bit reads as part of the first line.',
        'Save the file as UTF-8 without a byte order mark.',
        {
          title: 'Remove the byte order mark',
          safety: 'safe',
          edits: [{ at: { file: this.file, span: { start: 0, end: 1 }, path: '' }, text: '' }],
        },
      );
      text = text.slice(1);
      if (text === '') return;
    }
    const start = line.end - text.length;
    const shown: Line = { start, end: line.end, text };
    if (text.startsWith('#')) this.#comment(start, line.end);
    else if (text.startsWith('@') && text.length > 3) this.#directive(shown, 0);
    else if (text.startsWith('[')) this.#header(shown);
    else this.#body(shown);
  }

  #comment(start: number, end: number): void {
    this.#comments.push({ file: this.file, span: { start, end }, text: this.file.text.slice(start + 1, end) });
  }

  #header(line: Line): void {
    const close = line.text.indexOf(']');
    const end = close < 0 ? line.text.trimEnd().length : close;
    const name = line.text.slice(1, end);
    const nameSpan = { start: line.start + 1, end: line.start + end };
    if (close < 0) {
      const trimmed = name.trimEnd();
      this.#problem(
        { start: line.start, end: line.start + end },
        `The section header "${line.text.trimEnd()}" has no closing bracket.`,
        `Write "[${trimmed}]".`,
        {
          title: 'Close the bracket',
          safety: 'safe',
          edits: [{ at: { file: this.file, span: { start: line.start + end, end: line.start + end }, path: '' }, text: ']' }],
        },
      );
    }
    this.#section = { kind: name === '' ? 'other' : kindOf(name), name, nameSpan, properties: [], span: { start: line.start, end: line.end }, isBroken: false };
    this.#group = undefined;
    this.#sections.push(this.#section);
  }

  /** `@INCLUDE file`, `@SET name=value`; Fluent Bit takes no notice of others. `indent`: blanks before it. */
  #directive(line: Line, indent: number): void {
    const { text } = line;
    const space = text.indexOf(' ', indent);
    const nameEnd = space < 0 ? text.trimEnd().length : space;
    const name = text.slice(indent + 1, nameEnd).toUpperCase();
    const nameSpan = { start: line.start + indent, end: line.start + nameEnd };
    if (space < 0 && indent === 0) {
      this.#problem(
        nameSpan,
        `"${text.trimEnd()}" has no blank and nothing after it, and Fluent Bit stops here.`,
        /^INCLUDE/.test(name) ? 'Write "@INCLUDE", one blank and the file.' : 'Write "@SET name=value".',
      );
    }
    const value = space < 0 ? '' : text.slice(space + 1);
    const valueSpan = { start: line.start + (space < 0 ? text.length : space + 1), end: line.end };
    this.#directives.push({
      name,
      nameSpan,
      value,
      valueSpan,
      indent: { start: line.start, end: line.start + indent },
      section: indent > 0 ? this.#section : undefined,
    });
    if (indent > 0) return;
    if (name === 'INCLUDE' && value !== '') this.#includes.push({ text: value, span: valueSpan, key: '@INCLUDE', keySpan: nameSpan });
    const equals = value.indexOf('=');
    if (name === 'SET' && equals >= 0) {
      const lead = value.length - value.trimStart().length;
      this.#definitions.push({ name: value.slice(lead, equals), text: value.slice(equals + 1).trimEnd(), span: valueSpan });
    }
  }

  #body(line: Line): void {
    const { text } = line;
    const content = contentStart(text);
    // The author means a command; where it stands is told by what judges commands.
    if (content > 0 && /^@(?:include|set)\b/i.test(text.slice(content, content + 9))) {
      this.#directive(line, content);
      return;
    }
    if (this.#indent === undefined) {
      if (content === 0) {
        this.#misindent(
          line,
          'This line stands in the first column, and Fluent Bit takes its first letter for the indentation of the file.',
          'Indent the keys of every section, by the same blanks in the whole file.',
        );
      } else {
        this.#indent = text.slice(0, content);
        this.#indentLine = line;
        if (content === text.length) return;
      }
    }
    if (this.#depth(line, content) === 'shallow') this.#group = undefined;
    if (content === text.length) return;
    if (text[content] === '#') {
      this.#comment(line.start + content, line.end);
      return;
    }
    const space = text.indexOf(' ', content);
    if (space < 0) {
      this.#withoutValue(line, content);
      return;
    }
    if (text[content] === '[') {
      this.#groupHeader(line, content);
      return;
    }
    this.#property(line, content, space);
  }

  /** Compares a line's blanks with the file's. `deep`: a line of a group. */
  #depth(line: Line, content: number): 'shallow' | 'deep' {
    const { text } = line;
    const indent = this.#indent;
    if (indent === undefined) return 'shallow';
    let same = 0;
    while (same < indent.length && text[same] === indent[same]) same++;
    let extra = 0;
    while (isBlank(text.charCodeAt(same + extra))) extra++;
    const empty = content === text.length;
    const remove = 'Remove the blanks: an empty line may stand anywhere.';
    if (same < indent.length) {
      if (isBlank(text.charCodeAt(same)))
        this.#misindent(
          line,
          'Tabs and blanks are mixed: this line is indented otherwise than the line that sets the indentation of the file.',
          empty ? remove : advice(indent),
        );
      else if (empty) this.#misindent(line, 'This line has nothing but blanks, and fewer of them than the file is indented by.', remove);
      else this.#misindent(line, 'This line is indented less than the line that sets the indentation of the file.', advice(indent));
    } else if (extra > 0 && extra !== indent.length) {
      this.#misindent(line, 'This line is indented more than the line that sets the indentation of the file.', empty ? remove : advice(indent));
    } else if (extra > 0) return 'deep';
    return 'shallow';
  }

  /** Told once in a section. */
  #misindent(line: Line, text: string, what: string): void {
    if (this.#misindented && this.#misindented === this.#section) return;
    this.#misindented = this.#section;
    const span = trimmed(line);
    const first = this.#indentLine;
    const related = first ? [{ at: { file: this.file, span: trimmed(first), path: '' }, text: 'This line sets the indentation.' }] : [];
    this.#problems.push({ rule: 'fluent-bit/syntax', file: this.file, span, path: this.#section?.name ?? '', text, advice: what, related });
  }

  #withoutValue(line: Line, content: number): void {
    const key = line.text.slice(content, contentEnd(line.text));
    const tab = key.indexOf('\t');
    const span = { start: line.start + content, end: line.start + content + key.length };
    if (tab > 0) {
      const name = key.slice(0, tab);
      const from = line.start + content + tab;
      let to = from;
      while (isBlank(this.file.text.charCodeAt(to))) to++;
      this.#problem(span, `Nothing but a tab stands between "${name}" and its value, and only a blank parts them.`, `Put a blank after "${name}".`, {
        title: 'Write a blank instead of the tab',
        safety: 'safe',
        edits: [{ at: { file: this.file, span: { start: from, end: to }, path: '' }, text: ' ' }],
      });
      // What the author meant, so that nothing else is missed.
      this.#addProperty(name, { start: span.start, end: from }, key.slice(tab).trim(), { start: to, end: span.end });
    } else this.#lost(span, `"${key}" has no value.`, `Write "${key}", a blank and its value, or remove the line.`);
  }

  #groupHeader(line: Line, content: number): void {
    const close = line.text.indexOf(']', content);
    const span = { start: line.start + content, end: line.start + line.text.trimEnd().length };
    if (close < 0) this.#problem(span, 'A group starts with "[" and has no closing bracket.', 'Write its name in brackets.');
    else if (!this.#section) this.#problem(span, 'A group stands before the first section.', 'Write the section first.');
    this.#group = {
      kind: 'other',
      name: line.text.slice(content + 1, close < 0 ? undefined : close),
      nameSpan: span,
      properties: [],
      span: { ...span },
      isBroken: false,
    };
  }

  #property(line: Line, content: number, space: number): void {
    const { text } = line;
    const key = text.slice(content, space);
    const keySpan = { start: line.start + content, end: line.start + space };
    const rest = text.slice(space + 1);
    if (rest === '') {
      this.#lost(keySpan, `"${key}" has an empty value.`, `Write a value after "${key}", or remove the line.`);
      return;
    }
    const tab = key.indexOf('\t');
    const kind = this.#section?.kind;
    if (tab > 0 && (kind === 'input' || kind === 'filter' || kind === 'output')) {
      this.#lost(
        keySpan,
        `A tab stands behind "${key.slice(0, tab)}", and what follows it up to the next blank is read as part of the key.`,
        `Put a blank after "${key.slice(0, tab)}".`,
      );
      return;
    }
    const value = rest.trim();
    const at = line.start + space + 1 + (rest.length - rest.trimStart().length);
    this.#addProperty(key, keySpan, value, { start: at, end: at + value.length });
  }

  #addProperty(written: string, keySpan: Span, text: string, valueSpan: Span): void {
    const section = this.#group ?? this.#section;
    if (!section) {
      if (!this.#sectionless)
        this.#problem(keySpan, `"${written}" stands before the first section.`, 'Write the section that it belongs to above it, such as [SERVICE].');
      this.#sectionless = true;
      return;
    }
    section.properties.push({ key: written.toLowerCase().trim(), written, keySpan, text, quoted: false, valueSpan });
    if (this.#section) this.#section.span.end = valueSpan.end;
  }

  /** A problem that keeps a property from being read. */
  #lost(span: Span, text: string, what: string): void {
    if (this.#section) this.#section.isBroken = true;
    this.#problem(span, text, what);
  }

  #problem(span: Span, text: string, what: string, fix?: Problem['fix']): void {
    this.#problems.push({ rule: 'fluent-bit/syntax', file: this.file, span, path: this.#section?.name ?? '', text, advice: what, ...(fix && { fix }) });
  }
}

function advice(indent: string): string {
  const what = /^ +$/.test(indent)
    ? `${indent.length} ${indent.length === 1 ? 'blank' : 'blanks'}`
    : /^\t+$/.test(indent)
      ? `${indent.length} ${indent.length === 1 ? 'tab' : 'tabs'}`
      : 'the same blanks and tabs as there';
  return `Indent it by ${what}, as that line is.`;
}

/** What a line says; all of a line of blanks. */
function trimmed({ start, end, text }: Line): Span {
  const content = contentStart(text);
  return content === text.length ? { start, end } : { start: start + content, end: start + contentEnd(text) };
}

function contentStart(text: string): number {
  let at = 0;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Other white space, such as a byte order mark, is part of what is said. */
function contentEnd(text: string): number {
  let at = text.length;
  while (at > 0 && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Lines without their line feed and one carriage return before it. */
function* linesOf(text: string): Generator<Line> {
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const next = feed < 0 ? text.length : feed;
    const end = feed > start && text.charCodeAt(feed - 1) === 13 ? feed - 1 : next;
    yield { start, end, text: text.slice(start, end) };
    start = next + 1;
  }
}
