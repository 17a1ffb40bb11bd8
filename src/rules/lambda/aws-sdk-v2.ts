import { partEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

/** The first runtime of Node.js that brings version 3 only. */
const FIRST_WITHOUT = 18;
/** `require('aws-sdk')`, `from 'aws-sdk'`, and parts of it such as aws-sdk/clients/s3. */
const LOADS = /(?:require\(\s{0,4}|from\s{1,4}|import\s{1,4})["']aws-sdk(?:\/[^"']{0,80})?["']/;

export default defineRule({
  meta: {
    id: 'lambda/aws-sdk-v2',
    summary: 'Code in the template loads the AWS SDK of version 2, which its runtime does not have.',
    why: 'From nodejs18.x on Lambda brings version 3 of the AWS SDK for JavaScript. Code in the template has no packages of its own: require("aws-sdk") ends with Cannot find module, at the first invocation. Version 2 is also out of support since September 2025.',
    remediation: 'Load the client of version 3: const { S3Client, GetObjectCommand } = require("@aws-sdk/client-s3").',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam'],
    notOn: { cdk: 'code is an asset there, or text that the program puts together' },
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html',
      'https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/migrating.html',
    ],
    tags: ['lambda', 'nodejs', 'end-of-life'],
    since: '0.1.0',
  },
  messages: {
    missing: {
      text: 'The code of {name} loads aws-sdk, which {runtime} does not have: it fails at the first invocation.',
      advice: 'Load the client of version 3, such as @aws-sdk/client-s3.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const runtime = fn.prop('Runtime').string;
      const code = fn.prop('Code').get('ZipFile');
      const text = code.parts?.map((part) => (typeof part === 'string' ? part : '')).join('');
      const version = Number(/^nodejs(\d+)\.x$/.exec(runtime ?? '')?.[1]);
      if (text === undefined || !(version >= FIRST_WITHOUT)) return;
      if (fn.prop('Layers').isAbsent && LOADS.test(text))
        report({
          // Where the name stands once, it is the one that is loaded.
          at: partEdit(code, 'aws-sdk', '')?.at ?? fn.properties.keyAt('Code') ?? fn.properties.keyAt('InlineCode') ?? code,
          message: 'missing',
          data: { name: fn.logicalId, runtime: runtime as string },
        });
    },
  }),
});
