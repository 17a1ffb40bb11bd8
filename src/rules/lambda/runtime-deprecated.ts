import table from '../../../data/lambda-runtimes.json' with { type: 'json' };
import type { Located, ProposedFix } from '../../core/document.ts';
import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

interface Runtime {
  readonly deprecated: string;
  readonly createBlocked: string;
  readonly updateBlocked: string;
  readonly successor?: string;
}

const runtimes: ReadonlyMap<string, Runtime> = new Map(Object.entries(table.runtimes));
const DAY = 86_400_000;
/** How long before a deprecation it is worth a word. AWS itself writes to account owners 180 days ahead. */
const NOTICE_DAYS = 180;
/** AWS has moved dates before; what an older table says of days after it was made is no longer sure. */
const TRUSTED_DAYS = 180;

export default defineRule({
  meta: {
    id: 'lambda/runtime-deprecated',
    aliases: ['lambda/runtime-supported'],
    summary: 'A Lambda function uses a runtime that AWS has deprecated, or soon will.',
    why: 'A deprecated runtime gets no security patches and no support. Some time later AWS refuses to create functions with it, which breaks a new stack, a new region and a restore; later still it refuses to update them, so that even a fix of the function itself can no longer be deployed.',
    remediation:
      'Move the function to the current runtime of its language. Read the language’s migration notes, run the tests on the new version, and change Runtime (and the packages built for the old one).',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 5.5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [6, 11],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtime-support-policy.html',
    ],
    equivalents: [
      'cfn-lint:W2531',
      'cfn-lint:E2531',
      'cfn-lint:E2533',
      'checkov:CKV_AWS_363',
      'security-hub:Lambda.2',
      'config:lambda-function-settings-check',
      'cdk-nag:AwsSolutions-L1',
    ],
    tags: ['lambda', 'end-of-life', 'security'],
    since: '0.1.0',
  },
  messages: {
    updateBlocked: {
      text: 'The runtime {runtime} of {name} can no longer be deployed: since {date} AWS refuses to create and to update functions with it.',
      advice: 'Set {property} to {successor}.',
      severity: 'error',
    },
    createBlocked: {
      text: 'The runtime {runtime} of {name} was deprecated on {deprecated}, and since {date} AWS refuses to create functions with it.',
      advice: 'Set {property} to {successor}.',
      severity: 'error',
    },
    deprecated: {
      text: 'The runtime {runtime} of {name} was deprecated on {deprecated}: it gets no more security patches.',
      advice: 'Set {property} to {successor}.',
    },
    announced: {
      text: 'AWS has announced the deprecation of the runtime {runtime} of {name} for {deprecated}.',
      advice: 'Plan the move to {successor}.',
      severity: 'info',
    },
  },
  create: ({ report, now }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const value = fn.prop('Runtime');
      const runtime = value.string;
      const dates = runtime === undefined ? undefined : runtimes.get(runtime);
      if (runtime === undefined || !dates) return;
      const today = dayOf(now);
      const isPast = (date: string): boolean => date <= today && (date <= table.asOf || daysBetween(table.asOf, today) <= TRUSTED_DAYS);
      const isNear = daysBetween(today, dates.deprecated) <= NOTICE_DAYS;
      if (!isPast(dates.deprecated) && !isNear) return;
      // The runtime of a container image is whatever the image holds.
      const type = fn.prop('PackageType');
      // A runtime that is written says that it is none, unless the property is written, too.
      if (type.is('Image') || (fn.properties.keyAt('PackageType') && type.mayBe('Image'))) return;
      const message = isPast(dates.updateBlocked)
        ? 'updateBlocked'
        : isPast(dates.createBlocked)
          ? 'createBlocked'
          : isPast(dates.deprecated)
            ? 'deprecated'
            : 'announced';
      const date = message === 'updateBlocked' ? dates.updateBlocked : dates.createBlocked;
      const { deprecated, successor } = dates;
      const member = successor === undefined ? undefined : memberEdit(value.origin, successor);
      const edit =
        successor === undefined || isOneOfSeveral(value.origin.path, fn.template) ? undefined : (member?.edit ?? literalEdit(value.origin, runtime, successor));
      report({
        at: value,
        message,
        data: {
          runtime,
          name: value.path.startsWith('Globals/') ? 'Globals.Function' : fn.logicalId,
          property: fn.called('Runtime'),
          deprecated,
          date,
          successor: member?.text ?? successor ?? 'a newer runtime of the same language',
        },
        ...(edit && { fix: { title: `Use ${successor}`, safety: 'suggested', edits: [edit] } }),
      });
    },
  }),
});

/**
 * The edit in code of the CDK that names another member of its class of runtimes (`lambda.Runtime.NODEJS_20_X`); undefined where a runtime is
 * written as text.
 */
function memberEdit({ file, span, path }: Located, successor: string): { text: string; edit: ProposedFix['edits'][number] } | undefined {
  const written = file.text.slice(span.start, span.end);
  const match = /^(.*\bRuntime\s*\.\s*)([A-Z][A-Z0-9_]+)$/s.exec(written);
  if (!match) return undefined;
  const member = successor
    .replace(/\.x$/, '_X')
    .replace(/(?<=^[a-z]+)(?=\d)/, '_')
    .replaceAll('.', '_')
    .toUpperCase();
  const start = span.end - (match[2] as string).length;
  return { text: `${(match[1] as string).replace(/\s+/g, '')}${member}`, edit: { at: { file, span: { start, end: span.end }, path }, text: member } };
}

/** Whether a literal is the default of a parameter with allowed values: changing it alone would leave the template wrong. */
function isOneOfSeveral(path: string, template: { readonly parameters: ReadonlyMap<string, { readonly allowedValues: unknown }> }): boolean {
  const [section, name] = path.split('/');
  return section === 'Parameters' && template.parameters.get(name ?? '')?.allowedValues !== undefined;
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY;
