import type { Located } from '../../core/document.ts';
import { known, unknown } from '../../core/value.ts';
import type { ImagePlace, ImageReference } from '../image/model.ts';
import { isSplitReference } from './checks.ts';
import { placeOf } from './expand.ts';
import type { ParsedInstruction, ParsedWord } from './instruction.ts';
import type { Flag } from './model.ts';

/** The argument of a FROM that names its image: one word, or two where white space parts a reference (`FROM golang: 1.12`). */
export function imageWord(from: ParsedInstruction): ParsedWord | undefined {
  const [first, second] = from.words;
  return first && second && isSplitReference(from) ? from.part(first, 0, second.end - first.start) : first;
}

/** The image of a FROM, variables put in. */
export function fromImage(from: ParsedInstruction, word: ParsedWord): ImageReference {
  const { file } = from;
  return {
    where: 'from',
    surface: 'dockerfile',
    value: () => from.expanded(word).value,
    locate(part) {
      const { span, origin } = placeOf(from.expanded(word).pieces, part, word.span);
      return { file, span, path: origin ? `${origin.keyword} ${origin.name}` : from.path };
    },
  };
}

/** An image that COPY, RUN --mount or a directive names: the builder puts no variables in there. */
export function literalImage(where: ImagePlace, place: Located, text: string): ImageReference {
  const { file, span, path } = place;
  return {
    where,
    surface: 'dockerfile',
    value: () => (text.includes('$') ? unknown(place, 'the builder puts no variables in here') : known(place, text)),
    locate: (part) => ({ file, path, span: { start: span.start + part.start, end: Math.min(span.end, span.start + part.end) } }),
  };
}

/** A build stage or image that an instruction takes files from. */
export interface Source {
  readonly where: 'copy-from' | 'mount-from';
  readonly at: Located;
  readonly text: string;
}

/** `COPY --from=` and `RUN --mount=…,from=`, also behind ONBUILD. */
export function* sources(instruction: ParsedInstruction): Generator<Source> {
  const { trigger } = instruction;
  if (trigger) yield* sources(trigger);
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'RUN') return;
  for (const flag of instruction.parsedFlags) {
    if (instruction.keyword === 'COPY' && flag.name === 'from' && flag.value) yield source('copy-from', instruction, flag.value);
    if (instruction.keyword === 'RUN' && flag.name === 'mount' && flag.value) yield* mountSources(instruction, flag.value);
  }
}

/** A mount's options are a line of comma-separated values. */
function* mountSources(instruction: ParsedInstruction, value: NonNullable<Flag['value']>): Generator<Source> {
  for (const option of value.text.matchAll(/[^,]+/g)) {
    const match = /^["']?from=/i.exec(option[0]);
    if (match) yield source('mount-from', instruction, instruction.part(value as ParsedWord, option.index + match[0].length, option.index + option[0].length));
  }
}

function source(where: Source['where'], instruction: ParsedInstruction, word: ParsedWord): Source {
  const quoted = /^(["']?)(.*?)\1["']?$/s.exec(word.text) as RegExpExecArray;
  const start = (quoted[1] as string).length;
  const text = quoted[2] as string;
  const inner = instruction.part(word, start, start + text.length);
  return { where, at: { file: instruction.file, span: inner.span, path: instruction.path }, text };
}
