import { expect, test } from 'vitest';
import { answerHook } from '../../src/aws/hook.ts';
import { rules } from '../../src/rules/index.ts';

const now = new Date('2026-11-24T00:00:00Z');
const noDownload = () => Promise.reject(new Error('nothing to download'));
const request = (requestData: object, more: object = {}) => ({
  clientRequestToken: 'c-1',
  awsAccountId: '111111111111',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/s/1',
  hookTypeName: 'Private::Lambda::Lintel',
  actionInvocationPoint: 'CREATE_PRE_PROVISION',
  requestData,
  requestContext: { invocation: 1, callbackContext: null },
  ...more,
});
const fn = (resourceProperties: object) =>
  request({ targetName: 'AWS::Lambda::Function', targetType: 'AWS::Lambda::Function', targetLogicalId: 'Orders', targetModel: { resourceProperties } });
const ask = (input: unknown, parameters = {}, download: (url: string) => Promise<string> = noDownload) => answerHook(input, parameters, rules, download, now);

test('a resource is judged alone, and each finding is an annotation', async () => {
  const answer = await ask(fn({ Runtime: 'nodejs16.x', Handler: 'i.h', Role: 'arn:aws:iam::111111111111:role/r', Code: { S3Bucket: 'b', S3Key: 'k' } }));
  expect(answer).toMatchObject({ hookStatus: 'FAILED', errorCode: 'NonCompliant', clientRequestToken: 'c-1', callbackContext: null });
  expect(answer.message).toMatch(/^2 findings\. lambda\//);
  const annotation = answer.annotations.find(({ annotationName }) => annotationName === 'lambda/runtime-deprecated');
  expect(annotation).toMatchObject({
    status: 'FAILED',
    severityLevel: 'MEDIUM',
    statusMessage: expect.stringContaining('nodejs16.x of Orders was deprecated'),
    remediationMessage: 'Set Runtime to nodejs24.x.',
    remediationLink: expect.stringMatching(/^https:.*lambda\/runtime-deprecated/),
  });
});

test('what is fine, what no rule is about, and what is deleted passes', async () => {
  const good = fn({ Runtime: 'nodejs24.x', CodeSigningConfigArn: 'arn:aws:lambda:eu-west-1:1:code-signing-config:c' });
  expect(await ask(good)).toMatchObject({ hookStatus: 'SUCCESS', message: 'Nothing found.', annotations: [] });
  expect(await ask(request({ targetType: 'AWS::New::Thing', targetModel: { resourceProperties: { A: 1 } } }))).toMatchObject({ hookStatus: 'SUCCESS' });
  const deleted = { ...fn({ Runtime: 'nodejs16.x' }), actionInvocationPoint: 'DELETE_PRE_PROVISION' };
  expect(await ask(deleted)).toMatchObject({ hookStatus: 'SUCCESS' });
});

test('a stack is judged as its template, with all its rules', async () => {
  const template = ['Resources:', '  F1:', '    Type: AWS::Lambda::Function', '    Properties: {Role: r, Runtime: nodejs24.x, CodeSigningConfigArn: a}'];
  template.push('  F2:', '    Type: AWS::Lambda::Function', '    Properties: {Role: r, Runtime: nodejs24.x, CodeSigningConfigArn: a}');
  const urls: string[] = [];
  const download = (url: string): Promise<string> => {
    urls.push(url);
    return Promise.resolve(JSON.stringify({ template: template.join('\n') }));
  };
  const answer = await ask(
    request({ targetName: 'STACK', targetType: 'STACK', payload: 'https://s3.example/payload' }),
    { rules: 'lambda/shared-execution-role' },
    download,
  );
  expect(urls).toEqual(['https://s3.example/payload']);
  expect(answer).toMatchObject({ hookStatus: 'FAILED', annotations: [{ annotationName: 'lambda/shared-execution-role' }] });
});

test.each([
  ['nothing', undefined, {}, 'names no resource'],
  ['no answer behind the address', request({ targetType: 'STACK', payload: 'https://s3.example/gone' }), {}, 'nothing to download'],
  ['a wrong parameter', fn({}), { ruels: 'x' }, 'did you mean "rules"?'],
])('what cannot be judged never passes: %s', async (_, input, parameters, text) => {
  const answer = await ask(input, parameters);
  expect(answer).toMatchObject({ hookStatus: 'FAILED', errorCode: 'InternalFailure', annotations: [] });
  expect(answer.message).toContain(text);
});

test('a broken rule never passes, and long messages are cut', async () => {
  const broken = rules.map((entry) =>
    entry.id === 'lambda/runtime-deprecated' ? { ...entry, load: () => Promise.reject(new Error('x'.repeat(2000))) } : entry,
  );
  const answer = await answerHook(fn({ Runtime: 'nodejs24.x' }), { rules: 'lambda/runtime-deprecated' }, broken, noDownload, now);
  expect(answer).toMatchObject({ hookStatus: 'FAILED', errorCode: 'InternalFailure' });
  expect(answer.message).toHaveLength(1024);
});
