import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceFile } from '../../src/core/source-file.ts';
import { absent, type Hole, known, list, type MapContent, map, pattern, unknown, type Value } from '../../src/core/value.ts';
import { actionPattern } from '../../src/parsers/iam/action.ts';
import { conditionsOf, narrows } from '../../src/parsers/iam/condition.ts';
import { covers, globMatches } from '../../src/parsers/iam/glob.ts';
import { policySubjects, type Statement, trustedServices } from '../../src/parsers/iam/model.ts';
import { isEveryone, principalsOf } from '../../src/parsers/iam/principal.ts';
import { arnPattern, coversEveryRole, coversEverything, coversService, namesRoles } from '../../src/parsers/iam/resource.ts';

const at = { file: new SourceFile('p.json', ''), span: { start: 0, end: 0 }, path: '' };
const text = (value: string): Value => known(at, value);
const account: Hole = { hole: 'account', name: 'AWS::AccountId' };
const region: Hole = { hole: 'region', name: 'AWS::Region' };
const partition: Hole = { hole: 'partition', name: 'AWS::Partition' };
const any: Hole = { hole: 'any', name: 'Team' };

/** A value from JavaScript data; `undefined` is unknown, values stand for themselves. */
function value(data: unknown): Value {
  if (data === undefined) return unknown(at, 'test');
  if (data === null) return absent(at);
  if (typeof data !== 'object') return text(String(data));
  if ('content' in data) return data as Value;
  if (Array.isArray(data)) return list(at, data.map(value));
  const entries = new Map(Object.entries(data));
  const content: MapContent = {
    keys: () => [...entries.keys()],
    complete: true,
    get: (key) => (entries.has(key) ? value(entries.get(key)) : absent(at)),
    keyAt: (key) => (entries.has(key) ? { ...at, path: key } : undefined),
  };
  return map(at, content);
}

function statement(data: unknown): Statement {
  const subjects = policySubjects({ kind: 'identity', document: { read: () => value({ Statement: [data] }) }, statements: [{ read: () => value(data) }] });
  return subjects[1]?.node as Statement;
}

describe('glob', () => {
  test.each([
    ['*', 'iam:passrole', true],
    ['iam:*', 'iam:passrole', true],
    ['iam:Pass????', 'iam:PassRole', true],
    ['iam:Pass???', 'iam:PassRole', false],
    ['i*:*Role', 'iam:PassRole', true],
    ['i*:*Role', 'iam:PassRoles', false],
    ['**a**b', 'xxaxxb', true],
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
  ])('%s and %s: %s', (glob, subject, expected) => expect(globMatches(glob, subject)).toBe(expected));

  test('agrees with a regular expression on random patterns', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 8 }).map((parts) => parts.join(''));
    const plain = fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(letters, plain, (glob, subject) => {
        expect(globMatches(glob, subject)).toBe(new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(subject));
      }),
    );
  });

  test('a long hostile pattern costs little', () => {
    const started = performance.now();
    expect(globMatches(`${'*a'.repeat(20_000)}b`, 'iam:passrole')).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('covers', () => {
  test.each([
    [text('IAM:passROLE'), 'yes'],
    [text('iam:Pass*'), 'yes'],
    [text('iam:GetRole'), 'no'],
    [pattern(at, ['iam:', any]), 'maybe'],
    [pattern(at, [any, ':PassRole']), 'maybe'],
    [pattern(at, ['s3:', any]), 'no'],
    [value(undefined), 'maybe'],
    [value({}), 'no'],
    [value(null), 'no'],
  ])('%#', (action, expected) => expect(covers(action, 'iam:PassRole')).toBe(expected));
});

test('actions are taken apart in lower case', () => {
  expect(actionPattern(text('S3:Put*'))).toEqual({ service: 's3', name: 'put*' });
  expect(actionPattern(text('*'))).toEqual({ service: '*', name: '*' });
  expect(actionPattern(text('s3'))).toBeUndefined();
  expect(actionPattern(pattern(at, [any, ':*']))).toBeUndefined();
});

describe('resources', () => {
  test('sections keep holes and policy variables', () => {
    expect(arnPattern(pattern(at, ['arn:', partition, ':sqs:', region, ':', account, ':jobs-', any]))).toEqual({
      partition: [partition],
      service: ['sqs'],
      region: [region],
      account: [account],
      resource: ['jobs-', any],
    });
    expect(arnPattern(text('arn:aws:s3:::home/${aws:username}/*'))?.resource).toEqual(['home/${aws:username}/*']);
    expect(arnPattern(text('arn:${aws:partition}:s3:::b'))?.partition).toEqual(['${aws:partition}']);
    expect(arnPattern(text('arn:aws:logs:*'))?.resource).toEqual(['*']);
  });

  test.each([['*b'], ['arn'], ['arn:aws:s3:::'.slice(0, 8)], ['https://x'], ['arn:${unclosed']])('%s is no ARN pattern', (resource) => {
    expect(arnPattern(text(resource))).toBeUndefined();
  });

  test.each<[Value, boolean]>([
    [text('*'), true],
    [text('**'), true],
    [text('*:*'), true],
    [text('arn:aws:*'), true],
    [text('arn:*:*:*:*:*'), true],
    [pattern(at, ['arn:', partition, ':*:', region, ':', account, ':*']), true],
    [text('arn:aws:s3:::*'), false],
    [text('arn:aws:*:::orders'), false],
    [text('arn:aws:*:*:111122223333:*'), false],
    [text(':*'), false],
    [text(''), false],
    [pattern(at, [any]), false],
    [pattern(at, ['arn:aws:', any, ':*']), false],
    [value(undefined), false],
  ])('everything: %#', (resource, expected) => expect(coversEverything(resource)).toBe(expected));

  test.each<[Value, boolean]>([
    [text('arn:aws:s3:::*'), true],
    [text('arn:aws:S3:::**'), true],
    [pattern(at, ['arn:', partition, ':s3:::*']), true],
    [text('arn:aws:s3:::orders/*'), false],
    [text('arn:aws:sqs:*:*:*'), false],
    [pattern(at, ['arn:aws:s3:::', any, '*']), false],
  ])('all of s3: %#', (resource, expected) => expect(coversService(resource, 's3')).toBe(expected));

  test.each<[Value, boolean, 'one' | 'some' | undefined]>([
    [text('*'), true, undefined],
    [text('arn:aws:iam::*:role/*'), true, 'some'],
    [text('arn:aws:iam::111122223333:role/*'), true, 'some'],
    [text('arn:aws:iam::111122223333:role*'), true, undefined],
    [text('arn:aws:iam::111122223333:*'), true, undefined],
    [pattern(at, ['arn:', partition, ':iam::', account, ':role/*']), true, 'some'],
    [text('arn:aws:iam::111122223333:role/app-*'), false, 'some'],
    [pattern(at, ['arn:aws:iam::', account, ':role/', any]), false, 'one'],
    [text('arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/*'), false, undefined],
    [text('arn:aws:iam::*:role/service-role/StatesExecutionRole*'), false, 'some'],
    [text('arn:aws:iam::*:role/AWSBatchServiceRole'), false, 'one'],
    [text('arn:aws:iam::111122223333:user/*'), false, undefined],
    [text('arn:aws:s3:::*'), false, undefined],
    [value(undefined), false, undefined],
  ])('roles: %#', (resource, every, named) => {
    expect(coversEveryRole(resource)).toBe(every);
    expect(namesRoles(resource)).toBe(named);
  });
});

describe('conditions', () => {
  test('operators are taken apart', () => {
    const { entries, complete } = conditionsOf(
      value({
        'ForAnyValue:StringLikeIfExists': { 'aws:PrincipalOrgPaths': ['o-1/*', 'o-2/*'] },
        Bool: { 'aws:SecureTransport': false },
        Null: { 'aws:TagKeys': 'true' },
      }),
    );
    expect(complete).toBe(true);
    expect(entries.map(({ operator, qualifier, ifExists, key, values }) => [operator, qualifier, ifExists, key, values.map((one) => one.string)])).toEqual([
      ['StringLike', 'ForAnyValue', true, 'aws:PrincipalOrgPaths', ['o-1/*', 'o-2/*']],
      ['Bool', undefined, false, 'aws:SecureTransport', ['false']],
      ['Null', undefined, false, 'aws:TagKeys', ['true']],
    ]);
    expect(entries.map(({ at: place }) => place.path)).toEqual(['aws:PrincipalOrgPaths', 'aws:SecureTransport', 'aws:TagKeys']);
  });

  test('what is not known may restrict', () => {
    expect(conditionsOf(value(undefined))).toEqual({ entries: [], complete: false });
    expect(conditionsOf(value({ StringEquals: undefined })).complete).toBe(false);
    expect(conditionsOf(value(null))).toEqual({ entries: [], complete: true });
    expect(statement({ Condition: {} }).isConditional).toBe(false);
    expect(statement({ Condition: undefined }).isConditional).toBe(true);
    expect(statement({ Condition: { Bool: { 'aws:SecureTransport': undefined } } }).isConditional).toBe(true);
  });

  test.each([
    [{ StringEquals: { k: 'a' } }, true],
    [{ StringLike: { k: '*' } }, false],
    [{ StringLike: { k: ['a', '*'] } }, false],
    [{ StringNotEquals: { k: 'a' } }, false],
    [{ 'ForAllValues:ArnNotLike': { k: 'a' } }, false],
    [{ Null: { k: 'false' } }, false],
    [{ StringEquals: { k: undefined } }, true],
  ])('narrows: %j', (element, expected) => expect(conditionsOf(value(element)).entries.every(narrows)).toBe(expected));
});

test('principals in every form', () => {
  const read = (element: unknown): unknown => principalsOf(value(element)).map(({ type, value: one }) => [type, one.string]);
  expect(read('*')).toEqual([['*', '*']]);
  expect(read('somebody')).toEqual([]);
  expect(read({ AWS: ['*', '111122223333'], Service: 'lambda.amazonaws.com' })).toEqual([
    ['AWS', '*'],
    ['AWS', '111122223333'],
    ['Service', 'lambda.amazonaws.com'],
  ]);
  expect(principalsOf(value({ AWS: '*' })).some(isEveryone)).toBe(true);
  expect(principalsOf(value({ Federated: '*' })).some(isEveryone)).toBe(false);
});

describe('statement', () => {
  test('single values and lists are the same', () => {
    const one = statement({ Effect: 'Allow', Action: 's3:GetObject', NotResource: 'a' });
    expect([one.effect, one.actions.map((action) => action.string), one.notResources.length, one.resources.length]).toEqual(['Allow', ['s3:GetObject'], 1, 0]);
    expect(statement({ Action: ['a:b', null, undefined, 'c:d'] }).actions.map((action) => action.kind)).toEqual(['scalar', 'unknown', 'scalar']);
    expect(statement({ Action: undefined }).actions.map((action) => action.kind)).toEqual(['unknown']);
    expect(statement({}).actions).toEqual([]);
  });

  test('the effect is case-sensitive', () => expect(statement({ Effect: 'allow' }).effect).toBeUndefined());

  test('what it lacks is told at the Sid, else at the effect, else at the start', () => {
    expect(statement({ Sid: 'Read', Effect: 'Allow' }).at).toMatchObject({ span: at.span });
    expect(statement({ Sid: 'Read' }).label).toBe('Statement "Read"');
    expect(statement({ Effect: 'Allow' }).at.path).toBe('Effect');
    expect(statement({}).label).toBe('This statement');
  });

  test('anything at all can be read', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const read = statement(data);
        void [
          read.effect,
          read.sid,
          read.actions,
          read.notActions,
          read.resources,
          read.notResources,
          read.principals,
          read.notPrincipals,
          read.isConditional,
          read.label,
          read.at,
        ];
        for (const resource of read.resources) void [arnPattern(resource), coversEverything(resource), coversEveryRole(resource)];
      }),
    );
  });
});

describe('policy', () => {
  const trust = value({
    Statement: [
      { Effect: 'Allow', Principal: { Service: ['Lambda.amazonaws.com', 'edgelambda.amazonaws.com'] } },
      { Effect: 'Deny', Principal: { Service: 'ec2.amazonaws.com' } },
    ],
  });

  test('trusted services', () => expect(trustedServices(trust)).toEqual(['lambda.amazonaws.com', 'edgelambda.amazonaws.com']));

  test('guards of the policy and of the statement both count', () => {
    let whole = true;
    let branch = true;
    const subjects = policySubjects({
      kind: 'identity',
      document: { read: () => trust, guard: () => whole },
      statements: [{ read: () => trust }, { read: () => trust, guard: () => branch }],
      surface: 'sam',
    });
    expect(subjects.map(({ type, surface }) => [type, surface])).toEqual([
      ['iam.policy', 'sam'],
      ['iam.statement', 'sam'],
      ['iam.statement', 'sam'],
    ]);
    branch = false;
    expect(subjects.map(({ guard }) => guard?.())).toEqual([true, true, false]);
    whole = false;
    expect(subjects.map(({ guard }) => guard?.())).toEqual([false, false, false]);
  });

  test('opaque statements make it incomplete', () => {
    const [subject] = policySubjects({ kind: 'trust', document: { read: () => value({ Statement: [{}, undefined] }) }, statements: [] });
    const policy = subject?.node as never as { statements: unknown[]; complete: boolean; at: { path: string } };
    expect([policy.statements.length, policy.complete, policy.at.path]).toEqual([1, false, 'Statement']);
  });
});
