import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/recursive-loop-allow',
    summary: 'A Lambda function is allowed to call itself without end.',
    why: 'Lambda stops a function that its own output starts again, after about 16 rounds. With RecursiveLoop Allow it does not: one mistake in a filter and the function, the queue and the bill grow until somebody notices.',
    remediation: 'Leave RecursiveLoop out, or set it to Terminate. Where the loop is wanted, end it in the code by a counter, and say so in a suppression.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'AWS Config does not record it' },
    articles: [3],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html'],
    tags: ['lambda', 'cost', 'resilience'],
    since: '0.1.0',
  },
  messages: {
    allowed: {
      text: 'The function {name} may start itself again without end.',
      advice: 'Set {property} to {value}, or take it away.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const loop = fn.prop('RecursiveLoop');
      if (!loop.is('Allow')) return;
      const edit = literalEdit(loop.origin, loop.string, 'Terminate');
      report({
        at: loop,
        message: 'allowed',
        data: {
          name: fn.logicalId,
          property: fn.called('RecursiveLoop'),
          value: fn.called('RecursiveLoop') === 'recursiveLoop' && !edit ? 'lambda.RecursiveLoop.TERMINATE' : 'Terminate',
        },
        ...(edit && { fix: { title: 'End loops', safety: 'suggested', edits: [edit] } }),
      });
    },
  }),
});
