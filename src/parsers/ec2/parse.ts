import type { Parser, SubjectOf } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';
import { map, unknown, type Value } from '../../core/value.ts';
import type { Subjects } from '../subjects.ts';
import { scalarSubjects } from '../text/model.ts';
import { nodeFrom } from '../yaml/find.ts';
import type { Node, Tree } from '../yaml/node.ts';
import { parseJson } from '../yaml/parse.ts';
import { plainValue } from '../yaml/value.ts';
import { claims } from './claims.ts';

/** Capacity reservation fleets in JSON files of the AWS CLI. */
const parser: Parser<Subjects> = {
  format: 'capacity-reservation-fleet',
  claims,
  parse(file) {
    const tree = parseJson(file);
    return {
      problems: tree.problems,
      document: {
        file,
        format: 'capacity-reservation-fleet',
        surface: 'json',
        subjects: () => subjects(tree),
        comments: () => tree.comments(),
        nodeAt: (offset) => nodeFrom(tree.roots, offset),
      },
    };
  },
};
export default parser;

function* subjects(tree: Tree): Generator<SubjectOf<Subjects>> {
  const { file } = tree;
  for (const node of tree.roots) {
    if (node.kind === 'scalar') continue;
    const named = node.kind === 'map' ? node.get('TotalTargetCapacity')?.key : node.items[0];
    const at = { file, span: (named ?? node).span, path: '' };
    yield {
      type: 'ec2.capacityReservationFleet',
      node: { at, title: 'fleet', read: () => settingsOf(file, node), called: (setting) => setting },
    };
  }
  yield* scalarSubjects(tree);
}

/** The settings of a fleet. Beside a list of instance types, the command line says the others. */
function settingsOf(file: SourceFile, node: Node): Value {
  const value = plainValue(file, node, '');
  if (node.kind === 'map') return value;
  const place = { file, span: node.span, path: '' };
  return map(place, {
    keys: () => ['InstanceTypeSpecifications'],
    complete: false,
    keyAt: () => undefined,
    get: (key) => (key === 'InstanceTypeSpecifications' ? value : unknown({ ...place, path: key }, 'the command line says it')),
  });
}
