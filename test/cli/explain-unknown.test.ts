import { expect, test } from 'vitest';
import { parsers } from '../../src/parsers/index.ts';
import { entry } from '../core/branching-rule.ts';
import { folderWith, lintel } from './lintel.ts';

const parts = {
  parsers,
  rules: [
    {
      ...entry,
      severity: 'warning' as const,
      summary: '.',
      aliases: [],
      equivalents: [],
      describe: async () => {
        throw new Error('nobody asks');
      },
    },
  ],
};
const fn = (runtime: string): string => `Resources:\n  Fn: {Type: AWS::Lambda::Function, Properties: {Handler: h, Runtime: ${runtime}}}\n`;
const told = async (files: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<string> =>
  (await lintel(argv, { cwd: folderWith(files), parts })).stderr;

test('--explain-unknown lists what rules asked for and only deployment knows', async () => {
  const files = { 'a.yaml': `Parameters: {Rt: {Type: String}}\n${fn('!Ref Rt')}`, 'b.yaml': fn('!ImportValue runtime'), 'c.yaml': fn('good') };
  expect(await told(files, '--explain-unknown')).toBe(
    [
      `a.yaml:3:76: Resources/Fn/Properties/Runtime: not known (\${Rt}); asked by ${entry.id}\n`,
      `b.yaml:2:84: Resources/Fn/Properties/Runtime: not known (Fn::ImportValue); asked by ${entry.id}\n`,
    ].join(''),
  );
  expect(await told(files)).toBe('');
  expect(await told({ 'c.yaml': fn('good') }, '--explain-unknown')).toBe('every value that rules asked for is known\n');
});
