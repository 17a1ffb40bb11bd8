import { lightEntry } from '../scripts/lib/registry.mjs';

const topics = 40;
/** Every tenth synthetic rule judges what the small template holds, in topics of their own. */
const isLoaded = (i) => i % 10 === 0;
const topicOf = (i) => (isLoaded(i) ? `synthetic-loaded-${(i / 10) % 4}` : `synthetic-${i % topics}`);
const meta = (i) => ({
  id: `${topicOf(i)}/rule-number-${i}`,
  profile: 'recommended',
  severity: 'warning',
  summary: `A resource of synthetic kind number ${i} has a property that the platform will refuse one day.`,
  why: 'It stands for a rule that is not written yet, with as much text as rules have. '.repeat(4),
  remediation: 'Write what the platform takes: the page that the reference names has the list of values and the dates. '.repeat(2),
  precision: 'high',
  scope: 'file',
  surfaces: ['cloudformation', 'sam'],
  aliases: [],
  articles: [3],
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html'],
  equivalents: [`checkov:CKV_AWS_${1000 + i}`, `cfn-lint:W${5000 + i}`],
  tags: ['synthetic', 'security'],
  since: '0.1.0',
});
/** What of a description the code of a rule has in the program. */
const judging = ({ id, severity, precision, scope, surfaces }) => ({ id, severity, precision, scope, surfaces });
const subject = (i) => (isLoaded(i) ? 'cfn.resource' : `cfn.resource:AWS::Synthetic::Type${i}`);

function rule(i) {
  return {
    meta: meta(i),
    messages: { found: { text: '{name} is synthetic.', advice: 'Take it away.' } },
    create: (context) => ({
      [subject(i)](resource) {
        if (resource.logicalId === `Synthetic${i}`) context.report({ at: resource.at, message: 'found', data: { name: resource.logicalId } });
      },
    }),
  };
}

/** Entries that fill a registry of `own` rules up to `total`. */
export const syntheticEntries = (own, total) =>
  Array.from({ length: Math.max(0, total - own) }, (_, i) => ({ light: lightEntry(rule(i)), meta: meta(i), chunk: `synthetic-topic:${topicOf(i)}` }));

/** Resolves the chunks that a padded registry loads. */
export function syntheticRules() {
  return {
    name: 'synthetic-rules',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^synthetic-topic:/ }, ({ path }) => ({ path: path.slice('synthetic-topic:'.length), namespace: 'synthetic-topic' }));
      onLoad({ filter: /.*/, namespace: 'synthetic-topic' }, ({ path }) => {
        const own = Array.from({ length: 600 }, (_, i) => i).filter((i) => topicOf(i) === path);
        const text = own.map(
          (
            i,
          ) => `export const ruleNumber${i} = { meta: ${JSON.stringify(judging(meta(i)))}, messages: { found: { text: '{name} is synthetic.', advice: 'Take it away.' } },
            create: (context) => ({ '${subject(i)}'(resource) {
              if (resource.logicalId === 'Synthetic${i}') context.report({ at: resource.at, message: 'found', data: { name: resource.logicalId } });
            } }) };`,
        );
        return { contents: text.join('\n'), loader: 'js' };
      });
    },
  };
}
