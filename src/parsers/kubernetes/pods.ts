import type { SubjectOf } from '../../core/document.ts';
import { absent, unknown } from '../../core/value.ts';
import type { ImageSubjects } from '../image/model.ts';
import { writtenImage } from '../image/written.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { elementName } from '../yaml/value.ts';
import { type KubernetesObject, mapsAt, textAt } from './model.ts';

export const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** A pod's specification, wherever an object holds one. */
export interface PodSpec {
  readonly node: MapNode;
  readonly path: string;
}

/** API groups whose objects describe what other objects may be: their containers are patterns, not pods. */
const DESCRIBING = /(?:^|\.)(?:kyverno\.io|gatekeeper\.sh|apiextensions\.k8s\.io|config\.kubernetes\.io)\//;

/**
 * The pods of an object: a Pod's own, the template of a workload, of a CronJob's job, of a custom resource such as an Argo Rollout or a Knative
 * service. Told by shape: lists of containers, each with a name or an image.
 */
export function podSpecs(object: KubernetesObject): PodSpec[] {
  if (DESCRIBING.test(textAt(object.node, 'apiVersion') ?? '')) return [];
  const pods: PodSpec[] = [];
  const seen = new Set<Node>();
  const stack: PodSpec[] = object.node.pairs
    .filter(({ name, value }) => (name === 'spec' || name === 'template') && value.kind === 'map')
    .map(({ name, value }) => ({ node: value as MapNode, path: `${object.path}/${name}` }));
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { node, path } = at;
    if (seen.has(node)) continue;
    seen.add(node);
    if (isPod(node)) pods.push(at);
    for (const pair of [...node.pairs].reverse()) {
      if (pair.value.kind === 'map') stack.push({ node: pair.value, path: `${path}/${pair.name}` });
      else if (pair.value.kind === 'seq') {
        for (const item of [...pair.value.items].reverse())
          if (item.kind === 'map') stack.push({ node: item, path: `${path}/${pair.name}[${elementName(item, object.file)}]` });
      }
    }
  }
  return pods;
}

const isPod = (node: MapNode): boolean =>
  CONTAINERS.some((key) => {
    const items = mapsAt(node, key);
    return items.length > 0 && items.every((item) => item.get('name') || item.get('image'));
  });

/** The containers of a pod with their logical paths. */
export function containersOf({ node, path }: PodSpec, file: KubernetesObject['file']): PodSpec[] {
  return CONTAINERS.flatMap((key) => mapsAt(node, key).map((item) => ({ node: item, path: `${path}/${key}[${elementName(item, file)}]` })));
}

/** What replaces images by their names, as a kustomization beside the manifest says. */
export type Replaced = (name: string) => boolean;

/** The images of an object's pods. `accounts`: names of service accounts of the file that bring credentials for registries. */
export function* podImages(object: KubernetesObject, accounts: ReadonlySet<string>, isReplaced: Replaced): Generator<SubjectOf<ImageSubjects>> {
  const { file } = object;
  for (const pod of podSpecs(object)) {
    const credentials = mapsAt(pod.node, 'imagePullSecrets').length > 0 || accounts.has(textAt(pod.node, 'serviceAccountName') ?? '');
    for (const { node, path } of containersOf(pod, file)) {
      const pair = node.get('image');
      // A patch of a kustomization names a container alone; `auto` waits for the injection of a mesh.
      if (!pair || (pair.value.kind === 'scalar' && (pair.value.value === 'auto' || isReplaced(pair.value.value)))) continue;
      const { value } = pair;
      const place = { file, span: pair.aliasSpan ?? value.span, path: `${path}/image` };
      yield {
        type: 'image.reference',
        node: {
          where: 'pod',
          surface: 'kubernetes',
          value: () => (value.kind !== 'scalar' ? unknown(place, 'no text') : value.isNull ? absent(place) : writtenImage(place, value.value)),
          credentials: () => credentials,
        },
      };
    }
  }
}
