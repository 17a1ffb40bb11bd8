import type { ProposedFix } from '../../core/document.ts';
import type { Section } from '../../parsers/fluent-bit/model.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'fluent-bit/missing-match',
    summary: 'A filter or output matches no record.',
    why: 'Records go to the filters and outputs whose Match or Match_Regex fits their tag. A filter without either keeps Fluent Bit from starting; an output without either starts and gets nothing, so that its logs never arrive and no error says so.',
    remediation: 'Write Match with the tag of the inputs, where * stands for any text, or Match_Regex.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['fluent-bit', 'kubernetes'],
    articles: [7],
    references: ['https://docs.fluentbit.io/manual/concepts/data-pipeline/router', 'https://docs.fluentbit.io/manual/concepts/key-concepts#match'],
    tags: ['logging', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    filter: {
      text: 'The {plugin} filter has neither Match nor Match_Regex, and Fluent Bit does not start.',
      advice: 'Add "{line}", or the tag of the records that it is for.',
    },
    output: {
      text: 'The {plugin} output has neither Match nor Match_Regex, and gets no record.',
      advice: 'Add "{line}", or the tag of the records that it is for.',
    },
  },
  create: ({ report }) => {
    const judge = (section: Section, message: 'filter' | 'output'): void => {
      const { plugin } = section;
      // A section without a name is refused before.
      if (plugin.isAbsent || section.isBroken || has(section, 'match') || has(section, 'match_regex')) return;
      const line = section.format === 'yaml' ? "match: '*'" : 'Match *';
      const fix = insertion(section, line);
      report({ at: section.get('match'), message, data: { plugin: plugin.display, line }, ...(fix && { fix }) });
    };
    return {
      'fluentbit.section:filter': (filter) => judge(filter, 'filter'),
      'fluentbit.section:output': (output) => {
        if (!output.mayBeRouted) judge(output, 'output');
      },
    };
  },
});

const has = (section: Section, key: string): boolean => section.properties.some((property) => property.key === key && property.value.string !== '');

/** A line below the name, indented as the name is; none where the name doesn't end its line or the key stands there without a value. */
function insertion(section: Section, line: string): ProposedFix | undefined {
  const name = section.properties.find(({ key }) => key === 'name');
  if (!name || section.properties.some(({ key }) => key === 'match' || key === 'match_regex')) return undefined;
  const { text } = section.file;
  const { keySpan, valueSpan } = name.written;
  const end = /^[ \t]*(\r?\n|$)/.exec(text.slice(valueSpan.end, valueSpan.end + 200))?.[1];
  if (end === undefined) return undefined;
  const lineStart = text.lastIndexOf('\n', keySpan.start - 1) + 1;
  const indent = text.slice(lineStart, keySpan.start).replace(/-/g, ' ');
  if (/\S/.test(indent)) return undefined;
  const [key, value] = line.split(' ') as [string, string];
  // In the classic format values often stand below each other.
  const width = section.format === 'yaml' ? key.length + 1 : valueSpan.start - keySpan.start;
  const at = { file: section.file, span: { start: valueSpan.end, end: valueSpan.end }, path: section.path };
  return { title: 'Match every record', safety: 'suggested', edits: [{ at, text: `${end === '' ? '\n' : end}${indent}${`${key} `.padEnd(width)}${value}` }] };
}
