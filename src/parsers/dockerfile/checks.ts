import type { Located, Problem, ProposedFix, Related } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { nearest } from '../../core/text.ts';
import { KEYWORDS } from './claims.ts';
import type { ParsedInstruction, ParsedWord } from './instruction.ts';
import type { Directive, Lines } from './lines.ts';
import type { Stage } from './model.ts';

/** What the checks need of a file whose instructions and stages were read. */
export interface ReadFile {
  readonly file: SourceFile;
  readonly lines: Lines;
  readonly instructions: readonly ParsedInstruction[];
  readonly stages: readonly (Stage & { readonly from: ParsedInstruction })[];
}

const STAGE_NAME = /^[a-z][a-z0-9-_.]*$/;
const KNOWN: ReadonlySet<string> = new Set(KEYWORDS);
/** BuildKit: errAtLeastOneArgument and errExactlyOneArgument. */
const NEEDS_ARGUMENT: ReadonlySet<string> = new Set([
  'ARG',
  'ENV',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

/** A command line of any form, or none: not worth splitting. */
const TAKES_ANYTHING: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'RUN']);

/** What an argument looks like, for advice. */
const EXAMPLE: Readonly<Record<string, string>> = {
  ADD: 'ADD archive.tar.gz /opt/',
  ARG: 'ARG VERSION=1.0',
  COPY: 'COPY package.json /app/',
  ENV: 'ENV NAME=value',
  EXPOSE: 'EXPOSE 8080',
  FROM: 'FROM public.ecr.aws/docker/library/alpine:3.22',
  HEALTHCHECK: 'HEALTHCHECK CMD curl -f http://localhost/',
  LABEL: 'LABEL name="value"',
  MAINTAINER: 'LABEL org.opencontainers.image.authors="name"',
  ONBUILD: 'ONBUILD RUN make',
  SHELL: 'SHELL ["/bin/bash", "-c"]',
  STOPSIGNAL: 'STOPSIGNAL SIGTERM',
  USER: 'USER 65532',
  VOLUME: 'VOLUME /data',
  WORKDIR: 'WORKDIR /app',
};

/** The builder is Docker's own: another frontend may know other instructions. */
const usesOwnFrontend = ({ directives }: Lines): boolean => {
  const syntax = directives.find(({ name }) => name === 'syntax');
  return !syntax || /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(syntax.value);
};

/** Everything that BuildKit refuses, each cause once; image references are judged elsewhere. */
export function* check(read: ReadFile): Generator<Problem> {
  const { file, lines, instructions, stages } = read;
  const problem = (at: Located, text: string, advice: string, more: { related?: readonly Related[]; fix?: ProposedFix } = {}): Problem => ({
    rule: 'docker/syntax',
    file: at.file,
    span: at.span,
    path: at.path,
    text,
    advice,
    ...more,
  });
  const at = (instruction: ParsedInstruction, span: Span): Located => ({ file, span, path: instruction.path });

  for (const directive of lines.badDirectives) yield* badDirective(directive, file, problem);
  if (lines.tooLong) {
    const place = { file, span: { start: lines.tooLong.start, end: lines.tooLong.start + 1 }, path: '' };
    yield problem(
      place,
      'A line is longer than the 65535 bytes that the builder reads.',
      'Move its content to a file and COPY that, or break the line with continuations.',
    );
  }
  if (instructions.length === 0) {
    yield problem({ file, span: { start: 0, end: 0 }, path: '' }, 'The file has no instructions.', `Begin with a base image: ${EXAMPLE.FROM}.`);
    return;
  }
  if (!usesOwnFrontend(lines)) return;

  let unknownBefore = false;
  let lastKnown: ParsedInstruction | undefined;
  let outsideReported = false;
  for (const [i, instruction] of instructions.entries()) {
    if (!KNOWN.has(instruction.keyword)) {
      const found = unknownInstruction(instruction, lastKnown, instructions[i - 1], problem);
      // A text that is no Dockerfile, or the content of a heredoc without delimiter, is one cause.
      if (found.sure || !unknownBefore) yield found.problem;
      unknownBefore = true;
      continue;
    }
    unknownBefore = false;
    lastKnown = instruction;
    if (instruction.line.unterminated) {
      // What the document should hold is read as instructions below.
      unknownBefore = true;
      const name = file.text.slice(instruction.line.unterminated.start, instruction.line.unterminated.end);
      const delimiter = name.replace(/^\d*<<-?/, '').replace(/["'\\]/g, '');
      yield problem(
        at(instruction, instruction.line.unterminated),
        `The heredoc ${name} has no end: no line consists of ${delimiter}.`,
        `Put ${delimiter} alone on the line after its content.`,
      );
    }
    if (!instruction.stage && instruction.keyword !== 'ARG' && !outsideReported) {
      outsideReported = true;
      yield problem(
        at(instruction, instruction.keywordSpan),
        `${instruction.keyword} stands before the first FROM, where only ARG may stand.`,
        `Move it below the FROM of the stage that it belongs to${stages.length === 0 ? `, and add one: ${EXAMPLE.FROM}` : ''}.`,
      );
    }
    yield* checkArguments(instruction, problem);
  }
  const [first] = instructions;
  if (stages.length === 0 && first && instructions.every(({ keyword }) => keyword === 'ARG')) {
    yield problem(
      at(first, first.keywordSpan),
      'The file has no FROM, so there is nothing to build.',
      `Add the base image behind the arguments: ${EXAMPLE.FROM}.`,
    );
  }
  yield* circles(stages, problem);
}

type MakeProblem = (at: Located, text: string, advice: string, more?: { related?: readonly Related[]; fix?: ProposedFix }) => Problem;

function* badDirective(directive: Directive, file: SourceFile, problem: MakeProblem): Generator<Problem> {
  const { name, value, span, valueSpan } = directive;
  if (name === 'escape' && value !== '`' && value !== '\\') {
    const place = { file, span: valueSpan, path: 'escape' };
    yield problem(place, `${value} is no escape character: the directive takes \\ or \`.`, 'Write # escape=` for Windows paths, or leave the line out.');
  } else yield problem({ file, span, path: name }, `The directive ${name} is given twice.`, 'Keep one of them.');
}

function unknownInstruction(
  instruction: ParsedInstruction,
  before: ParsedInstruction | undefined,
  directlyBefore: ParsedInstruction | undefined,
  problem: MakeProblem,
): { problem: Problem; sure: boolean } {
  const { file, keyword } = instruction;
  const place = { file, span: instruction.keywordSpan, path: instruction.path };
  const [name] = instruction.words;
  if (keyword === 'AS' && directlyBefore?.keyword === 'FROM' && name) {
    const fix = joinStageName(directlyBefore, instruction, name);
    return {
      sure: true,
      problem: problem(
        place,
        `AS ${name.text} stands on a line of its own, so it does not name the stage.`,
        `Put it behind the image on the FROM line: FROM … AS ${name.text}.`,
        {
          related: [{ at: directlyBefore, text: 'the FROM that it belongs to' }],
          ...(fix && { fix }),
        },
      ),
    };
  }
  const written = file.text.slice(instruction.keywordSpan.start, instruction.keywordSpan.end).slice(0, 40);
  // In lower case among instructions in upper case it is a command or a sentence (`yum` is near to RUN), not a mistyped instruction.
  const near = /^[A-Z]+$/.test(keyword) && isLower(written) === isLower(before?.keywordText ?? written) ? nearest(keyword, KEYWORDS) : undefined;
  if (near) {
    const spelled = isLower(written) ? near.toLowerCase() : near;
    const fix: ProposedFix = { title: `Write ${spelled}`, safety: 'suggested', edits: [{ at: place, text: spelled }] };
    return { sure: true, problem: problem(place, `${written} is no instruction of a Dockerfile.`, `Did you mean ${near}?`, { fix }) };
  }
  const advice = before
    ? `If the line continues ${before.keyword}, end the line before it with ${instruction.context.escape}; if it is a remark, begin it with #.`
    : `Begin with ARG or FROM: ${EXAMPLE.FROM}.`;
  return { sure: false, problem: problem(place, `${written} is no instruction of a Dockerfile.`, advice) };
}

const isLower = (text: string): boolean => text === text.toLowerCase();

/** `FROM image` and `AS name` on lines of their own become one line. */
function joinStageName(from: ParsedInstruction, as: ParsedInstruction, name: ParsedWord): ProposedFix | undefined {
  const image = from.words.at(-1);
  const whole = from.words.length === 1 || (from.words.length === 2 && isSplitReference(from));
  if (!image || !whole || as.words.length !== 1 || !STAGE_NAME.test(name.text.toLowerCase())) return undefined;
  const { file } = from;
  const { text } = file;
  const lineStart = text.lastIndexOf('\n', as.span.start - 1) + 1;
  const lineEnd = text.indexOf('\n', as.span.end);
  return {
    title: `Put AS ${name.text} on the FROM line`,
    safety: 'safe',
    edits: [
      { at: { file, span: { start: image.span.end, end: image.span.end }, path: from.path }, text: ` AS ${name.text}` },
      { at: { file, span: { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1 }, path: as.path }, text: '' },
    ],
  };
}

/** `FROM golang: 1.12`: a reference that white space parts, which is the image rules' business. */
export function isSplitReference(from: ParsedInstruction): boolean {
  const [first, second] = from.words;
  return first !== undefined && second !== undefined && first.text.endsWith(':') && !/^as$/i.test(second.text);
}

function* checkArguments(instruction: ParsedInstruction, problem: MakeProblem): Generator<Problem> {
  const { keyword, keywordSpan, file } = instruction;
  if (TAKES_ANYTHING.has(keyword)) return;
  const { words } = instruction;
  const place = { file, span: keywordSpan, path: instruction.path };
  const example = `Write for example ${EXAMPLE[keyword]}.`;
  if (keyword === 'FROM') yield* checkFrom(instruction, problem);
  else if ((keyword === 'ADD' || keyword === 'COPY') && words.length < 2) {
    if (words.length === 0) yield problem(place, `${keyword} has neither source nor destination.`, example);
    else yield problem(place, `${keyword} has one argument, so its destination is missing.`, `Add where to put it: ${keyword} ${words[0]?.text} ./.`);
  } else if (NEEDS_ARGUMENT.has(keyword) && words.length === 0) yield problem(place, `${keyword} has no argument.`, example);
  else if (keyword === 'ENV' || keyword === 'LABEL') yield* checkAssignments(instruction, problem);
  else if (keyword === 'SHELL' && !instruction.exec) {
    const [first] = words;
    yield problem({ ...place, span: first?.span ?? keywordSpan }, 'SHELL takes its arguments as a JSON list of strings in double quotes.', example);
  } else if (keyword === 'HEALTHCHECK') {
    const [type] = words as [ParsedWord];
    const known = /^(?:cmd|none)$/i.test(type.text);
    if (!known)
      yield problem(
        { ...place, span: type.span },
        `HEALTHCHECK begins with CMD or NONE, not with ${type.text.slice(0, 40)}.`,
        `Write HEALTHCHECK CMD ${type.text.slice(0, 40)} …`,
      );
    else if (/^cmd$/i.test(type.text) && words.length === 1) yield problem({ ...place, span: type.span }, 'HEALTHCHECK CMD has no command.', example);
  } else if (keyword === 'ONBUILD') {
    const trigger = instruction.trigger as ParsedInstruction;
    const span = trigger.keywordSpan;
    if (trigger.keyword === 'ONBUILD') yield problem({ ...place, span }, 'ONBUILD can not leave another ONBUILD.', 'Leave the inner ONBUILD out.');
    else if (trigger.keyword === 'FROM' || trigger.keyword === 'MAINTAINER')
      yield problem({ ...place, span }, `${trigger.keyword} can not be left by ONBUILD.`, 'Put it into the Dockerfile that builds on this image.');
    else if (!KNOWN.has(trigger.keyword)) yield unknownInstruction(trigger, instruction, undefined, problem).problem;
    else yield* checkArguments(trigger, problem);
  }
}

function* checkAssignments(instruction: ParsedInstruction, problem: MakeProblem): Generator<Problem> {
  const { keyword, words, file, path } = instruction;
  const [first] = words as [ParsedWord];
  if (!first.text.includes('=')) {
    if (words.length === 1)
      yield problem(
        { file, span: first.span, path },
        `${keyword} ${first.text.slice(0, 40)} has no value.`,
        `Write ${keyword} ${first.text.slice(0, 40)}=value.`,
      );
    return;
  }
  const bad = words.find((word) => !word.text.includes('='));
  const good = bad && words[words.indexOf(bad) - 1];
  if (bad?.text.startsWith('#') && good) yield remark(instruction, bad, good, `${keyword} ${first.text.slice(0, 40)}`, problem);
  else if (bad) {
    const text = bad.text.slice(0, 40);
    yield problem(
      { file, span: bad.span, path },
      `${text} is no name=value, as every word of this ${keyword} must be.`,
      `Write name=value, and put values with blanks in double quotes.`,
    );
  } else if (words.some((word) => word.text.startsWith('='))) {
    const word = words.find((other) => other.text.startsWith('=')) as ParsedWord;
    yield problem({ file, span: word.span, path }, `${keyword} has a value without a name.`, 'Write the name right before the equals sign, without blanks.');
  }
}

function* checkFrom(from: ParsedInstruction, problem: MakeProblem): Generator<Problem> {
  const { words, file, path } = from;
  const [image, as, name] = words;
  if (!image) {
    yield problem({ file, span: from.keywordSpan, path }, 'FROM names no image.', `Write for example ${EXAMPLE.FROM}.`);
    return;
  }
  if (isSplitReference(from)) {
    const [, , third, fourth] = words;
    if (words.length === 2 || (words.length === 4 && /^as$/i.test(third?.text ?? ''))) {
      if (fourth) yield* checkStageName(fourth, from, problem);
      return;
    }
  }
  const named = as !== undefined && /^as$/i.test(as.text);
  const extra = words[named ? 3 : 1];
  if (named && !name) {
    yield problem({ file, span: as.span, path }, 'AS is not followed by a name for the stage.', `Write FROM ${image.text} AS build, or leave AS out.`);
    return;
  }
  if (named && name) yield* checkStageName(name, from, problem);
  if (!extra) return;
  const last = words.at(-1) as ParsedWord;
  const span = from.spanOf({ start: extra.start, end: last.end });
  const shown = `FROM ${words
    .slice(0, named ? 3 : 1)
    .map(({ text }) => text)
    .join(' ')}`;
  if (/^[#<]|^\/\//.test(extra.text)) {
    yield remark(from, extra, words[named ? 2 : 0] as ParsedWord, shown, problem);
    return;
  }
  if (named) {
    yield problem({ file, span, path }, `FROM has ${words.length} arguments; it takes an image and AS with a name.`, `Write ${shown}.`);
    return;
  }
  if (words.length === 2 && STAGE_NAME.test(extra.text.toLowerCase())) {
    yield problem(
      { file, span, path },
      'FROM has 2 arguments; it takes one, or an image and AS with a name.',
      `Write FROM ${image.text} AS ${extra.text} to name the stage, else ${shown}.`,
    );
    return;
  }
  const meant = words.length === 3 && as && nearest(as.text, ['AS']) ? ` If ${name?.text} names the stage, write FROM ${image.text} AS ${name?.text}.` : '';
  yield problem({ file, span, path }, `FROM has ${words.length} arguments; it takes one, or an image and AS with a name.`, `Write ${shown}.${meant}`);
}

/** Words behind an instruction that are meant for people. */
function remark(instruction: ParsedInstruction, first: ParsedWord, before: ParsedWord, shown: string, problem: MakeProblem): Problem {
  const { file, path, words } = instruction;
  const span = instruction.spanOf({ start: first.start, end: (words.at(-1) as ParsedWord).end });
  const text = file.text.slice(span.start, span.end);
  const lineStart = file.text.lastIndexOf('\n', instruction.span.start - 1) + 1;
  const fix: ProposedFix = {
    title: 'Move the remark to a line above',
    safety: 'suggested',
    edits: [
      { at: { file, span: { start: lineStart, end: lineStart }, path }, text: `# ${text.replace(/^(?:#+|<+|\/\/)\s*/, '')}\n` },
      { at: { file, span: { start: before.span.end, end: span.end }, path }, text: '' },
    ],
  };
  return problem(
    { file, span, path },
    'A remark stands behind the instruction: a Dockerfile has comments on lines of their own only.',
    `Write ${shown}, and the remark on a line of its own that begins with #.`,
    // Behind a continuation the line above belongs to the instruction.
    text.includes('\n') || file.text.slice(lineStart, span.start).includes('\n') ? {} : { fix },
  );
}

function* checkStageName(name: ParsedWord, from: ParsedInstruction, problem: MakeProblem): Generator<Problem> {
  if (STAGE_NAME.test(name.text.toLowerCase())) return;
  const { file, path } = from;
  const clean = name.text
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/g, '-')
    .replace(/^[_.-]+|-+$/g, '');
  const valid = /^\d/.test(clean) ? `stage-${clean}` : clean;
  yield problem(
    { file, span: name.span, path },
    `${name.text} can not name a stage: a name begins with a letter and holds letters, digits, -, _ and . only.`,
    `Write for example ${valid === '' ? 'build' : valid}, and the same where the stage is used.`,
  );
}

/** Stages that take files from each other in a circle: one finding a circle, at the stage that stands first. */
function* circles(stages: readonly Stage[], problem: MakeProblem): Generator<Problem> {
  const done = new Set<Stage>();
  for (const start of stages) {
    if (done.has(start)) continue;
    const way: Stage[] = [];
    const onWay = new Map<Stage, number>();
    const rest: { stage: Stage; uses: readonly Stage[]; next: number }[] = [];
    const enter = (stage: Stage): void => {
      onWay.set(stage, way.length);
      way.push(stage);
      rest.push({ stage, uses: stage.uses, next: 0 });
    };
    enter(start);
    for (let top = rest.at(-1); top; top = rest.at(-1)) {
      const used = top.uses[top.next++];
      if (!used) {
        rest.pop();
        way.pop();
        onWay.delete(top.stage);
        done.add(top.stage);
      } else if (onWay.has(used)) {
        const circle = way.slice(onWay.get(used));
        const names = [...circle, used].map((stage) => stage.name ?? String(stage.index));
        const [first] = circle as [Stage];
        yield problem(
          { file: first.file, span: first.nameSpan ?? first.from.keywordSpan, path: first.path },
          `The stage ${names[0]} needs itself: ${names.join(' ← ')}.`,
          'Take the files from a stage that does not build on this one, or split the stage.',
        );
      } else if (!done.has(used)) enter(used);
    }
  }
}
