import { expect, test } from 'vitest';
import { sourceUrl } from '../../src/cli/source-url.ts';
import type { Finding } from '../../src/core/finding.ts';
import { reporters } from '../../src/reporters/index.ts';
import { clean, environment, full } from './outcome.ts';

const markdown = await reporters.markdown();
const github = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'me/shop', GITHUB_SHA: 'abc' };

const first = full.findings[0] as Finding;

test('the report', async () => {
  const text = markdown(full, environment({ sourceUrl: (path, line) => sourceUrl(path, line, github) }));
  await expect(text).toMatchFileSnapshot('__snapshots__/markdown.txt');
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
});

test('stays below 1 MiB, whole, and says how many findings are left out', () => {
  const findings = Array.from({ length: 30_000 }, (_, i) => ({
    ...first,
    path: `infra/${i % 700}/stack-ä.yaml`,
    message: `${first.message} ${'日本語 '.repeat(i % 40)}`,
  }));
  const text = markdown({ ...full, findings }, environment());
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1000 * 1024);
  expect(Buffer.byteLength(text)).toBeGreaterThan(990 * 1024);
  const shown = text.split('\n').filter((line) => line.startsWith('| info | ')).length;
  expect(text).toContain(`\n${30_000 - shown} more, worst first, do not fit here.\n\n</details>\n`);
});

test('every row of a table has its columns', () => {
  const strange = { ...first, path: 'a|b`c``d.yaml', message: 'x | y\n\n# not a title\n</details> <script> ![i](u) @everyone' };
  const text = markdown({ ...clean, findings: [strange] }, environment());
  for (const block of text.split('\n\n').filter((part) => part.includes('\n|---'))) {
    const widths = block
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.replaceAll('\\|', '').split('|').length);
    expect(new Set(widths).size, block).toBe(1);
  }
  expect(text).toContain('``` a\\|b`c``d.yaml:1 ```');
  expect(text).not.toMatch(/^# not/m);
  expect(text).not.toContain('<script>');
  expect(text.match(/<\/?details>/g)).toHaveLength(2);
});

test('rules of more weight for security come first among the worst', () => {
  const error = (ruleId: string): Finding => ({ ...first, severity: 'error', ruleId });
  const findings = [error('unused/rule'), error('unused/rule'), error('lambda/code-signing-config'), error('iam/action-wildcard'), first];
  const text = markdown({ ...clean, findings }, environment());
  const order = [...text.matchAll(/^\d+\. \[([\w/-]+)\]/gm)].map(([, id]) => id);
  expect(order).toEqual(['iam/action-wildcard', 'lambda/code-signing-config', 'unused/rule']);
});

test('nothing found', () => {
  expect(markdown(clean, environment())).toBe('## lintel: no problems in 1 file\n');
});

test('addresses of sources, where the service tells them', () => {
  expect(sourceUrl('a (b)/c#d%.yaml', 3, github)).toBe('https://github.com/me/shop/blob/abc/a%20%28b%29/c%23d%25.yaml#L3');
  expect(sourceUrl('a.yaml', 3, { CI_PROJECT_URL: 'https://gitlab.com/me/shop', CI_COMMIT_SHA: 'abc' })).toBe(
    'https://gitlab.com/me/shop/-/blob/abc/a.yaml#L3',
  );
  expect(sourceUrl('a.yaml', 3, { GITHUB_REPOSITORY: 'me/shop' })).toBeUndefined();
});
