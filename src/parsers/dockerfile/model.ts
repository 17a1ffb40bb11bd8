import type { Located } from '../../core/document.ts';
import type { Span } from '../../core/source-file.ts';
import type { Value } from '../../core/value.ts';
import type { ImageReference } from '../image/model.ts';
import type { Directive, Heredoc } from './lines.ts';

/** A word of an instruction, quotes and escapes and variables as written. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** `--name=value` before the arguments. */
export interface Flag {
  readonly name: string;
  /** Behind the `=`; undefined without one. */
  readonly value: Word | undefined;
  readonly span: Span;
}

/** `name=value` of ARG, ENV and LABEL, or `ENV name value`. */
export interface Assignment {
  readonly name: string;
  readonly nameSpan: Span;
  /** Undefined for `ARG name`. */
  readonly value: Word | undefined;
}

/** One instruction; its parts are read when they are asked for. */
export interface Instruction extends Located {
  /** In upper case. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  readonly stage: Stage | undefined;
  readonly flags: readonly Flag[];
  /** Arguments behind the flags, as the builder splits them. An exec form's words are its strings with their quotes. */
  readonly words: readonly Word[];
  /** The strings of an exec form, unescaped; undefined for a shell form. */
  readonly exec: readonly string[] | undefined;
  readonly assignments: readonly Assignment[];
  readonly heredocs: readonly Heredoc[];
  /** The instruction that ONBUILD leaves for the image's users. */
  readonly trigger: Instruction | undefined;
  /** The arguments without the flags, continuations joined. */
  readonly argumentText: string;
  /** The file's span of a range of `argumentText`. */
  argumentSpan(start: number, end: number): Span;
  /** A word with variables put in, under the choices of the current run. */
  valueOf(word: Word): Value;
}

/** From a FROM to the next. */
export interface Stage extends Located {
  readonly index: number;
  /** In lower case, as the builder compares names. */
  readonly name: string | undefined;
  readonly nameSpan: Span | undefined;
  readonly from: Instruction;
  /** The earlier stage that it is built on; undefined when that is an image, `scratch` or left to a build argument. */
  readonly base: Stage | undefined;
  /** The image that it is built on; undefined for a stage, `scratch` or a FROM without argument. */
  readonly image: ImageReference | undefined;
  readonly instructions: readonly Instruction[];
  /** Stages whose files it takes: its base, COPY --from and RUN --mount. */
  readonly uses: readonly Stage[];
}

export interface Dockerfile extends Located {
  readonly escape: string;
  readonly directives: readonly Directive[];
  /** All instructions in order; a trigger is inside of its ONBUILD. */
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
}

/** An instruction's selector is its keyword: `docker.instruction:RUN`. */
export type DockerfileSubjects = { 'docker.file': Dockerfile; 'docker.stage': Stage; 'docker.instruction': Instruction } & {
  [K in `docker.instruction:${string}`]: Instruction;
};
