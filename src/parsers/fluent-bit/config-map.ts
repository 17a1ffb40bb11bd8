import type { ChoiceSpace } from '../../core/choices.ts';
import type { Comment, Problem, SubjectOf } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';
import type { CredentialSubjects } from '../credential/model.ts';
import { embed } from '../yaml/embed.ts';
import type { MapNode, Node, ScalarNode, Tree } from '../yaml/node.ts';
import { looksClassic, looksYaml } from './claims.ts';
import { type Configuration, identity, readConfiguration } from './configuration.ts';
import { keyFolder } from './folder.ts';
import type { FluentBitSubjects, Workload } from './model.ts';

/** What the ConfigMaps of a Kubernetes file hold for Fluent Bit. */
export interface FluentBitInConfigMaps {
  readonly problems: readonly Problem[];
  /** Comments of the embedded files. */
  comments(): Comment[];
  subjects(): readonly SubjectOf<FluentBitSubjects & CredentialSubjects>[];
}

/** A ConfigMap's keys that hold text, as files. */
interface ConfigMap {
  readonly name: string | undefined;
  readonly files: ReadonlyMap<string, SourceFile>;
}

/**
 * Fluent Bit's files in the ConfigMaps of a Kubernetes file: each ConfigMap is a folder, so that a key includes its sibling keys.
 * Undefined when there are none. Open choices go to `space`.
 */
export async function fluentBitInConfigMaps(tree: Tree, space: ChoiceSpace): Promise<FluentBitInConfigMaps | undefined> {
  const objects = objectsOf(tree);
  const maps = objects.flatMap((object) => configMapOf(tree.file, object) ?? []);
  if (!maps.some(({ files }) => [...files].some(isFluentBit))) return undefined;
  const pods = objects.flatMap((object) => podsOf(object));
  const configurations: Configuration[] = [];
  for (const map of maps) {
    if ([...map.files].some(isFluentBit)) configurations.push(...(await readMap(map, maps, pods, tree.file, space)));
  }
  return {
    problems: configurations.flatMap(({ problems }) => problems),
    comments: () => configurations.flatMap(({ read }) => ('tree' in read ? [...read.tree.comments()] : [...read.written.comments])),
    subjects: () => configurations.flatMap((configuration) => configuration.subjects()),
  };
}

const isFluentBit = ([key, { text }]: readonly [string, SourceFile]): boolean =>
  /\.ya?ml$/i.test(key) ? looksYaml(text) : !/\.(?:json|toml|ini|sh|lua)$/i.test(key) && looksClassic(text);

/** Every file of the ConfigMap that is Fluent Bit's by its text, or because one of these includes it. */
async function readMap(
  { name, files }: ConfigMap,
  maps: readonly ConfigMap[],
  pods: readonly Pod[],
  file: SourceFile,
  space: ChoiceSpace,
): Promise<Configuration[]> {
  const users = pods.filter((pod) => name !== undefined && pod.configMaps.includes(name));
  // Mounted key by key, or together with others, it stands in a folder that holds more than its keys.
  const isMixed = users.some((pod) => pod.mixed.includes(name as string));
  const elsewhere = (key: string): boolean => isMixed || maps.some((other) => other.files !== files && other.files.has(key));
  const folder = keyFolder(files, elsewhere);
  const workloads: Workload[] = users.map(({ hostNetwork, probedPorts }) => ({
    hostNetwork: hostNetwork && { file, span: hostNetwork.span, path: '' },
    probedPorts,
  }));
  const read = async (one: SourceFile, included: ReadonlySet<string>): Promise<Configuration> =>
    readConfiguration(one, { folder, space, isClosed: true, isIncluded: (other) => included.has(identity(other)), workloads });
  const own = [...files].filter(isFluentBit).map(([, one]) => one);
  const included = new Set<string>();
  for (const one of own) for (const other of (await read(one, new Set())).included) included.add(other);
  const all = [...files.values()].filter((one) => own.includes(one) || included.has(identity(one)));
  return Promise.all(all.map((one) => read(one, included)));
}

/** The objects of a Kubernetes file; those of a `List` one by one. */
function objectsOf(tree: Tree): MapNode[] {
  return tree.roots.flatMap((root) => {
    if (root.kind !== 'map') return [];
    const items = /List$/.test(textOf(root, 'kind') ?? '') ? root.get('items')?.value : undefined;
    return items?.kind === 'seq' ? items.items.filter((item) => item.kind === 'map') : [root];
  });
}

function configMapOf(file: SourceFile, object: MapNode): ConfigMap | undefined {
  const data = textOf(object, 'kind') === 'ConfigMap' ? mapAt(object, 'data') : undefined;
  if (!data) return undefined;
  const name = textOf(mapAt(object, 'metadata'), 'name');
  const files = new Map<string, SourceFile>();
  for (const { name: key, value } of data.pairs) {
    if (value.kind === 'scalar') files.set(key, embed(file, value, `ConfigMap[${name ?? ''}]/data/${key}`));
  }
  return { name, files };
}

interface Pod {
  /** Names of the ConfigMaps that it mounts. */
  readonly configMaps: readonly string[];
  /** Those whose keys stand among other files: mounted by `subPath`, with chosen `items`, or in a projected volume. */
  readonly mixed: readonly string[];
  readonly hostNetwork: ScalarNode | undefined;
  readonly probedPorts: readonly string[];
}

/** The pod that an object describes: its own, or the template of a workload or of a CronJob's job. */
function podsOf(object: MapNode): Pod[] {
  const spec = mapAt(object, 'spec');
  const template = mapAt(spec, 'template') ?? mapAt(mapAt(mapAt(spec, 'jobTemplate'), 'spec'), 'template');
  const pod = textOf(object, 'kind') === 'Pod' ? spec : mapAt(template, 'spec');
  return pod ? [podOf(pod)] : [];
}

function podOf(pod: MapNode): Pod {
  const containers = [...itemsAt(pod, 'containers'), ...itemsAt(pod, 'initContainers')];
  const bySubPath = new Set(
    containers.flatMap((one) => itemsAt(one, 'volumeMounts')).flatMap((mount) => (mount.get('subPath') ? (textOf(mount, 'name') ?? []) : [])),
  );
  const configMaps: string[] = [];
  const mixed: string[] = [];
  for (const volume of itemsAt(pod, 'volumes')) {
    const own = mapAt(volume, 'configMap');
    const sources = itemsAt(mapAt(volume, 'projected'), 'sources').flatMap((source) => mapAt(source, 'configMap') ?? []);
    const names = [own, ...sources].flatMap((source) => textOf(source, 'name') ?? []);
    configMaps.push(...names);
    if (sources.length > 0 || own?.get('items') || bySubPath.has(textOf(volume, 'name') ?? '')) mixed.push(...names);
  }
  const hostNetwork = pod.get('hostNetwork')?.value;
  return {
    configMaps,
    mixed,
    hostNetwork: hostNetwork?.kind === 'scalar' && hostNetwork.value === 'true' ? hostNetwork : undefined,
    probedPorts: containers.flatMap(probedPorts),
  };
}

/** Ports that the kubelet asks over HTTP; a port's name as its number, where the container tells it. */
function probedPorts(container: MapNode): string[] {
  const numbers = new Map(itemsAt(container, 'ports').map((port) => [textOf(port, 'name'), textOf(port, 'containerPort')]));
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => {
    const port = textOf(mapAt(mapAt(container, probe), 'httpGet'), 'port');
    return port === undefined ? [] : [numbers.get(port) ?? port];
  });
}

function mapAt(node: MapNode | undefined, key: string): MapNode | undefined {
  const value = node?.get(key)?.value;
  return value?.kind === 'map' ? value : undefined;
}

function itemsAt(node: MapNode | undefined, key: string): MapNode[] {
  const value: Node | undefined = node?.get(key)?.value;
  return value?.kind === 'seq' ? value.items.filter((item) => item.kind === 'map') : [];
}

function textOf(node: MapNode | undefined, key: string): string | undefined {
  const value = node?.get(key)?.value;
  return value?.kind === 'scalar' && !value.isNull ? value.value : undefined;
}
