import type { SubjectOf } from '../../core/document.ts';
import { known } from '../../core/value.ts';
import { type Credential, type CredentialSubjects, mayBeCredential } from '../credential/model.ts';
import type { MapNode, Pair } from '../yaml/node.ts';
import { type KubernetesObject, mapAt, mapsAt, textAt } from './model.ts';
import { containersOf, podSpecs } from './pods.ts';

const IN_SECRET =
  'Take the manifest out of the repository and let External Secrets fetch the value from AWS Secrets Manager, or encrypt the file with SOPS or Sealed Secrets.';
const IN_CONFIG_MAP = 'Move it to a Secret that no repository holds (External Secrets, Sealed Secrets, SOPS), and refer to that with secretKeyRef.';
const IN_ENVIRONMENT = 'Write valueFrom.secretKeyRef with the name and key of a Secret in place of value.';

/** Values of an object that may be secrets: of Secrets, ConfigMaps and the environment of containers. */
export function* objectCredentials(object: KubernetesObject): Generator<SubjectOf<CredentialSubjects>> {
  const { node, path, kindText } = object;
  // What SOPS has encrypted says so itself.
  if (node.get('sops')) return;
  if (kindText === 'Secret') {
    yield* values(object, mapAt(node, 'stringData'), `${path}/stringData`, { holder: 'this Secret', replacement: IN_SECRET });
    yield* values(object, mapAt(node, 'data'), `${path}/data`, { holder: 'this Secret', replacement: IN_SECRET, isBase64: true });
  } else if (kindText === 'ConfigMap') {
    yield* values(object, mapAt(node, 'data'), `${path}/data`, { holder: 'this ConfigMap', replacement: IN_CONFIG_MAP });
  }
  for (const pod of podSpecs(object)) {
    for (const container of containersOf(pod, object.file)) {
      for (const variable of mapsAt(container.node, 'env')) {
        const name = textAt(variable, 'name');
        const pair = variable.get('value');
        const place = { holder: 'the environment of a container', replacement: IN_ENVIRONMENT };
        if (name !== undefined && pair) yield* one(object, name, pair, `${container.path}/env[${name.slice(0, 80)}]/value`, place);
      }
    }
  }
}

type Holder = Pick<Credential, 'holder' | 'replacement' | 'isBase64'>;

function* values(object: KubernetesObject, map: MapNode | undefined, path: string, holder: Holder): Generator<SubjectOf<CredentialSubjects>> {
  for (const pair of map?.pairs ?? []) yield* one(object, pair.name, pair, `${path}/${pair.name}`, holder);
}

function* one({ file }: KubernetesObject, name: string, { value, aliasSpan }: Pair, path: string, holder: Holder): Generator<SubjectOf<CredentialSubjects>> {
  if (value.kind !== 'scalar' || value.isNull || aliasSpan) return;
  if (!holder.isBase64 && !mayBeCredential(name, value.value)) return;
  const place = { file, span: value.span, path };
  yield {
    type: 'credential',
    node: {
      ...holder,
      name,
      surface: 'kubernetes',
      isSecretPlace: false,
      value: () => known(place, value.value, { quoted: value.style !== 'plain' }),
    },
  };
}
