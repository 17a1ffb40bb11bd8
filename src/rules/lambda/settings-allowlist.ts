import limits from '../../../data/lambda-limits.json' with { type: 'json' };
import { defineRule } from '../define-rule.ts';

const DEFAULTS: Readonly<Record<string, string | undefined>> = { MemorySize: String(limits.defaults.memorySize), Timeout: String(limits.defaults.timeout) };

export default defineRule({
  meta: {
    id: 'lambda/settings-allowlist',
    summary: 'A Lambda function has settings that your organization does not allow.',
    why: 'Organizations keep the number of runtimes, sizes and roles small, so that each is known, patched and paid for on purpose. AWS Config checks the same afterwards (lambda-function-settings-check); here it is said before.',
    remediation: 'Use one of the allowed values, or have the list of the rule extended.',
    severity: 'warning',
    precision: 'high',
    profile: 'on-demand',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'a rule of AWS Config cannot be told the lists' },
    articles: [3],
    references: ['https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-settings-check.html'],
    equivalents: ['config:lambda-function-settings-check'],
    tags: ['lambda', 'governance'],
    since: '0.1.0',
  },
  options: {
    schema: {
      type: 'object',
      properties: {
        runtimes: { type: 'array', items: { type: 'string' }, description: 'Runtimes that functions may use; empty for all.' },
        memorySizes: { type: 'array', items: { type: 'integer' }, description: 'Memory sizes in MB that functions may have; empty for all.' },
        timeouts: { type: 'array', items: { type: 'integer' }, description: 'Timeouts in seconds that functions may have; empty for all.' },
        roles: { type: 'array', items: { type: 'string' }, description: 'ARNs of the roles that functions may have; empty for all.' },
      },
      additionalProperties: false,
    },
    defaults: { runtimes: [] as string[], memorySizes: [] as number[], timeouts: [] as number[], roles: [] as string[] },
  },
  messages: {
    notAllowed: {
      text: '{property} of {name} is {value}, which is not allowed here.',
      advice: 'Set {property} to one of {allowed}.',
    },
  },
  create: ({ options, report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const isImage = fn.prop('PackageType').mayBe('Image');
      const lists = {
        Runtime: options.runtimes,
        MemorySize: options.memorySizes.map(String),
        Timeout: options.timeouts.map(String),
        Role: options.roles,
      } as const;
      for (const property of ['Runtime', 'MemorySize', 'Timeout', 'Role'] as const) {
        const allowed = lists[property];
        const value = fn.prop(property);
        const text = value.isAbsent ? DEFAULTS[property] : value.string;
        if (allowed.length === 0 || text === undefined || allowed.includes(text)) continue;
        // The runtime of an image or of the function's own is not one of AWS.
        if (property === 'Runtime' && (isImage || text.startsWith('provided'))) continue;
        report({ at: value, message: 'notAllowed', data: { name: fn.logicalId, property: fn.called(property), value: text, allowed: allowed.join(', ') } });
      }
    },
  }),
});
