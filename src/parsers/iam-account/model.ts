import type { Located } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import type { Policy } from '../iam/model.ts';

export interface AccountSubjects {
  'iam.access': PrincipalAccess;
}

/** A policy that a role or user has. */
export interface HeldPolicy {
  /** How messages call it: `the inline policy "write"`. */
  readonly label: string;
  readonly policy: Policy;
  /** Where the principal names it; undefined for an inline policy, which stands in the principal itself. */
  readonly attachment?: Value;
  /** Roles, users and groups that have it. */
  readonly holders: number;
  /** Since when it says what it says; undefined where that isn't recorded. */
  readonly since?: Date | undefined;
  /** One of AWS, which nobody in the account can change. */
  readonly isAws: boolean;
}

/** What IAM knows of how a role or user uses the services that its policies allow: GetServiceLastAccessedDetails. */
export interface PrincipalAccess {
  readonly kind: 'role' | 'user';
  /** How messages call it: `Role "app"`. */
  readonly label: string;
  readonly at: Located;
  readonly created: Date | undefined;
  /** When a role was last taken, within the tracking period: RoleLastUsed. */
  readonly lastUsed: Date | undefined;
  /** When IAM made the report. */
  readonly reported: Date;
  readonly services: readonly ServiceAccess[];
  /** Its own policies, without those of groups. */
  readonly policies: readonly HeldPolicy[];
}

export interface ServiceAccess {
  /** The prefix of its actions. */
  readonly namespace: string;
  readonly name: string;
  /** The last attempt within the tracking period. */
  readonly last: Date | undefined;
}
