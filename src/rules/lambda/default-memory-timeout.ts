import limits from '../../../data/lambda-limits.json' with { type: 'json' };
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/default-memory-timeout',
    summary: 'A Lambda function leaves its memory or timeout to the defaults.',
    why: 'The defaults are 128 MB, which is also the least of processor time, and 3 seconds. Functions that nobody sized run slower than they could for the same money, or are cut off on the first slow answer of something they call.',
    remediation: 'Set MemorySize and Timeout, after measuring (for instance with AWS Lambda Power Tuning).',
    severity: 'info',
    precision: 'high',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'AWS Config records what is in force, not whether it was chosen' },
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html',
    ],
    tags: ['lambda', 'performance'],
    since: '0.1.0',
  },
  messages: {
    memory: {
      text: `The function {name} has the default memory of ${limits.defaults.memorySize} MB.`,
      advice: 'Set {property} to what measurements say.',
    },
    timeout: {
      text: `The function {name} is cut off after the default of ${limits.defaults.timeout} s.`,
      advice: 'Set {property} to a little more than the slowest call takes.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const [memory, timeout] = [fn.prop('MemorySize'), fn.prop('Timeout')];
      const name = fn.logicalId;
      if (memory.isAbsent) report({ at: memory, message: 'memory', data: { name, property: fn.called('MemorySize') } });
      if (timeout.isAbsent) report({ at: timeout, message: 'timeout', data: { name, property: fn.called('Timeout') } });
    },
  }),
});
