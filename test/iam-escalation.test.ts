import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../shared/cases/iam', import.meta.url));

interface Count {
  readonly found: number;
  readonly of: number;
  readonly missed: readonly { readonly what: string; readonly why?: string }[];
}

test.skipIf(!existsSync(folder))(
  'the policies and sets of actions by which other tools know privilege escalation',
  async () => {
    const script = (await import(new URL('../scripts/iam-escalation.mjs', import.meta.url).href)) as {
      escalationCases(folder: string): Promise<Record<string, Count>>;
    };
    const counts = await script.escalationCases(folder);
    const least = { 'pathfinding.cloud': 40, 'iam-vulnerable': 20, 'prowler-tests': 9, 'cloudsplaining-tests': 2, 'sets of actions': 100, clean: 3 };
    for (const [name, number] of Object.entries(least)) {
      expect(counts[name]?.of, name).toBeGreaterThanOrEqual(number);
      const { found, of, missed } = counts[name] as Count;
      expect(found / of, name).toBeGreaterThanOrEqual(0.95);
      expect(
        missed.filter(({ why }) => why === undefined),
        `${name}: not explained`,
      ).toEqual([]);
    }
  },
  120_000,
);
