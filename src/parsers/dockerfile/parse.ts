import { ChoiceSpace } from '../../core/choices.ts';
import type { Document, ForeignSuppression, Parsed, Parser, Problem, SubjectOf } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import type { ImageReference } from '../image/model.ts';
import type { Subjects } from '../subjects.ts';
import { invisibleProblems } from '../text/invisible.ts';
import { lineSubjects } from '../text/model.ts';
import { scan } from '../text/scan.ts';
import { check } from './checks.ts';
import { claims } from './claims.ts';
import { instructionCredentials } from './credentials.ts';
import { fromImage, imageWord, literalImage, type Source, sources } from './images.ts';
import { type FileContext, ParsedInstruction, type ParsedWord } from './instruction.ts';
import { type Lines, readLines } from './lines.ts';
import type { Dockerfile, Stage } from './model.ts';
import { Scope, Variables } from './variables.ts';

type Subject = SubjectOf<Subjects>;

/**
 * Dockerfiles as BuildKit reads them, by our own tokenizer: spans are offsets, the cost is linear, and heredocs, references
 * and variables come out right, which the libraries for it don't give.
 */
const parser = {
  format: 'dockerfile',
  claims,
  parse(file: SourceFile): Parsed<Subjects> {
    const read = new Reader(file);
    if (read.template) {
      const notes = [{ kind: 'skipped' as const, reason: 'a template of a Dockerfile, not a Dockerfile' }];
      return { document: { file, format: 'dockerfile', surface: 'dockerfile', subjects: () => [], comments: () => read.lines.comments, notes }, problems: [] };
    }
    return { document: read.document(), problems: read.problems() };
  },
} satisfies Parser<Subjects>;
export default parser;

class ParsedStage implements Stage {
  readonly instructions: ParsedInstruction[] = [];
  readonly #uses = new Set<ParsedStage>();
  readonly scope = new Scope();
  base: ParsedStage | undefined;
  image: ImageReference | undefined;
  /** Whether the image exists in the current run: a build argument may also name a stage, or `scratch`. */
  imageExists: (() => boolean) | undefined;

  constructor(
    readonly index: number,
    readonly from: ParsedInstruction,
    readonly word: ParsedWord | undefined,
    readonly nameWord: ParsedWord | undefined,
  ) {}

  /** Takes files from a stage. */
  use(stage: ParsedStage): void {
    this.#uses.add(stage);
  }
  get uses(): readonly ParsedStage[] {
    return [...this.#uses];
  }
  get name(): string | undefined {
    return this.nameWord?.text.toLowerCase();
  }
  get nameSpan(): Span | undefined {
    return this.nameWord?.span;
  }
  get file(): SourceFile {
    return this.from.file;
  }
  get path(): string {
    // Neither a stage that is put before it nor a new version of its image makes it another one.
    return `stage:${this.name ?? (this.word && withoutVersion(this.word.text)) ?? this.index}`;
  }
  get span(): Span {
    return { start: this.from.span.start, end: (this.instructions.at(-1) ?? this.from).span.end };
  }
}

const withoutVersion = (image: string): string => image.replace(/@.*$/s, '').replace(/:[^/:]*$/, '');

const TEMPLATE_NAME = /\.(?:j2|jinja2?|tmpl|tpl|template|erb|mustache|hbs|gotmpl|in)$/i;
/** How a template engine's statement begins a line. */
const TEMPLATE_LINE = /^(?:\{\{|\{%|\{#|<%)/;

class Reader {
  readonly lines: Lines;
  readonly #choices = new ChoiceSpace();
  readonly #variables = new Variables(this.#choices);
  readonly #instructions: ParsedInstruction[] = [];
  readonly #stages: ParsedStage[] = [];
  /** In file order; where names repeat the builder takes the last. */
  readonly #stagesByName = new Map<string, ParsedStage[]>();
  /** Images that instructions name, where they stand. */
  readonly #sources = new Map<ParsedInstruction, ImageReference[]>();
  #starts: readonly number[] | undefined;

  constructor(readonly file: SourceFile) {
    this.lines = readLines(file);
    const context: FileContext = {
      file,
      escape: this.lines.escape,
      lookup: (instruction) =>
        this.#variables.lookup(instruction, instruction.keyword === 'FROM' ? undefined : (instruction.stage as ParsedStage | undefined)?.scope),
    };
    let stage: ParsedStage | undefined;
    for (const [index, line] of this.lines.lines.entries()) {
      const instruction = new ParsedInstruction(context, line, index);
      this.#instructions.push(instruction);
      if (instruction.keyword === 'FROM') stage = this.#stage(instruction);
      else stage?.instructions.push(instruction);
      instruction.stage = stage;
      if (instruction.keyword === 'AS' && stage && !stage.nameWord && this.#instructions.at(-2) === stage.from) stage = this.#named(stage, instruction);
      if (instruction.keyword === 'ARG' || instruction.keyword === 'ENV') (stage?.scope ?? this.#variables.global).add(instruction);
    }
    // After all stages are known: files may be taken from a stage that comes later.
    for (const instruction of this.#instructions) {
      for (const source of sources(instruction)) this.#source(instruction, source);
    }
  }

  /** Whether a template engine writes the Dockerfile from this text: by name, by lines that are its statements, or by an image that it fills in. */
  get template(): boolean {
    if (TEMPLATE_NAME.test(this.file.path)) return true;
    return this.#instructions.some(
      (instruction) => TEMPLATE_LINE.test(instruction.keyword) || (instruction.keyword === 'FROM' && /\{\{|\{%|<%/.test(instruction.argumentText)),
    );
  }

  document(): Document<Subjects> {
    const { file } = this;
    return {
      file,
      format: 'dockerfile',
      surface: 'dockerfile',
      choices: this.#choices,
      subjects: () => this.#subjects(),
      comments: () => this.lines.comments,
      nodeAt: (offset) => this.#nodeAt(offset),
      foreignSuppressions: () => this.#forHadolint(),
    };
  }

  problems(): Problem[] {
    const { file } = this;
    return [
      ...check({ file, lines: this.lines, instructions: this.#instructions, stages: this.#stages }),
      ...invisibleProblems(file, () => scan(file.text, 'dockerfile')),
    ];
  }

  #stage(from: ParsedInstruction): ParsedStage {
    const { words } = from;
    const as = words.findIndex((word, i) => i > 0 && i <= 2 && /^as$/i.test(word.text));
    const stage = new ParsedStage(this.#stages.length, from, imageWord(from), as > 0 ? words[as + 1] : undefined);
    from.stage = stage;
    if (stage.word) this.#base(stage, stage.word);
    this.#stages.push(stage);
    this.#name(stage);
    return stage;
  }

  /** `AS name` on a line of its own is refused, but tells the name. */
  #named(stage: ParsedStage, as: ParsedInstruction): ParsedStage {
    const [word] = as.words;
    if (!word) return stage;
    const named = new ParsedStage(stage.index, stage.from, stage.word, word);
    if (named.word) this.#base(named, named.word);
    for (const instruction of [named.from, ...stage.instructions]) instruction.stage = named;
    named.instructions.push(...stage.instructions);
    this.#stages[stage.index] = named;
    this.#name(named);
    return named;
  }

  #name(stage: ParsedStage): void {
    if (stage.name === undefined) return;
    const list = this.#stagesByName.get(stage.name);
    if (list) list.push(stage);
    else this.#stagesByName.set(stage.name, [stage]);
  }

  /** What a stage is built on: an earlier stage, nothing (`scratch`), or an image. */
  #base(stage: ParsedStage, word: ParsedWord): void {
    const isImage = (text: string | undefined): boolean => {
      const named = this.#stagesByName.get(text?.toLowerCase() ?? '')?.[0];
      return text !== 'scratch' && !(named && named.index < stage.index);
    };
    const image = fromImage(stage.from, word);
    if (word.text.includes('$')) {
      stage.image = image;
      stage.imageExists = () => isImage(image.value().string);
      return;
    }
    const text = image.value().string as string;
    const base = this.#stagesByName.get(text.toLowerCase())?.findLast((named) => named.index < stage.index);
    if (base) {
      stage.base = base;
      stage.scope.base = base.scope;
      stage.use(base);
    } else if (isImage(text)) stage.image = image;
  }

  #source(instruction: ParsedInstruction, { where, at, text }: Source): void {
    const name = text.toLowerCase();
    const stage = this.#stagesByName.get(name)?.at(-1) ?? (/^\d+$/.test(text) ? this.#stages[Number(text)] : undefined);
    if (stage) {
      (instruction.stage as ParsedStage | undefined)?.use(stage);
      return;
    }
    if (name === '' || name === 'scratch' || /^\d+$/.test(text)) return;
    const list = this.#sources.get(instruction);
    const image = literalImage(where, at, text);
    if (list) list.push(image);
    else this.#sources.set(instruction, [image]);
  }

  *#subjects(): Generator<Subject> {
    const { file, lines } = this;
    const whole: Dockerfile = {
      file,
      span: { start: 0, end: file.text.length },
      path: '',
      escape: lines.escape,
      directives: lines.directives,
      instructions: this.#instructions,
      stages: this.#stages,
    };
    yield { type: 'docker.file', node: whole };
    const syntax = lines.directives.find(({ name }) => name === 'syntax');
    if (syntax) {
      const [reference] = /^\S+/.exec(syntax.value) as RegExpExecArray;
      const span = { start: syntax.valueSpan.start, end: syntax.valueSpan.start + reference.length };
      yield { type: 'image.reference', node: literalImage('syntax', { file, span, path: 'syntax' }, reference) };
    }
    for (const instruction of this.#instructions) {
      const stage = instruction.stage as ParsedStage | undefined;
      if (stage?.from === instruction) {
        yield { type: 'docker.stage', node: stage };
        if (stage.image) yield { type: 'image.reference', node: stage.image, ...(stage.imageExists && { guard: stage.imageExists }) };
      }
      yield { type: 'docker.instruction', selector: instruction.keyword, node: instruction };
      const { trigger } = instruction;
      if (trigger) yield { type: 'docker.instruction', selector: trigger.keyword, node: trigger };
      for (const node of this.#sources.get(instruction) ?? []) yield { type: 'image.reference', node };
      yield* instructionCredentials(instruction);
    }
    yield* lineSubjects(file, 'dockerfile');
  }

  /** The first instruction that begins on the line of an offset or below. */
  /** The exceptions for hadolint: `# hadolint ignore=<ids>` before an instruction, `# hadolint global ignore=<ids>` for the file. */
  *#forHadolint(): Generator<ForeignSuppression> {
    const { text } = this.file;
    if (!text.includes('hadolint')) return;
    for (const comment of this.lines.comments) {
      const [, all, ids] = /^[ \t]*hadolint[ \t]+(global[ \t]+)?ignore[ \t]*=[ \t]*([A-Z\d, \t]+)/.exec(comment.text) ?? [];
      const covers = all ? { start: 0, end: text.length + 1 } : this.#nodeAt(comment.span.end);
      if (ids === undefined || !covers) continue;
      for (const id of ids.split(',')) yield { tool: 'hadolint', id: id.trim(), covers, reason: undefined, by: 'comment' };
    }
  }

  #nodeAt(offset: number): Span | undefined {
    const from = this.file.lineStart(this.file.positionAt(offset).line);
    this.#starts ??= this.#instructions.map(({ span }) => span.start);
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] as number) < from) low = middle + 1;
      else high = middle;
    }
    return this.#instructions[low]?.span;
  }
}
