import { defineRule } from '../define-rule.ts';

/** Fewer environments than this are cheap enough to stay. */
const FEW = 5;
const DIMENSION = 'lambda:function:ProvisionedConcurrency';

export default defineRule({
  meta: {
    id: 'lambda/provisioned-no-autoscaling',
    summary: 'Provisioned concurrency stays the same day and night.',
    why: 'Provisioned environments are paid whether they are used or not. A fixed number is too large at night and too small at the peak.',
    remediation:
      'Add an AWS::ApplicationAutoScaling::ScalableTarget for function:<name>:<alias> with a target tracking policy on LambdaProvisionedConcurrencyUtilization, or scheduled actions.',
    severity: 'info',
    precision: 'medium',
    profile: 'strict',
    scope: 'file',
    surfaces: ['cloudformation', 'sam'],
    notOn: { cdk: 'addAutoScaling and other files of the program may add it' },
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html',
      'https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-lambda.html',
    ],
    tags: ['lambda', 'scaling', 'cost'],
    since: '0.1.0',
  },
  messages: {
    fixed: {
      text: 'The alias {name} keeps {count} environments ready day and night.',
      advice: 'Add an AWS::ApplicationAutoScaling::ScalableTarget with ScalableDimension: lambda:function:ProvisionedConcurrency, and a policy.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Alias'(alias) {
      const count = alias.prop('ProvisionedConcurrencyConfig').get('ProvisionedConcurrentExecutions');
      if ((count.number ?? 0) < FEW) return;
      const name = alias.prop('Name').string;
      const scaled = alias.template.find('AWS::ApplicationAutoScaling::ScalableTarget', (target) => {
        if (target.prop('ScalableDimension').isUnknown) return undefined;
        if (!target.prop('ScalableDimension').is(DIMENSION)) return false;
        const id = target.prop('ResourceId');
        const last = id.parts?.at(-1);
        // Which function it names is not asked: an alias of the name is enough.
        return name === undefined || typeof last !== 'string' ? undefined : last.endsWith(name);
      });
      if (scaled === 'none') report({ at: count, message: 'fixed', data: { name: alias.logicalId, count: count.number as number } });
    },
  }),
});
