import { ChoiceSpace } from '../../core/choices.ts';
import type { Parser, SubjectOf } from '../../core/document.ts';
import type { Surface } from '../../core/rule.ts';
import type { Subjects } from '../subjects.ts';
import { type DataFormat, dataClaims, dataFormatOf } from '../text/claims.ts';
import { scalarSubjects } from '../text/model.ts';
import { nodeFrom } from '../yaml/find.ts';
import { parseJson, parseYaml } from '../yaml/parse.ts';

const SURFACES: Readonly<Record<DataFormat, Surface>> = { kubernetes: 'kubernetes', buildspec: 'yaml', parameters: 'json' };

/** Whether a manifest may hold a configuration of Fluent Bit in a ConfigMap: its reader loads for these alone. */
const mayHoldFluentBit = (text: string): boolean => text.includes('ConfigMap') && /\[(?:service|input|filter|output|parser)|\bpipeline\b/i.test(text);

/** YAML and JSON whose values are judged as texts: Kubernetes manifests, buildspecs, parameter files of CloudFormation. */
const parser: Parser<Subjects> = {
  format: 'data',
  claims: dataClaims,
  async parse(file) {
    const isJson = /\.json$/i.test(file.path);
    const tree = await (isJson ? parseJson(file) : parseYaml(file));
    const format = dataFormatOf(file.path, file.text);
    const space = new ChoiceSpace();
    const fluentBit =
      format === 'kubernetes' && mayHoldFluentBit(file.text)
        ? await (await import('../fluent-bit/config-map.ts')).fluentBitInConfigMaps(tree, space)
        : undefined;
    return {
      problems: [...tree.problems, ...(fluentBit?.problems ?? [])],
      document: {
        file,
        format: format ?? 'data',
        surface: format ? SURFACES[format] : isJson ? 'json' : 'yaml',
        choices: space,
        *subjects() {
          yield* scalarSubjects(tree);
          if (fluentBit) yield* fluentBit.subjects() as Iterable<SubjectOf<Subjects>>;
        },
        comments: () => [...tree.comments(), ...(fluentBit?.comments() ?? [])],
        nodeAt: (offset) => nodeFrom(tree.roots, offset),
      },
    };
  },
};
export default parser;
