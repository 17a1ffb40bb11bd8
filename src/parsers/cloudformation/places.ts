import type { SourceFile } from '../../core/source-file.ts';
import type { ImagePlace } from '../image/model.ts';
import type { Node } from '../yaml/node.ts';
import { argumentsOf, intrinsic, literal, refName } from './intrinsics.ts';
import type { Template } from './template.ts';

/** A node that may stand at a place of a template, and the branches of `Fn::If` that lead to it. */
export interface Alternative {
  readonly node: Node;
  /** Logical path from the resource. */
  readonly path: string;
  readonly branches: readonly { readonly condition: string; readonly holds: boolean }[];
  /** The file that the node stands in, when it is not the template's own. */
  readonly file?: SourceFile | undefined;
}

/**
 * The nodes at a property path as they are written, in every branch of every `Fn::If` on the way. `*` stands for each element of a list
 * (or the one thing written in place of a list). Places that only an evaluated intrinsic could give are not among them.
 */
export function nodesAt(start: Alternative, segments: readonly string[]): Alternative[] {
  let level = expand(start);
  for (const segment of segments) {
    level = level.flatMap((from) => {
      if (segment === '*') {
        if (from.node.kind !== 'seq') return [from];
        return from.node.items.flatMap((node) => expand({ ...from, node }));
      }
      const pair = from.node.kind === 'map' ? from.node.get(segment) : undefined;
      return pair ? expand({ node: pair.value, path: `${from.path}/${segment}`, branches: from.branches, file: pair.file ?? from.file }) : [];
    });
  }
  return level;
}

/** A node, or what the branches of an `Fn::If` hold; `AWS::NoValue` is nothing. */
export function expand(from: Alternative, depth = 0): Alternative[] {
  const call = intrinsic(from.node);
  if (!call) return [from];
  // A document written as a value where its text is wanted: what it says is what the value says.
  if (call.name === 'Fn::ToJsonString' && !call.tagged && depth < 50) return expand({ ...from, node: call.argument }, depth + 1);
  const args = call.name === 'Fn::If' && depth < 50 ? argumentsOf(call) : undefined;
  const condition = args && literal(args[0]);
  if (args?.length === 3 && condition !== undefined) {
    return [1, 2].flatMap((i) => expand({ ...from, node: args[i] as Node, branches: [...from.branches, { condition, holds: i === 1 }] }, depth + 1));
  }
  // What other calls give, the place's reader evaluates.
  return refName(from.node) === 'AWS::NoValue' ? [] : [from];
}

/** Whether the branches are taken under the choices of the current run. */
export const taken = (template: Template, branches: Alternative['branches']): boolean =>
  branches.every(({ condition, holds }) => template.condition(condition) === holds);

/** Places of properties by the type of the resource: most types have none. */
export function byType<P extends { readonly types: readonly string[] }>(places: readonly P[]): ReadonlyMap<string, readonly P[]> {
  const all = new Map<string, P[]>();
  for (const place of places) {
    for (const type of place.types) {
      const known = all.get(type);
      if (known) known.push(place);
      else all.set(type, [place]);
    }
  }
  return all;
}

/** Where resource types name a container image, and where the credentials for its registry would stand beside it. */
export const IMAGE_PLACES = byType<{
  readonly types: readonly string[];
  /** Path to what holds the image. */
  readonly holder: readonly string[];
  readonly property: string;
  readonly credentials?: string;
  readonly where: ImagePlace;
}>([
  { types: ['AWS::ECS::TaskDefinition'], holder: ['ContainerDefinitions', '*'], property: 'Image', credentials: 'RepositoryCredentials', where: 'ecs-task' },
  { types: ['AWS::Batch::JobDefinition'], holder: ['ContainerProperties'], property: 'Image', credentials: 'RepositoryCredentials', where: 'batch-job' },
  {
    types: ['AWS::Batch::JobDefinition'],
    holder: ['NodeProperties', 'NodeRangeProperties', '*', 'Container'],
    property: 'Image',
    credentials: 'RepositoryCredentials',
    where: 'batch-job',
  },
  {
    types: ['AWS::Batch::JobDefinition'],
    holder: ['EcsProperties', 'TaskProperties', '*', 'Containers', '*'],
    property: 'Image',
    credentials: 'RepositoryCredentials',
    where: 'batch-job',
  },
  { types: ['AWS::Batch::JobDefinition'], holder: ['EksProperties', 'PodProperties', 'Containers', '*'], property: 'Image', where: 'batch-job' },
  { types: ['AWS::CodeBuild::Project'], holder: ['Environment'], property: 'Image', credentials: 'RegistryCredential', where: 'codebuild' },
  { types: ['AWS::AppRunner::Service'], holder: ['SourceConfiguration', 'ImageRepository'], property: 'ImageIdentifier', where: 'apprunner' },
]);
