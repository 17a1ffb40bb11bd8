import limits from '../../../data/lambda-limits.json' with { type: 'json' };
import type { Value } from '../../core/value.ts';
import type { Resource, TemplateModel } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

/** Share of the account’s concurrency above which little is left. */
const SHARE = 0.8;

export default defineRule({
  meta: {
    id: 'lambda/reserved-sum',
    summary: 'Functions reserve more concurrency than an account has.',
    why: 'Lambda keeps at least 100 of the account’s concurrency for functions without a reservation, and refuses what goes beyond: the deployment fails. Close to it, the functions without a reservation are throttled.',
    remediation: 'Reserve less, or have the quota raised and set settings.accountConcurrency in the configuration.',
    severity: 'error',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [9],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
    ],
    tags: ['lambda', 'scaling', 'deployment'],
    since: '0.1.0',
  },
  messages: {
    tooMuch: {
      text: '{count} a concurrency of {sum}; of the account’s {quota}, {most} can be reserved.',
      advice: 'Reserve {most} at most, or have the quota raised and set settings.accountConcurrency in the configuration.',
    },
    close: {
      text: '{count} a concurrency of {sum} of the account’s {quota}: little is left for functions without a reservation.',
      advice: 'Reserve less, or have the quota raised and set settings.accountConcurrency in the configuration.',
      severity: 'warning',
    },
  },
  create: ({ settings, report }) => ({
    'cfn.template'(template) {
      const quota = settings.accountConcurrency ?? limits.defaults.accountConcurrency;
      const all = reservedIn(template);
      // Most templates are far from the limit whatever is deployed: then nothing of it is a choice.
      if (sumOf(all) <= SHARE * quota) return;
      const reserved = all.filter(({ fn }) => fn.exists());
      const sum = sumOf(reserved);
      const most = quota - limits.unreserved;
      const [largest, ...others] = [...reserved].sort((a, b) => (b.value.number as number) - (a.value.number as number));
      if (!largest || sum <= SHARE * quota) return;
      report({
        at: largest.value,
        message: sum > most ? 'tooMuch' : 'close',
        data: {
          sum,
          most,
          quota,
          count: reserved.length === 1 ? 'The function of this template reserves' : `The ${reserved.length} functions of this template reserve`,
        },
        related: others.slice(0, 10).map(({ fn, value }) => ({ at: value, text: `${fn.logicalId} reserves ${value.number}` })),
      });
    },
  }),
});

interface Reserved {
  readonly fn: Resource;
  readonly value: Value;
}

const sumOf = (reserved: readonly Reserved[]): number => reserved.reduce((total, { value }) => total + (value.number as number), 0);

/** The functions of a template that reserve a known number, whether or not they are deployed. */
function reservedIn(template: TemplateModel): Reserved[] {
  return template.ofType('AWS::Lambda::Function').flatMap((fn) => {
    if (!fn.properties.keyAt('ReservedConcurrentExecutions')) return [];
    const value = fn.prop('ReservedConcurrentExecutions');
    return value.number === undefined ? [] : [{ fn, value }];
  });
}
