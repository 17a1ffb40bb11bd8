import { expect, test } from 'vitest';
import { folderWith, lintel, write } from './lintel.ts';

interface Result {
  locations: { physicalLocation: { region: { startLine: number }; artifactLocation: { uri: string } } }[];
  partialFingerprints: Record<string, string>;
}
const resultsOf = (text: string) => JSON.parse(text).runs[0].results as Result[];

/** Lines enough below each finding that what GitHub hashes with it stays the same. */
const words = 'first\nBAD\nof these\nODD\nis wrong\n'.repeat(3) + 'and so on\n'.repeat(12);

test('both fingerprints stay when lines are inserted above', async () => {
  const cwd = folderWith({ 'a.words': words });
  const before = resultsOf((await lintel(['-f', 'sarif'], { cwd })).stdout);
  write(cwd, 'a.words', `new\n\nlines\n${words}`);
  const after = resultsOf((await lintel(['-f', 'sarif'], { cwd })).stdout);
  expect(after.map(({ partialFingerprints }) => partialFingerprints)).toEqual(before.map(({ partialFingerprints }) => partialFingerprints));
  const lines = (results: Result[]) => results.map(({ locations }) => locations[0]?.physicalLocation.region.startLine ?? 0);
  expect(lines(after)).toEqual(lines(before).map((line) => line + 3));
  for (const key of ['primaryLocationLineHash', 'lintelFingerprint/v1']) expect(new Set(before.map((result) => result.partialFingerprints[key])).size).toBe(6);
});

test('addresses are those of the repository, wherever lintel runs and its configuration stands', async () => {
  const root = folderWith({ '.git/HEAD': '', 'infra/lintel.config.yaml': 'extends: recommended\n', 'infra/app/a.words': 'BAD' });
  for (const [cwd, paths] of [
    [`${root}/infra`, []],
    [`${root}/infra/app`, ['a.words']],
    [root, []],
  ] as const) {
    const results = resultsOf((await lintel(['-f', 'sarif', ...paths], { cwd })).stdout);
    expect(results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri)).toEqual(['infra/app/a.words']);
  }
});
