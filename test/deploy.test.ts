import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readParameters } from '../src/aws/config-parameters.ts';
import { rules } from '../src/rules/index.ts';

const template = (name: string): string => readFileSync(new URL(`../deploy/${name}`, import.meta.url), 'utf8');

test('the rule takes the parameters that its templates give it', () => {
  const own = Object.fromEntries(
    [...template('aws-config/template.yaml').matchAll(/^ {8}(\w+): !Ref \w+$/gm)]
      .filter(([, name]) => /^[a-z]/.test(name as string))
      .map(([, name]) => [name, '']),
  );
  expect(Object.keys(own).sort()).toEqual(['failOn', 'rules']);
  const text = /InputParameters: !Sub '(.*)'/
    .exec(template('aws-config/organization.yaml'))?.[1]
    ?.replace(/\$\{(\w+)\}/g, (_, name) => (name === 'MemberRoleName' ? 'lintel-config-rule' : ''));
  expect(Object.keys(JSON.parse(text ?? '{}')).sort()).toEqual(['executionRoleName', 'failOn', 'rules']);
  for (const given of [own, JSON.parse(text ?? '{}')]) expect(readParameters(given, rules).failOn).toBe('warning');
});

test('the rule may do in AWS what it does', () => {
  const clients = readFileSync(new URL('../src/aws/clients.ts', import.meta.url), 'utf8');
  const called = new Set([...clients.matchAll(/\bnew (\w+)Command\(/g)].map((match) => match[1]));
  expect(called).toEqual(new Set(['AssumeRole', 'GetResourceConfigHistory', 'BatchGetResourceConfig', 'GetFunctionCodeSigningConfig', 'PutEvaluations']));
  const allowed = new Set([...template('aws-config/template.yaml').matchAll(/\b(?:config|lambda|sts):(\w+)/g)].map((match) => match[1]));
  // The rule of the template is not on a schedule, and of no other account; InvokeFunction is what AWS Config may do.
  for (const action of ['GetResourceConfigHistory', 'GetFunctionCodeSigningConfig', 'PutEvaluations', 'InvokeFunction']) expect(allowed).toContain(action);
});
