import type { Claim } from '../../core/document.ts';

/** `import … from 'aws-cdk-lib/…'`, `require('@aws-cdk/…')`, `import('constructs')`. */
const IMPORT = /(?:\bfrom|\brequire\s*\(|\bimport(?:\s*\()?)\s*["'](aws-cdk-lib|@aws-cdk\/[\w-]+|constructs)(?:\/[\w./-]*)?["']/;
/** What a compiler wrote from a source that stands elsewhere. */
const COMPILED = /Object\.defineProperty\(exports,\s*["']__esModule["']|^\/\/# sourceMappingURL=/m;

/** Apps and libraries of the AWS CDK in TypeScript and JavaScript. What only tests build is never deployed; compiled files repeat their source. */
export function claims(name: string, text: string): Claim | undefined {
  if (!/\.[cm]?[jt]sx?$/i.test(name) || /\.d\.[cm]?ts$|\.(?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)__tests__\//i.test(name)) return undefined;
  const imported = IMPORT.exec(text)?.[1];
  return imported === undefined || COMPILED.test(text) ? undefined : { sure: true, reason: `imports ${imported}` };
}
