import { expect, test } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import { folderWith, lintel } from './lintel.ts';

const event = (runtime: string, ruleParameters: object = { rules: 'lambda/runtime-deprecated' }) => {
  const configuration = { functionName: 'orders', runtime, packageType: 'Zip' };
  const configurationItem = { configurationItemStatus: 'OK', resourceType: 'AWS::Lambda::Function', resourceId: 'orders', configuration };
  const invokingEvent = JSON.stringify({ messageType: 'ConfigurationItemChangeNotification', configurationItem });
  return JSON.stringify({ invokingEvent, ruleParameters: JSON.stringify(ruleParameters), resultToken: 't', eventLeftScope: false });
};
const run = (argv: readonly string[], files: Readonly<Record<string, string>> = {}) =>
  lintel(['aws', ...argv], { cwd: folderWith(files), parts: { parsers: [], rules } });

test('aws config-rule prints what would be told of a saved event', async () => {
  const bad = await run(['config-rule', '--test', 'event.json'], { 'event.json': event('nodejs16.x') });
  expect(bad).toMatchObject({ code: 1, stderr: '' });
  expect(bad.stdout).toMatch(/^NON_COMPLIANT AWS::Lambda::Function orders: lambda\/runtime-deprecated: The runtime nodejs16\.x of orders was deprecated.*\n$/);
  const good = await run(['config-rule', '--test', 'event.json'], { 'event.json': event('nodejs24.x') });
  expect(good).toEqual({ code: 0, stdout: 'COMPLIANT AWS::Lambda::Function orders\n', stderr: '' });
});

test.each([
  [[], {}, 'aws needs to know what: iam or config-rule'],
  [['lambda'], {}, 'there is no "aws lambda"; there is iam and config-rule'],
  [['config-rule', '--last-accessed'], {}, '--last-accessed is no option of aws config-rule'],
  [['config-rule'], {}, 'aws config-rule needs --test'],
  [['config-rule', 'x'], {}, 'takes no more than its options'],
  [['config-rule', '--test', 'none.json'], {}, 'none.json:'],
  [['config-rule', '--test', 'e.json'], { 'e.json': '{' }, 'e.json: no JSON'],
  [['config-rule', '--test', 'e.json'], { 'e.json': '\uFEFF{}' }, 'e.json: the event has no invokingEvent'],
  [['config-rule', '--test', 'e.json'], { 'e.json': '{}' }, 'e.json: the event has no invokingEvent'],
  [['config-rule', '--test', 'e.json'], { 'e.json': event('x', { ruels: '' }) }, 'e.json: ruleParameters: unknown parameter "ruels"; did you mean "rules"?'],
])('%j is a mistake', async (argv, files, text) => {
  const result = await run(argv, files as Record<string, string>);
  expect(result.code).toBe(2);
  expect(result.stderr).toContain(text);
});
