import type { Located, ProposedFix } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import { classificationsOf, part } from '../../parsers/emr/model.ts';
import { defineRule } from '../define-rule.ts';

/** What settings stand under in the EMR API and its files, in templates, and in programs. */
const NAMES = ['Properties', 'ConfigurationProperties', 'properties', 'configurationProperties'];

export default defineRule({
  meta: {
    id: 'emr/configuration-key',
    summary: 'The settings of an EMR classification stand under a name that is not read there.',
    why: 'The API and the command line of EMR take the settings of a classification under Properties, CloudFormation takes them under ConfigurationProperties. With the other name CloudFormation and the command line refuse the whole cluster, and a program of the CDK drops the settings without a word.',
    remediation: 'Write Properties in files for the command line or the console, ConfigurationProperties in templates and configurationProperties in programs.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['json', 'cloudformation', 'sam', 'cdk'],
    articles: [1],
    references: [
      'https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-configure-apps.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-elasticmapreduce-cluster-configuration.html',
      'https://docs.aws.amazon.com/emr/latest/APIReference/API_Configuration.html',
    ],
    tags: ['emr', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    key: { text: 'The settings of {classification} stand under {wrong}, which is not read here.', advice: 'Write {right}.' },
  },
  create: ({ report }) => ({
    'emr.configuration'(configuration) {
      const { settings } = configuration;
      for (const item of classificationsOf(configuration.read())) {
        const classification = part(item, 'Classification').string;
        const wrong = NAMES.find((name) => name.toLowerCase() !== settings.toLowerCase() && item.keyAt(name));
        const at = wrong === undefined ? undefined : item.keyAt(wrong);
        if (classification === undefined || wrong === undefined || !at) continue;
        const fix = hasNone(item, settings) ? renamed(at, wrong, settings) : undefined;
        report({ at, message: 'key', data: { classification, wrong, right: settings }, ...(fix && { fix }) });
      }
    },
  }),
});

const hasNone = (item: Value, name: string): boolean => part(item, name).isAbsent;

function renamed({ file, span, path }: Located, wrong: string, right: string): ProposedFix | undefined {
  const shift = file.text.slice(span.start, span.end).indexOf(wrong);
  if (shift < 0) return undefined;
  const start = span.start + shift;
  return { title: `Rename it to ${right}`, safety: 'safe', edits: [{ at: { file, path, span: { start, end: start + wrong.length } }, text: right }] };
}
