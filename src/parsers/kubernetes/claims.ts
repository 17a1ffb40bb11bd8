import type { Claim } from '../../core/document.ts';

/** What a file of Kubernetes is: objects, a kustomization, or the values of a Helm chart. */
export type KubernetesFile = 'manifest' | 'kustomization' | 'values';

const REASONS: Readonly<Record<KubernetesFile, string>> = {
  manifest: 'apiVersion and kind of Kubernetes',
  kustomization: 'a kustomization',
  values: 'values of a Helm chart',
};

/** Manifests by `apiVersion` and `kind`, kustomizations by name, values of Helm charts by name and shape. */
export function claims(name: string, text: string): Claim | undefined {
  const kind = kindOf(name, text);
  return kind && { sure: kind !== 'values', reason: REASONS[kind] };
}

export function kindOf(name: string, text: string): KubernetesFile | undefined {
  if (/(?:^|\/)kustomization(?:\.ya?ml)?$/i.test(name)) return 'kustomization';
  const extension = /\.(ya?ml|json)$/i.exec(name)?.[1]?.toLowerCase();
  if (!extension) return undefined;
  if (extension === 'json') return topJson(text, 'apiVersion') && topJson(text, 'kind') ? 'manifest' : undefined;
  if (topYaml(text, 'apiVersion') && topYaml(text, 'kind')) return 'manifest';
  return /(?:^|[/._-])values(?:[._-][\w.-]{1,60})?\.ya?ml$/i.test(name) && VALUES.test(text) && !/^\s{0,20}\{[{%]/m.test(text) ? 'values' : undefined;
}

/** Sections that charts call alike: one of them at the top, or an image in its parts. */
const VALUES =
  /^(?:image|images|global|replicaCount|controller|persistence|serviceAccount|imagePullSecrets|nameOverride|fullnameOverride|podAnnotations|podSecurityContext|ingress|autoscaling|extraEnv|operator|nodeSelector|tolerations)[ \t]*:|^[ \t]{1,20}repository[ \t]*:/m;

const topYaml = (text: string, key: string): boolean => text.startsWith(`${key}:`) || text.includes(`\n${key}:`) || text.startsWith(`\uFEFF${key}:`);
const topJson = (text: string, key: string): boolean => new RegExp(`[{,]\\s*"${key}"\\s*:\\s*"`).test(text.slice(0, 2000));
