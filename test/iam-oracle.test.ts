import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../shared/cases/iam', import.meta.url));

interface Told {
  readonly source: string;
  readonly code?: string;
  readonly id?: string;
  readonly known?: boolean;
}

interface Result {
  readonly clean: number;
  readonly quiet: number;
  readonly expected: number;
  readonly found: number;
  readonly extra: readonly Told[];
  readonly missed: readonly Told[];
  readonly errors: readonly Told[];
}

test.skipIf(!existsSync(folder))(
  'what IAM Access Analyzer and AWS itself say of policies',
  async () => {
    const { oracle } = (await import(new URL('../scripts/iam-oracle.mjs', import.meta.url).href)) as { oracle: (folder: string) => Promise<Result> };
    const { clean, quiet, expected, found, extra, missed, errors } = await oracle(folder);
    expect(clean).toBeGreaterThan(500);
    expect(quiet / clean).toBeGreaterThanOrEqual(0.99);
    expect(found / expected).toBeGreaterThanOrEqual(0.95);
    const unexplained = (list: readonly Told[]): string[] => list.filter(({ known }) => !known).map(({ source, code, id }) => `${code ?? id} ${source}`);
    expect(unexplained(extra)).toEqual([]);
    expect(unexplained(missed)).toEqual([]);
    expect(unexplained(errors)).toEqual([]);
  },
  120_000,
);
