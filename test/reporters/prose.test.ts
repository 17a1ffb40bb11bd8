import { expect, test } from 'vitest';
import { prose } from '../../src/reporters/prose.ts';

test.each([
  ['Write <region> in its place.', 'Write \\<region> in its place.'],
  ['Name `<region>` and `a*b`, or *.example, or "*".', 'Name `<region>` and `a*b`, or \\*.example, or "\\*".'],
  ['Write &amp; and &lt; for & and <.', 'Write &amp;amp; and &amp;lt; for &amp; and \\<.'],
  ['AWS_REGION stays, _this_ too.', 'AWS_REGION stays, \\_this\\_ too.'],
])('%s', (text, markdown) => {
  expect(prose(text)).toBe(markdown);
});
