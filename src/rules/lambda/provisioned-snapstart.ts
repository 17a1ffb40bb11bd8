import limits from '../../../data/lambda-limits.json' with { type: 'json' };
import { provisionedOf } from '../../parsers/cloudformation/graph.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/provisioned-snapstart',
    summary: 'SnapStart is on together with something that excludes it.',
    why: 'SnapStart works neither with provisioned concurrency, nor with a file system, nor with more than 512 MB of ephemeral storage: Lambda refuses the configuration, and the deployment fails.',
    remediation: 'Choose one: SnapStart where starts may take some hundred milliseconds, provisioned concurrency where they may not.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html', 'https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html'],
    tags: ['lambda', 'scaling', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    excluded: {
      text: 'The function {name} has SnapStart and {what}, and Lambda refuses the two together.',
      advice: 'Set SnapStart.ApplyOn to None, or take the other away.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const on = fn.prop('SnapStart').get('ApplyOn');
      if (!on.is('PublishedVersions')) return;
      const systems = fn.prop('FileSystemConfigs');
      const size = fn.prop('EphemeralStorage').get('Size').number ?? 0;
      const [provisioned] = provisionedOf(fn).filter(({ count }) => (count.number ?? 0) > 0);
      const what = provisioned
        ? `provisioned concurrency (${provisioned.resource.logicalId})`
        : systems.kind === 'list' && systems.items.length > 0
          ? 'a file system'
          : size > limits.snapStartStorage
            ? `${size} MB of ephemeral storage`
            : undefined;
      if (what === undefined) return;
      report({
        at: on,
        message: 'excluded',
        data: { name: fn.logicalId, what },
        ...(provisioned && { related: [{ at: provisioned.count, text: 'environments are provisioned here' }] }),
      });
    },
  }),
});
