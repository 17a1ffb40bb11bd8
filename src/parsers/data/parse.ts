import type { Parser, SubjectOf } from '../../core/document.ts';
import type { Surface } from '../../core/rule.ts';
import type { Subjects } from '../subjects.ts';
import { type DataFormat, dataClaims, dataFormatOf } from '../text/claims.ts';
import { scalarSubjects } from '../text/model.ts';
import { nodeFrom } from '../yaml/find.ts';
import type { Tree } from '../yaml/node.ts';
import { parseJson, parseYaml } from '../yaml/parse.ts';
import { buildspecSubjects } from './buildspec.ts';
import { composeImages, workflowImages } from './images.ts';

const SURFACES: Readonly<Record<DataFormat, Surface>> = {
  buildspec: 'yaml',
  compose: 'yaml',
  workflow: 'yaml',
  parameters: 'json',
  'cloudwatch-agent': 'json',
};

/**
 * YAML and JSON whose values are judged as texts: buildspecs, Compose files, workflows of GitHub Actions, parameter files of CloudFormation,
 * configurations of the CloudWatch agent.
 */
const parser: Parser<Subjects> = {
  format: 'data',
  claims: dataClaims,
  async parse(file) {
    const isJson = /\.json$/i.test(file.path);
    const tree = await (isJson ? parseJson(file) : parseYaml(file));
    const format = dataFormatOf(file.path, file.text);
    return {
      problems: tree.problems,
      document: {
        file,
        format: format ?? 'data',
        surface: format ? SURFACES[format] : isJson ? 'json' : 'yaml',
        subjects: () => subjects(tree, format),
        comments: () => tree.comments(),
        nodeAt: (offset) => nodeFrom(tree.roots, offset),
      },
    };
  },
};
export default parser;

function* subjects(tree: Tree, format: DataFormat | undefined): Generator<SubjectOf<Subjects>> {
  if (format === 'buildspec') yield* buildspecSubjects(tree);
  else if (format === 'compose') yield* composeImages(tree);
  else if (format === 'workflow') yield* workflowImages(tree);
  yield* scalarSubjects(tree);
}
