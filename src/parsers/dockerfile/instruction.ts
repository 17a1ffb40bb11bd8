import type { SourceFile, Span } from '../../core/source-file.ts';
import { pattern, type Value } from '../../core/value.ts';
import { ExpansionRun, expand, type Lookup, type Piece } from './expand.ts';
import type { Heredoc, LogicalLine, LogicalText } from './lines.ts';
import type { Assignment, Flag, Instruction, Stage, Word } from './model.ts';
import { execForm, type Range, splitAtSpace, splitFlags, splitWords } from './words.ts';

/** What all instructions of a file share. */
export interface FileContext {
  readonly file: SourceFile;
  readonly escape: string;
  /** Answers for variables as an instruction sees them. */
  lookup(instruction: ParsedInstruction): Lookup;
}

/** A word that knows its place in the logical text. */
export interface ParsedWord extends Word, Range {}

const EXEC_FORMS: ReadonlySet<string> = new Set(['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'RUN', 'SHELL', 'VOLUME']);
/** Their argument is one string, whatever is in it. */
const SINGLE: ReadonlySet<string> = new Set(['MAINTAINER', 'STOPSIGNAL', 'USER', 'WORKDIR']);

export class ParsedInstruction implements Instruction {
  readonly keyword: string;
  /** The keyword as written. */
  readonly keywordText: string;
  readonly keywordSpan: Span;
  readonly span: Span;
  readonly heredocs: readonly Heredoc[];
  stage: (Stage & { readonly path: string }) | undefined;
  readonly #logical: LogicalText;
  readonly #arguments: Range;
  readonly #flags: readonly Range[];
  #words: readonly ParsedWord[] | undefined;
  #exec: ReturnType<typeof execForm> | 'none';
  #trigger: ParsedInstruction | undefined | 'unread' = 'unread';

  /** `index`: its place among the file's instructions, which orders definitions of variables. `start`: where it begins in the logical text. */
  constructor(
    readonly context: FileContext,
    readonly line: LogicalLine,
    readonly index: number,
    start = 0,
    readonly outer?: ParsedInstruction,
  ) {
    const { logical } = line;
    this.#logical = logical;
    const { text } = logical;
    const length = text.trimEnd().length;
    let end = start;
    while (end < length && !/\s/.test(text[end] as string)) end++;
    this.keywordText = text.slice(start, end);
    this.keyword = this.keywordText.toUpperCase();
    this.keywordSpan = logical.span(start, end);
    this.span = { start: this.keywordSpan.start, end: line.end };
    this.heredocs = line.heredocs;
    const { flags, end: argumentsStart } = splitFlags(text, end, length);
    this.#flags = flags;
    this.#arguments = { start: argumentsStart, end: length };
  }

  get file(): SourceFile {
    return this.context.file;
  }

  get path(): string {
    const own = this.outer ? `${this.outer.keyword}/${this.keyword}` : this.keyword;
    return this.stage ? `${this.stage.path}/${own}` : own;
  }

  get argumentText(): string {
    return this.#logical.text.slice(this.#arguments.start, this.#arguments.end);
  }

  argumentSpan(start: number, end: number): Span {
    return this.#logical.span(this.#arguments.start + start, this.#arguments.start + end);
  }

  get flags(): readonly Flag[] {
    return this.parsedFlags;
  }

  get parsedFlags(): readonly (Flag & { readonly value: ParsedWord | undefined })[] {
    return this.#flags.map((range) => {
      const text = this.#logical.text.slice(range.start, range.end);
      const equals = text.indexOf('=');
      return {
        name: text.slice(2, equals < 0 ? undefined : equals),
        value: equals < 0 ? undefined : this.#word({ start: range.start + equals + 1, end: range.end }),
        span: this.#logical.span(range.start, range.end),
      };
    });
  }

  get words(): readonly ParsedWord[] {
    this.#words ??= this.#split();
    return this.#words;
  }

  #split(): readonly ParsedWord[] {
    const { text } = this.#logical;
    const { start, end } = this.#arguments;
    if (start === end) return [];
    if (this.keyword === 'FROM' || this.keyword === 'EXPOSE') return splitAtSpace(text, start, end).map((range) => this.#word(range));
    if (SINGLE.has(this.keyword)) return [this.#word({ start, end })];
    return (this.#execForm() ?? splitWords(text, start, end, this.context.escape)).map((range) => this.#word(range));
  }

  #execForm(): ReturnType<typeof execForm> {
    if (this.#exec === undefined) {
      this.#exec = (EXEC_FORMS.has(this.keyword) ? execForm(this.#logical.text, this.#arguments.start, this.#arguments.end) : undefined) ?? 'none';
    }
    return this.#exec === 'none' ? undefined : this.#exec;
  }

  get exec(): readonly string[] | undefined {
    return this.#execForm()?.map(({ value }) => value);
  }

  get assignments(): readonly (Assignment & { readonly value: ParsedWord | undefined })[] {
    if (this.keyword !== 'ARG' && this.keyword !== 'ENV' && this.keyword !== 'LABEL') return [];
    const { words } = this;
    const first = words[0];
    if (!first) return [];
    if (this.keyword !== 'ARG' && !first.text.includes('=')) {
      const rest = words[1];
      return [{ name: first.text, nameSpan: first.span, value: rest && this.#word({ start: rest.start, end: this.#arguments.end }) }];
    }
    return words.map((word) => {
      const equals = word.text.indexOf('=');
      const nameEnd = equals < 0 ? word.end : word.start + equals;
      return {
        name: word.text.slice(0, equals < 0 ? undefined : equals),
        nameSpan: this.#logical.span(word.start, nameEnd),
        value: equals < 0 ? undefined : this.#word({ start: nameEnd + 1, end: word.end }),
      };
    });
  }

  get trigger(): ParsedInstruction | undefined {
    if (this.#trigger === 'unread') {
      const { start, end } = this.#arguments;
      this.#trigger =
        this.keyword === 'ONBUILD' && !this.outer && start < end ? new ParsedInstruction(this.context, this.line, this.index, start, this) : undefined;
      if (this.#trigger) this.#trigger.stage = this.stage;
    }
    return this.#trigger;
  }

  /** Where a range of the instruction's own text stands. */
  spanOf(range: Range): Span {
    return this.#logical.span(range.start, range.end);
  }

  #word(range: Range): ParsedWord {
    return { ...range, text: this.#logical.text.slice(range.start, range.end), span: this.#logical.span(range.start, range.end) };
  }

  /** A part of a word. */
  part(word: ParsedWord, start: number, end: number): ParsedWord {
    return this.#word({ start: word.start + start, end: word.start + end });
  }

  pieces(range: Range, run: ExpansionRun): Piece[] {
    return expand(this.#logical, range.start, range.end, this.context.escape, this.context.lookup(this), run);
  }

  /** The value with the pieces that it was put together from. */
  expanded(word: ParsedWord): { readonly value: Value; readonly pieces: readonly Piece[] } {
    const run = new ExpansionRun();
    const pieces = this.pieces(word, run);
    const origin = pieces.find((piece) => piece.text !== '')?.origin;
    const { file } = this;
    const value = pattern(
      { file, span: word.span, path: () => this.path },
      pieces.map((piece) => piece.text),
      {
        ...(run.steps.length > 0 && { trace: run.steps }),
        ...(origin && { origin: { file, span: origin.span, path: `${origin.keyword} ${origin.name}` } }),
      },
    );
    return { value, pieces };
  }

  valueOf(word: Word): Value {
    return this.expanded(word as ParsedWord).value;
  }
}
