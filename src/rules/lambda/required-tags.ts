import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/required-tags',
    summary: 'A Lambda function lacks a tag that your organization wants.',
    why: 'Cost reports, backup plans and access rules by tag leave out what has no tag.',
    remediation: 'Add the tags to the function, or to Globals.Function.Tags in AWS SAM.',
    severity: 'warning',
    precision: 'high',
    profile: 'on-demand',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'a rule of AWS Config cannot be told the tags' },
    articles: [3],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html'],
    equivalents: ['security-hub:Lambda.6'],
    tags: ['lambda', 'governance', 'tags'],
    since: '0.1.0',
  },
  options: {
    schema: {
      type: 'object',
      properties: { tags: { type: 'array', items: { type: 'string' }, description: 'Keys of the tags that every function has to have.' } },
      additionalProperties: false,
    },
    defaults: { tags: [] as string[] },
  },
  messages: {
    missing: {
      text: 'The function {name} lacks tags: {tags}.',
      advice: 'Add {tags} to Tags.',
    },
  },
  create: ({ options, report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const tags = fn.prop('Tags');
      const isMap = fn.declaredType === 'AWS::Serverless::Function';
      // SAM adds a tag of its own to the list that it makes, which none can be required to be.
      if (!tags.isAbsent && ((!tags.complete && !isMap) || !tags.items.every((tag) => tag.get('Key').string !== undefined))) return;
      const missing = options.tags.filter((key) => !tags.items.some((tag) => tag.get('Key').is(key)));
      if (missing.length > 0)
        report({
          at: tags.isAbsent ? tags : (fn.properties.keyAt('Tags') ?? tags),
          message: 'missing',
          data: { name: fn.logicalId, tags: missing.join(', '), count: missing.length },
        });
    },
  }),
});
