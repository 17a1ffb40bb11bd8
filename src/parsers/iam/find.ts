import type { SourceFile } from '../../core/source-file.ts';
import type { MapNode, Node, ScalarNode, Tree } from '../yaml/node.ts';
import { elementName } from '../yaml/value.ts';
import type { PolicyKind } from './model.ts';

/** A policy in a tree. */
export interface FoundPolicy {
  readonly policy: MapNode;
  readonly file: SourceFile;
  /** The key that holds it; that of the text for a policy that is all of an embedded text. */
  readonly name: string;
  /** Logical path in its file. */
  path(): string;
}

/** A scalar whose text is a policy. */
export interface FoundText {
  readonly scalar: ScalarNode;
  readonly encoded: boolean;
  readonly name: string;
  readonly path: string;
}

/** A node on the way from the root, with what leads to it: paths are put together for the few that are found. */
interface Visit {
  readonly node: Node;
  readonly parent: Visit | undefined;
  /** The key, or undefined for an element of a list. */
  readonly key: string | undefined;
}

/** The policies of a tree, and the scalars that hold one as text, in document order. Walks without recursion. */
export function* findPolicies(tree: Tree, name: string): Generator<FoundPolicy | FoundText> {
  const { file } = tree;
  const todo: Visit[] = [...tree.roots].reverse().map((node) => ({ node, parent: undefined, key: undefined }));
  for (let visit = todo.pop(); visit; visit = todo.pop()) {
    const { node } = visit;
    const from = visit;
    switch (node.kind) {
      case 'map':
        if (isPolicy(node)) yield { policy: node, file, name: nameOf(visit) ?? name, path: () => pathOf(from, file) };
        else for (const pair of [...node.pairs].reverse()) todo.push({ node: pair.value, parent: visit, key: pair.name });
        break;
      case 'seq':
        for (const item of [...node.items].reverse()) todo.push({ node: item, parent: visit, key: undefined });
        break;
      default: {
        const encoded = /^\s{0,200}%7B/i.test(node.value) && node.value.includes('Statement%');
        // Each level of text escapes the quotes around the key once more.
        if (encoded || (/^\s{0,200}\{/.test(node.value) && /"Statement\\{0,20}"/.test(node.value))) {
          yield { scalar: node, encoded, name: nameOf(visit) ?? name, path: pathOf(visit, file) };
        }
      }
    }
  }
}

/** The nearest key above a node; undefined at the root. */
function nameOf(visit: Visit): string | undefined {
  for (let at: Visit | undefined = visit; at; at = at.parent) if (at.key !== undefined) return at.key;
  return undefined;
}

function pathOf(visit: Visit, file: SourceFile): string {
  const segments: string[] = [];
  for (let at: Visit | undefined = visit; at; at = at.parent) {
    if (at.key !== undefined) segments.unshift(`/${at.key}`);
    else if (at.parent) segments.unshift(`[${elementName(at.node, file)}]`);
  }
  return segments.join('').replace(/^\//, '');
}

/** `Statement` with statements, or an empty one beside `Version`. */
function isPolicy(node: MapNode): boolean {
  const statements = node.get('Statement')?.value;
  if (!statements || statements.kind === 'scalar') return false;
  if (statements.kind === 'seq' && statements.items.length === 0) return node.get('Version') !== undefined;
  return statementsOf(node).some((statement) => ['Effect', 'Action', 'NotAction'].some((key) => statement.get(key)));
}

function statementsOf(policy: MapNode): MapNode[] {
  const statements = policy.get('Statement')?.value;
  const items = statements?.kind === 'seq' ? statements.items : statements ? [statements] : [];
  return items.filter((item) => item.kind === 'map');
}

/** What people call the folders and files of policies that only limit what others grant. Where the content fits, their word is taken. */
const NAMED_KINDS: readonly { readonly kind: PolicyKind; readonly of: PolicyKind; readonly name: RegExp }[] = [
  { kind: 'scp', of: 'identity', name: /service[-_ ]?control|(?:^|[/_.-])scps?(?:[/_.-]|$)/i },
  { kind: 'boundary', of: 'identity', name: /boundar(?:y|ies)/i },
  { kind: 'session', of: 'identity', name: /session[-_ ]?polic/i },
  { kind: 'rcp', of: 'resource', name: /resource[-_ ]?control|(?:^|[/_.-])rcps?(?:[/_.-]|$)/i },
  { kind: 'endpoint', of: 'resource', name: /endpoint|(?:^|[/_.-])vpces?(?:[/_.-]|$)/i },
];

/**
 * The kind of a policy: the key that holds a trust policy names it; else what the configuration says of the file; else its content. Principals make it a trust policy (when it is about `sts:` actions and no resource) or a resource policy.
 * `Content` holds the policy in what AWS Organizations returns.
 */
export function kindOf({ policy, name, file }: FoundPolicy, configured: PolicyKind | undefined): PolicyKind {
  if (name === 'AssumeRolePolicyDocument') return 'trust';
  if (configured) return configured;
  const statements = statementsOf(policy);
  const has = (key: string): boolean => statements.some((statement) => statement.get(key) !== undefined);
  let kind: PolicyKind = 'identity';
  if (has('Principal') || has('NotPrincipal')) kind = !has('Resource') && !has('NotResource') && statements.every(isAboutSts) ? 'trust' : 'resource';
  if (name === 'Content' && kind !== 'trust') return kind === 'identity' ? 'scp' : 'rcp';
  return NAMED_KINDS.find(({ of, name: expression }) => of === kind && expression.test(file.path))?.kind ?? kind;
}

function isAboutSts(statement: MapNode): boolean {
  const action = statement.get('Action')?.value;
  const items = action?.kind === 'seq' ? action.items : action ? [action] : [];
  return items.length > 0 && items.every((item) => item.kind === 'scalar' && item.value.toLowerCase().startsWith('sts:'));
}
