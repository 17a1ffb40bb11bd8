import { expect, test } from 'vitest';
import { contentOf } from '../../src/core/text.ts';

test('content is the same in every layout and order', () => {
  const layouts = [
    '{"Effect":"Allow","Action":["s3:Get*","s3:Put*"],"Resource":"*"}',
    '{ "Resource": "*", "Action": [ "s3:Put*", "s3:Get*" ], "Effect": "Allow" }',
    "Effect: Allow\nAction:\n  - s3:Get*\n  - 's3:Put*'\nResource: '*'",
    '{Effect: Allow, Action: [s3:Get*, s3:Put*], Resource: "*"}',
    '{\\"Effect\\":\\"Allow\\",\\"Action\\":[\\"s3:Get*\\",\\"s3:Put*\\"],\\"Resource\\":\\"*\\"}',
  ];
  expect(new Set(layouts.map(contentOf))).toEqual(new Set(['* Action Allow Effect Resource s3:Get* s3:Put*']));
});

test('what says something else has another content', () => {
  expect(contentOf('Action: s3:Get*')).not.toBe(contentOf('Action: s3:Put*'));
  expect(contentOf('a: true')).not.toBe(contentOf('a: false'));
  expect(contentOf('')).toBe('');
});
