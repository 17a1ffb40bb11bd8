import table from '../../../data/cdk-constructs.json' with { type: 'json' };
import { defineRule } from '../define-rule.ts';

/** By module, what stands beside each class that is made from the resource specification. */
const modules: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(table.l2).map(([module, names]) => [
    module,
    new Map(
      names.split(' ').map((name) => {
        const [resource, other = resource] = name.split('=') as [string, string?];
        return [`Cfn${resource}`, other];
      }),
    ),
  ]),
);

export default defineRule({
  meta: {
    id: 'cdk/prefer-l2',
    summary: 'A resource is written property by property where the AWS CDK has a construct for it.',
    why: 'Classes whose names begin with Cfn are the resources of CloudFormation with nothing added: every role, permission and dependency between them has to be written out, and defaults that AWS recommends are not set. The construct of the same name grants least privilege by its methods, wires permissions and dependencies, and checks its props before anything is deployed.',
    remediation:
      'Use the construct, and set what it does not offer through its node.defaultChild. Where the construct lacks too much of what is needed, keep the resource class, and say why in a suppression.',
    severity: 'info',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cdk'],
    articles: [6],
    references: [
      'https://docs.aws.amazon.com/cdk/v2/guide/constructs.html#constructs-lib-levels',
      'https://docs.aws.amazon.com/cdk/v2/guide/cfn-layer.html',
      'https://aws.amazon.com/blogs/devops/leverage-l2-constructs-to-reduce-the-complexity-of-your-aws-cdk-application/',
    ],
    tags: ['cdk', 'maintainability'],
    since: '0.1.0',
  },
  messages: {
    l1: {
      text: '{name} is a bare CloudFormation resource, for which {module} has the construct {construct}.',
      advice: 'Write new {written}, and set what its props lack through node.defaultChild.',
    },
  },
  create: ({ report }) => ({
    'code.call'(call) {
      const { isNew, callee, at } = call;
      const [className = ''] = callee.path;
      const construct = callee.path.length === 1 ? modules.get(callee.module)?.get(className) : undefined;
      if (!isNew || construct === undefined) return;
      const written = at.file.text.slice(at.span.start, at.span.end).replace(/\s+/g, '').replace(/\w+$/, construct);
      report({ at, message: 'l1', data: { name: call.name, module: callee.module, construct, written } });
    },
  }),
});
