import type { Located, SubjectOf } from '../../core/document.ts';
import type { Surface } from '../../core/rule.ts';
import type { Value } from '../../core/value.ts';
import type { Policy } from './model.ts';

export type PrincipalKind = 'role' | 'user' | 'group';

/** A policy that a principal has. */
export interface AttachedPolicy {
  readonly policy: Policy;
  /** The resource that it comes from: the principal itself, a policy, or a group of the user's. */
  readonly from: string;
}

/** A policy of AWS that a principal has: its name, at the place that attaches it. */
export interface AwsPolicy {
  readonly name: string;
  readonly at: Value;
}

/** What is known of the policies of AWS: a table that loads where it may matter. */
export interface AwsPolicies {
  policyOfAws(policy: AwsPolicy): Policy | undefined;
  mayDeny(policy: AwsPolicy): boolean;
  actionsOfAws(name: string): readonly string[];
}

/** All that is attached to a principal under the choices of the current run. */
export interface Attached {
  /** Those of AWS are among them as far as a way to more permissions goes through them. */
  readonly policies: readonly AttachedPolicy[];
  readonly aws: readonly AwsPolicy[];
  /** False when there is a policy of which too little is known here: it may deny. */
  readonly complete: boolean;
}

/** A role, user or group, as its parser describes it. Every function reads under the choices of the current run. */
export interface PrincipalSource {
  readonly kind: PrincipalKind;
  /** How messages call it: `role Deployer`. */
  readonly label: string;
  /** What the document calls it. */
  readonly name: string;
  /** Where what its policies allow together is told. */
  readonly at: Located;
  readonly surface?: Surface;
  readonly guard?: () => boolean;
  /** Whether it may have managed policies, and whether it may have several policies: what is written, whatever the conditions. */
  readonly mayHave: { readonly managed: boolean; readonly several: boolean };
  attached(): Attached;
  /**
   * The actions and names of policies that stand in what may be attached, whatever the conditions: a quick look before those are followed. `*` stands
   * for all that a `NotAction` leaves. Undefined where nothing is conditional.
   */
  mentioned?(): ReadonlySet<string>;
  /** The permissions boundary, as it is named; and its text, when that is seen. */
  boundary(): { readonly named: Value; readonly policy?: Policy | undefined };
  /** The services that may take the role. */
  trustedServices(): readonly string[];
}

/** What a principal is, and what it may have: managed policies, several ones. */
const SELECTORS = ['Role', 'User', 'Group', 'Managed', 'Several'] as const;

export type PrincipalSubjects = { 'iam.principal': AttachedPrincipal } & {
  [K in (typeof SELECTORS)[number] as `iam.principal:${K}`]: AttachedPrincipal;
};

/** A role, user or group with all that is attached to it. */
export class AttachedPrincipal {
  constructor(private readonly source: PrincipalSource) {}

  get kind(): PrincipalKind {
    return this.source.kind;
  }
  get label(): string {
    return this.source.label;
  }
  get name(): string {
    return this.source.name;
  }
  get at(): Located {
    return this.source.at;
  }
  get attached(): Attached {
    return this.source.attached();
  }
  /** See {@link PrincipalSource.mentioned}. */
  get mentioned(): ReadonlySet<string> | undefined {
    return this.source.mentioned?.();
  }
  get boundary(): ReturnType<PrincipalSource['boundary']> {
    return this.source.boundary();
  }
  get trustedServices(): readonly string[] {
    return this.source.trustedServices();
  }
}

/** The subject of a principal; nothing of it is read before a rule asks. */
export function principalSubject(source: PrincipalSource): SubjectOf<PrincipalSubjects> {
  const { kind, mayHave, guard, surface } = source;
  const selector: string[] = [kind === 'role' ? 'Role' : kind === 'user' ? 'User' : 'Group'];
  if (mayHave.managed) selector.push('Managed');
  if (mayHave.several) selector.push('Several');
  return { type: 'iam.principal', selector, node: new AttachedPrincipal(source), ...(guard && { guard }), ...(surface && { surface }) };
}

/** Stands for what only deployment knows. */
const HOLE = '\0';

/**
 * The name of an AWS managed policy: of its ARN, whatever the partition. `bare`: where AWS SAM takes the name alone.
 * Undefined for a policy of an account, and for what isn't known.
 */
export function awsPolicyName(value: Value, bare = false): string | undefined {
  const text = value.parts?.map((part) => (typeof part === 'string' ? part : HOLE)).join('');
  if (text === undefined) return undefined;
  if (bare && /^[\w+=.@-]+$/.test(text)) return text;
  const marker = ':iam::aws:policy/';
  const at = text.indexOf(marker);
  const name = text.slice(text.lastIndexOf('/') + 1);
  return at > 0 && text.startsWith('arn:') && name !== '' && !name.includes(HOLE) ? name : undefined;
}
