import table from '../../../data/kubernetes-removed-apis.json' with { type: 'json' };
import type { ProposedFix } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import { defineRule } from '../define-rule.ts';

interface Removal {
  readonly apiVersion: string;
  readonly kind: string;
  /** The version of Kubernetes that stopped serving it. */
  readonly removed: string;
  /** Left out where nothing takes its place. */
  readonly successor?: string;
  /** Whether the successor reads the same fields. */
  readonly same?: boolean;
}

const removals: ReadonlyMap<string, Removal> = new Map((table.apis as readonly Removal[]).map((removal) => [`${removal.apiVersion} ${removal.kind}`, removal]));

export default defineRule({
  meta: {
    id: 'kubernetes/api-removed',
    aliases: ['k8s/api-removed'],
    summary: 'A manifest uses an API version that Kubernetes has removed.',
    why: 'The API server refuses the object: kubectl apply, Helm and GitOps controllers stop with "no matches for kind". On a cluster that still serves the version nothing shows until the upgrade of the control plane, and then everything that is deployed from this file fails at once.',
    remediation:
      'Write the API version that took its place and convert the fields that changed; kubectl convert does most of it. The deprecation guide of Kubernetes lists them for each kind.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['kubernetes'],
    articles: [7],
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
      'https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html',
      'https://kubernetes.io/docs/tasks/configure-pod-container/migrate-from-psp/',
    ],
    tags: ['kubernetes', 'end-of-life', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    removed: {
      text: 'Kubernetes {version} and later do not serve {kind} as {apiVersion}, and no supported cluster is older.',
      advice: 'Write apiVersion: {successor}{changes}.',
    },
    removedLater: {
      text: 'Kubernetes {version} and later do not serve {kind} as {apiVersion}; of the versions that EKS supports, {oldest} still does.',
      advice: 'Write apiVersion: {successor}{changes} before the cluster is upgraded.',
      severity: 'warning',
    },
    withoutSuccessor: {
      text: 'Kubernetes {version} and later do not know {kind} any more, and no supported cluster is older.',
      advice: 'Take it out, and let Pod Security Admission (labels of the namespace) or a policy engine do its work.',
    },
  },
  create: ({ report, now }) => ({
    'kubernetes.object'({ apiVersion, kind }) {
      const removal = removals.get(`${apiVersion.string} ${kind.string}`);
      if (!removal) return;
      const { removed: version, successor, same } = removal;
      const data = { version, kind: removal.kind, apiVersion: removal.apiVersion };
      if (successor === undefined) {
        report({ at: apiVersion, message: 'withoutSuccessor', data });
        return;
      }
      const today = now.toISOString().slice(0, 10);
      const oldest = table.supported.find(({ until }) => until >= today)?.version;
      const isServed = oldest !== undefined && minor(oldest) < minor(version);
      const edit = same ? successorEdit(apiVersion, successor) : undefined;
      report({
        at: apiVersion,
        message: isServed ? 'removedLater' : 'removed',
        data: { ...data, successor, changes: same ? '' : ' and adapt the fields that changed', oldest: oldest ?? '' },
        ...(edit && { fix: { title: `Use ${successor}`, safety: 'suggested', edits: [edit] } }),
      });
    },
  }),
});

/** The edit that writes another API version, quotes kept; undefined where an alias or a tag gave the value. */
function successorEdit({ file, span, path, string = '' }: Value, successor: string): ProposedFix['edits'][number] | undefined {
  const at = file.text.slice(span.start, span.end).indexOf(string);
  const start = span.start + at;
  return at < 0 ? undefined : { at: { file, path, span: { start, end: start + string.length } }, text: successor };
}

/** The minor version of `1.22`: the major one has not changed in the life of Kubernetes. */
const minor = (version: string): number => Number(version.slice(version.indexOf('.') + 1));
