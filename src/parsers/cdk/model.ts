import type { Located } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import type { CodeClass } from './classes.ts';
import type { CdkName } from './names.ts';

/** A call of, or `new` on, something of the AWS CDK: the subject `code.call`. */
export interface CodeCall {
  /** What is called: `{module: 'aws-lambda', path: ['Function']}`. */
  readonly callee: CdkName;
  /** Whether it stands behind `new`. */
  readonly isNew: boolean;
  /** The callee as written: where the call is told. */
  readonly at: Located;
  /** The arguments up to the first that is spread; keys of objects as they are written. */
  readonly arguments: readonly Value[];
  /** False when a spread may add arguments. */
  readonly complete: boolean;
  /** The literal id, where the call makes a construct; else its variable or class. */
  readonly name: string;
  /**
   * A feature flag of the app: what `context` of the nearest cdk.json says, false when that has no such flag. Undefined where there is no
   * cdk.json on the way to the root, or it can't be read.
   */
  flag(name: string): boolean | undefined;
}

export interface CodeSubjects {
  'code.call': CodeCall;
  'code.class': CodeClass;
}
