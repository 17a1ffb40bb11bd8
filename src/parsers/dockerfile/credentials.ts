import type { SubjectOf } from '../../core/document.ts';
import { type CredentialSubjects, mayBeCredential } from '../credential/model.ts';
import type { ParsedInstruction } from './instruction.ts';

const REPLACEMENTS: Readonly<Record<string, string>> = {
  ENV: 'Give it to the container when it starts (Secrets of the task definition); a build that needs it reads RUN --mount=type=secret,id=…',
  ARG: 'Give it to the build as a secret: docker build --secret id=…, and RUN --mount=type=secret,id=… where it is read; arguments stay in the history of the image.',
};

/** Values of ENV and ARG that may be secrets. */
export function* instructionCredentials(instruction: ParsedInstruction): Generator<SubjectOf<CredentialSubjects>> {
  const { keyword } = instruction;
  const replacement = REPLACEMENTS[keyword];
  if (replacement === undefined) return;
  for (const { name, value: word } of instruction.assignments) {
    if (!word || !mayBeCredential(name, word.text)) continue;
    yield {
      type: 'credential',
      node: {
        name,
        surface: 'dockerfile',
        holder: keyword === 'ARG' ? 'the arguments of this build' : 'the environment of this image',
        replacement,
        isSecretPlace: false,
        value: () => instruction.valueOf(word),
      },
    };
  }
}
