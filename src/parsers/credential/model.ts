import type { Surface } from '../../core/rule.ts';
import type { Value } from '../../core/value.ts';
import { isSecretName } from '../secret-name.ts';
import { holdsKnownSecret } from './judge.ts';

/** A named value that may be a secret: the subject `credential`. Values whose name and text both say nothing of the kind are none. */
export interface Credential {
  readonly name: string;
  readonly surface: Surface;
  /** What holds it, as a part of a sentence: `the environment of a Lambda function`. */
  readonly holder: string;
  /** What to write instead in this place: a sentence. */
  readonly replacement: string;
  /** Whether nothing but a secret stands in this place, whatever it is called. */
  readonly isSecretPlace: boolean;
  /** Whether the text is the secret's base64. */
  readonly isBase64?: boolean;
  /** Of a setting in an environment file: which bundler of the folder puts it into programs of browsers, if any. */
  readonly environment?: { bundler(): string | undefined };
  /** The value under the choices of the current run; read it anew in each visit. */
  value(): Value;
}

export interface CredentialSubjects {
  credential: Credential;
}

/** Whether a value is worth a look, by its name or by the text that the file holds for it: what can't be one costs nothing more. */
export const mayBeCredential = (name: string, text: string): boolean => isSecretName(name) || holdsKnownSecret(text);
