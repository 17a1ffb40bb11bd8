import type { Document, Parser, SubjectOf } from '../../core/document.ts';
import { SourceFile } from '../../core/source-file.ts';
import { absent, type Value } from '../../core/value.ts';
import { type Attached, type AttachedPolicy, type AwsPolicy, awsPolicyName, type PrincipalSource, principalSubject } from '../iam/attached.ts';
import { mayDeny, policyOfAws } from '../iam/aws-policies.ts';
import { Policy, type PolicySource, policySubjects, trustedServices } from '../iam/model.ts';
import { urlDecode } from '../iam/url-encoded.ts';
import type { Subjects } from '../subjects.ts';
import { embed } from '../yaml/embed.ts';
import { nodeFrom } from '../yaml/find.ts';
import type { MapNode, Node, ScalarNode } from '../yaml/node.ts';
import { parseJson } from '../yaml/parse.ts';
import { once, plainValue } from '../yaml/value.ts';
import { claims } from './claims.ts';
import type { HeldPolicy, PrincipalAccess, ServiceAccess } from './model.ts';

/**
 * The IAM entities of an account with their policies: what GetAccountAuthorizationDetails returns, its documents as JSON, as text or
 * percent-encoded. Source: IAM API reference. `lintel aws iam` adds `ServiceLastAccessed` to roles and users, and `Incomplete` with
 * what could not be read.
 */
const parser: Parser<Subjects> = {
  format: 'iam-account',
  claims,
  parse(file) {
    const tree = parseJson(file);
    const account = new Account(file, tree.roots.filter(isMap));
    return {
      problems: tree.problems,
      document: {
        file,
        format: 'iam-account',
        surface: 'live',
        notes: account.notes,
        subjects: () => account.subjects(),
        comments: () => tree.comments(),
        nodeAt: (offset) => nodeFrom(tree.roots, offset),
      },
    };
  },
};
export default parser;

type Notes = NonNullable<Document<Subjects>['notes']>;

/** The lists of principals, and how each calls its parts. */
const KINDS = [
  { list: 'UserDetailList', kind: 'user', name: 'UserName', inline: 'UserPolicyList' },
  { list: 'GroupDetailList', kind: 'group', name: 'GroupName', inline: 'GroupPolicyList' },
  { list: 'RoleDetailList', kind: 'role', name: 'RoleName', inline: 'RolePolicyList' },
] as const;
type Kind = (typeof KINDS)[number];

/** A managed policy, in the version that is in force. */
interface Managed extends Omit<HeldPolicy, 'policy' | 'attachment'> {
  readonly name: string;
  readonly source: PolicySource;
}

class Account {
  readonly notes: Notes[number][] = [];
  /** By ARN. */
  readonly #managed = new Map<string, Managed>();
  /** The policies of principals. */
  readonly #own: PolicySource[] = [];
  readonly #access: PrincipalAccess[] = [];
  readonly #principals: PrincipalSource[] = [];
  /** What groups have, by their names. */
  readonly #groups = new Map<string, () => Attached>();
  /** The trust policies of the roles that have a managed policy, by the policy's ARN. */
  readonly #trust = new Map<string, (() => Value)[]>();

  constructor(
    private readonly file: SourceFile,
    roots: readonly MapNode[],
  ) {
    for (const root of roots) {
      const reasons = itemsOf(root, 'Incomplete').flatMap((node) => (node.kind === 'scalar' ? node.value : []));
      this.notes.push(...reasons.map((reason) => ({ kind: 'incomplete' as const, reason })));
      for (const detail of mapsIn(root, 'Policies')) this.#readManaged(detail);
    }
    for (const root of roots) {
      for (const kind of KINDS) {
        for (const detail of mapsIn(root, kind.list)) if (!isServiceLinked(detail)) this.#readPrincipal(detail, kind);
      }
    }
  }

  *subjects(): Generator<SubjectOf<Subjects>> {
    // Those of AWS are not the account's to change.
    for (const { source, isAws } of this.#managed.values()) if (!isAws) yield* policySubjects(source);
    for (const source of this.#own) yield* policySubjects(source);
    for (const source of this.#principals) yield principalSubject(source);
    for (const node of this.#access) yield { type: 'iam.access', node };
  }

  #readManaged(detail: MapNode): void {
    const arn = textOf(detail, 'Arn') ?? '';
    const name = textOf(detail, 'PolicyName') ?? arn;
    const version = mapsIn(detail, 'PolicyVersionList').find((entry) => textOf(entry, 'IsDefaultVersion') === 'true');
    const read = version && this.#document(version, 'Document', `policy/${name}`);
    if (!read) return;
    // One that nobody has, but that limits somebody.
    const isBoundary = textOf(detail, 'AttachmentCount') === '0' && Number(textOf(detail, 'PermissionsBoundaryUsageCount') ?? 0) > 0;
    const trust: (() => Value)[] = [];
    this.#trust.set(arn, trust);
    this.#managed.set(arn, {
      name,
      label: `the policy "${name}"`,
      source: sourceOf(read, {
        kind: isBoundary ? 'boundary' : 'identity',
        attachedTo: { name, account: accountOf(arn) },
        trustedServices: () => [...new Set(trust.flatMap((policy) => trustedServices(policy())))],
      }),
      holders: Number(textOf(detail, 'AttachmentCount') ?? 1),
      since: dateOf(version, 'CreateDate'),
      isAws: /^arn:[^:]*:iam::aws:/.test(arn),
    });
  }

  #readPrincipal(detail: MapNode, kind: Kind): void {
    const name = textOf(detail, kind.name) ?? '';
    const path = `${kind.kind}/${name}`;
    const attachedTo = { name, account: accountOf(textOf(detail, 'Arn') ?? '') };
    const trust = kind.kind === 'role' ? this.#document(detail, 'AssumeRolePolicyDocument', path) : undefined;
    if (trust) this.#own.push(sourceOf(trust, { kind: 'trust', attachedTo }));
    const inline = mapsIn(detail, kind.inline).flatMap((entry): HeldPolicy[] => {
      const policyName = textOf(entry, 'PolicyName') ?? '';
      const read = this.#document(entry, 'PolicyDocument', `${path}/${policyName}`);
      if (!read) return [];
      const source = sourceOf(read, { kind: 'identity', attachedTo, ...(trust && { trustedServices: () => trustedServices(trust()) }) });
      this.#own.push(source);
      return [{ label: `the inline policy "${policyName}"`, policy: new Policy(source), holders: 1, isAws: false }];
    });
    const attached = mapsIn(detail, 'AttachedManagedPolicies').flatMap((attachment): HeldPolicy[] => {
      const arn = attachment.get('PolicyArn')?.value;
      const managed = arn?.kind === 'scalar' ? this.#managed.get(arn.value) : undefined;
      if (arn?.kind !== 'scalar' || !managed) return [];
      if (trust) this.#trust.get(arn.value)?.push(trust);
      return [{ ...managed, policy: new Policy(managed.source), attachment: plainValue(this.file, arn, `${path}/${managed.name}`) }];
    });
    this.#readAttached(detail, kind, path, [...inline, ...attached], trust);
    if (kind.kind !== 'group') this.#readAccess(detail, kind, path, [...inline, ...attached]);
  }

  /** A role, user or group with all that it has; `policies` are those that could be read. */
  #readAttached(detail: MapNode, kind: Kind, path: string, policies: readonly HeldPolicy[], trust: (() => Value) | undefined): void {
    const at = detail.get(kind.name)?.value;
    if (!at) return;
    const name = textOf(detail, kind.name) ?? '';
    const arns = mapsIn(detail, 'AttachedManagedPolicies').flatMap((attachment) => {
      const arn = attachment.get('PolicyArn')?.value;
      return arn ? [plainValue(this.file, arn, path)] : [];
    });
    const aws = arns.flatMap((arn): AwsPolicy[] => {
      const own = awsPolicyName(arn);
      return own === undefined ? [] : [{ name: own, at: arn }];
    });
    const groups = itemsOf(detail, 'GroupList').flatMap((node) => (node.kind === 'scalar' ? [node.value] : []));
    // The account's list has the texts of most policies of AWS.
    const unlisted = aws.filter(({ at: arn }) => !this.#managed.has(arn.string ?? ''));
    const own: AttachedPolicy[] = [
      ...policies.map(({ policy }) => ({ policy, from: name })),
      ...unlisted.flatMap((policy) => {
        const known = policyOfAws(policy);
        return known ? [{ policy: known, from: policy.name }] : [];
      }),
    ];
    const unread = arns.filter((arn) => !this.#managed.has(arn.string ?? '') && awsPolicyName(arn) === undefined).length;
    const isRead =
      unread === 0 &&
      !unlisted.some(mayDeny) &&
      mapsIn(detail, kind.inline).length === policies.filter(({ attachment }) => !attachment).length &&
      this.notes.length === 0;
    const attached = (): Attached => {
      const others = groups.map((group) => this.#groups.get(group)?.());
      return {
        policies: [...own, ...others.flatMap((other) => other?.policies ?? [])],
        aws: [...aws, ...others.flatMap((other) => other?.aws ?? [])],
        complete: isRead && others.every((other) => other?.complete),
      };
    };
    if (kind.kind === 'group') this.#groups.set(name, attached);
    const limit = detail.get('PermissionsBoundary')?.value;
    const boundary = plainValue(this.file, at, `${path}/PermissionsBoundary`);
    const arn = limit && isMap(limit) ? limit.get('PermissionsBoundaryArn')?.value : undefined;
    this.#principals.push({
      kind: kind.kind,
      label: `${kind.kind} ${name}`,
      name,
      at: plainValue(this.file, at, path),
      mayHave: { managed: arns.length > 0, several: policies.length + aws.length + 2 * groups.length > 1 },
      attached,
      boundary: () => {
        if (!arn) return { named: absent(boundary) };
        const limiting = arn.kind === 'scalar' ? this.#managed.get(arn.value) : undefined;
        return { named: plainValue(this.file, arn, `${path}/PermissionsBoundary`), policy: limiting && new Policy(limiting.source) };
      },
      trustedServices: () => (trust ? trustedServices(trust()) : []),
    });
  }

  /** What `ServiceLastAccessed` says of a role or user. */
  #readAccess(detail: MapNode, { kind, name }: Exclude<Kind, { kind: 'group' }>, path: string, policies: readonly HeldPolicy[]): void {
    const report = detail.get('ServiceLastAccessed')?.value;
    const reported = report && isMap(report) ? dateOf(report, 'JobCompletionDate') : undefined;
    const at = detail.get(name)?.value;
    // Roles of IAM Identity Center are made anew from permission sets.
    if (!report || !isMap(report) || !reported || !at || textOf(detail, 'Path')?.startsWith('/aws-reserved/')) return;
    const lastUsed = detail.get('RoleLastUsed')?.value;
    this.#access.push({
      kind,
      label: `${kind === 'role' ? 'Role' : 'User'} "${textOf(detail, name)}"`,
      at: plainValue(this.file, at, path),
      created: dateOf(detail, 'CreateDate'),
      lastUsed: lastUsed && isMap(lastUsed) ? dateOf(lastUsed, 'LastUsedDate') : undefined,
      reported,
      services: mapsIn(report, 'ServicesLastAccessed').flatMap((service): ServiceAccess[] => {
        const namespace = textOf(service, 'ServiceNamespace')?.toLowerCase();
        return namespace === undefined ? [] : [{ namespace, name: textOf(service, 'ServiceName') ?? namespace, last: dateOf(service, 'LastAuthenticated') }];
      }),
      policies,
    });
  }

  /** A policy document: JSON, or text that is, percent-encoded or not. */
  #document(holder: MapNode, key: string, path: string): (() => Value) | undefined {
    const node = holder.get(key)?.value;
    if (!node || (node.kind === 'scalar' && node.isNull)) return undefined;
    if (isMap(node)) return once(() => plainValue(this.file, node, path));
    const file = node.kind === 'scalar' ? opened(this.file, node, path) : undefined;
    const root = file && parseJson(file).roots[0];
    if (file && root && isMap(root)) return once(() => plainValue(file, root, ''));
    this.notes.push({ kind: 'incomplete', reason: `the document of ${path} cannot be read` });
    return undefined;
  }
}

/** The text of a scalar as a file of its own; undefined when its percent-encoding is broken. */
function opened(file: SourceFile, scalar: ScalarNode, path: string): SourceFile | undefined {
  const text = embed(file, scalar, path);
  if (!/^\s{0,200}%7B/i.test(scalar.value)) return text;
  const decoded = urlDecode(text.text);
  return decoded && new SourceFile(file.path, decoded.text, { host: text, map: decoded.positions, path: '' });
}

const sourceOf = (read: () => Value, rest: Omit<PolicySource, 'document' | 'statements'>): PolicySource => ({
  ...rest,
  document: { read },
  statements: read()
    .get('Statement')
    .items.map((statement) => ({ read: () => statement })),
});

/** Roles that AWS makes for its services: nobody in the account can change their policies. */
const isServiceLinked = (detail: MapNode): boolean => textOf(detail, 'Path')?.startsWith('/aws-service-role/') === true;
const accountOf = (arn: string): string | undefined => /^arn:[^:]*:iam::(\d{12}):/.exec(arn)?.[1];
const isMap = (node: Node): node is MapNode => node.kind === 'map';

function itemsOf(map: MapNode, name: string): readonly Node[] {
  const node = map.get(name)?.value;
  return node?.kind === 'seq' ? node.items : [];
}
const mapsIn = (map: MapNode, name: string): MapNode[] => itemsOf(map, name).filter(isMap);

function textOf(map: MapNode, name: string): string | undefined {
  const node = map.get(name)?.value;
  return node?.kind === 'scalar' && !node.isNull ? node.value : undefined;
}

function dateOf(map: MapNode, name: string): Date | undefined {
  const date = new Date(textOf(map, name) ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
