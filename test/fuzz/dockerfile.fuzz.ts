import { expect, test } from 'vitest';
import { SourceFile, type Span } from '../../src/core/source-file.ts';
import { claims } from '../../src/parsers/dockerfile/claims.ts';
import type { Dockerfile, Instruction, Stage } from '../../src/parsers/dockerfile/model.ts';
import parser from '../../src/parsers/dockerfile/parse.ts';
import { type ImageReference, imageName, locate, placeToReport } from '../../src/parsers/image/model.ts';

const COUNT = Number(process.env.FUZZ ?? 500);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
/** Milliseconds for one text: far above what any of them takes. */
const HANG = 2000;

const SEEDS = [
  '# syntax=docker/dockerfile:1\n# escape=`\nARG BASE=golang:1.12 V="1.2.3"\nFROM --platform=$BUILDPLATFORM ${BASE:-x} AS Build\nARG V\nENV P=/a/$V Q="x y"\nRUN --mount=type=bind,from=a:1,target=/x <<EOF cat && 3<<-"E F" `\n  # c\n\n  tac\none\nEOF\n\ttwo\n\tE F\n',
  'FROM 123456789012.dkr.ecr.us-east-1.amazonaws.com/golang: 1.12\n\nAS build\nCOPY --from=build:1 --chown=a:b ["a", "b\\" c"] \\\n /d\nHEALTHCHECK --interval=5s CMD x\nONBUILD COPY --from=BUILD a b\nONBUILD ONBUILD RUN x\n',
  'ARG A=${B:-${C%.*}} B=1.2 C=${A//1/x}\r\nFROM ${A##*.}:${B#1}@sha256:${C/2/y} as one # remark\r\nFROM ONE\r\nCOPY --from=two a b\r\nFROM one AS two\r\nLABEL a=b "c d"=e f\r\nFORM x\r\nsentence\r\nSHELL x\r\n',
];
const PIECES = [
  ...[
    'FROM ',
    'ARG ',
    'ENV ',
    'RUN ',
    'COPY ',
    'ONBUILD ',
    'AS ',
    'LABEL ',
    'SHELL ',
    'HEALTHCHECK ',
    '--from=',
    '--mount=from=',
    '\\\n',
    '`\n',
    '\n',
    '\r',
    '\t',
    ' ',
  ],
  ...[
    '${',
    '}',
    '$',
    ':-',
    ':+',
    ':?',
    '##',
    '%%',
    '//',
    '*',
    '?',
    '"',
    "'",
    '\\',
    '[',
    ']',
    ',',
    '=',
    '<<EOF',
    '<<-',
    'EOF\n',
    '# ',
    '#escape=`\n',
    '{{',
    '{%',
    '@',
    ':',
    '/',
  ],
  ...['\u00A0', '\uFEFF', '\u0000', '\uD83D\uDE00', '\uD800', '\uE000', '__proto__', 'constructor', 'scratch', '9999999999999999999999'],
];

/** mulberry32 */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

function mutated(next: (below: number) => number): string {
  let text = SEEDS[next(SEEDS.length)] as string;
  for (let edits = 1 + next(5); edits > 0; edits--) {
    const at = next(text.length + 1);
    const insert = next(3) === 0 ? '' : next(2) ? (PIECES[next(PIECES.length)] as string) : text.slice(next(text.length + 1)).slice(0, next(60));
    text = text.slice(0, at) + insert + text.slice(at + (next(2) ? next(16) : 0));
  }
  return text;
}

function* instructionSpans(instruction: Instruction): Generator<Span> {
  yield instruction.span;
  yield instruction.keywordSpan;
  for (const word of instruction.words) yield word.span;
  for (const word of instruction.words.slice(0, 5)) yield instruction.valueOf(word).span;
  for (const { span, value } of instruction.flags) yield* value ? [span, value.span] : [span];
  for (const { nameSpan, value } of instruction.assignments) yield* value ? [nameSpan, value.span] : [nameSpan];
  for (const { operator, content } of instruction.heredocs) yield* [operator, content];
  void [instruction.exec, instruction.path];
  if (instruction.argumentText !== '') yield instruction.argumentSpan(0, instruction.argumentText.length);
  if (instruction.trigger) yield* instructionSpans(instruction.trigger);
}

function* imageSpans(image: ImageReference): Generator<Span> {
  const value = image.value();
  yield* [value.span, value.origin.span, ...value.trace.map(({ at }) => at.span)];
  const name = imageName(value);
  for (const span of [{ start: 0, end: name?.text.length ?? 0 }, ...(name?.errors.map((error) => error.span) ?? [])]) {
    yield locate(image, span).span;
    yield placeToReport(image, value, span).at.span;
  }
}

test(`Dockerfiles: ${COUNT} mutations from seed ${SEED}`, { timeout: 600_000 }, () => {
  let images = 0;
  for (let i = 0; i < COUNT; i++) {
    const text = mutated(random(SEED + i));
    const started = performance.now();
    try {
      void claims('Dockerfile.x', text);
      const { document, problems } = parser.parse(new SourceFile('Dockerfile', text));
      const spans: Span[] = problems.flatMap(({ span, fix, related = [] }) => [
        span,
        ...(fix?.edits ?? []).map(({ at }) => at.span),
        ...related.map(({ at }) => at.span),
      ]);
      for (const { span } of document.comments()) spans.push(span);
      for (const { type, node, guard } of document.subjects()) {
        if (type === 'docker.file') for (const directive of (node as Dockerfile).directives) spans.push(directive.span, directive.valueSpan);
        else if (type === 'docker.stage') spans.push((node as Stage).span, (node as Stage).nameSpan ?? (node as Stage).span);
        else if (type === 'docker.instruction') spans.push(...instructionSpans(node as Instruction));
        else if (type === 'image.reference') {
          images++;
          document.choices?.explore(() => {
            if (guard?.() !== false) spans.push(...imageSpans(node as ImageReference));
          });
        }
      }
      for (const { start, end } of spans) if (!(start >= 0 && start <= end && end <= text.length)) throw new Error(`span ${start}-${end}`);
      if (performance.now() - started > HANG) throw new Error('too slow');
    } catch (error) {
      throw new Error(`seed ${SEED + i}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
  console.log(`dockerfile: ${COUNT} mutations from seed ${SEED}, ${images} images read`);
  expect(images).toBeGreaterThan(COUNT);
});
