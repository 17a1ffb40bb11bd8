import type { Value } from '../../core/value.ts';
import { demands } from './caller.ts';
import { type Condition, isOn } from './condition.ts';
import { covers } from './glob.ts';
import type { Statement } from './model.ts';

/** Who vouches for the callers of a role: a SAML provider, or an OpenID Connect provider at a host. */
export interface Federation {
  readonly kind: 'saml' | 'oidc';
  /** The provider without `https://`, as its condition keys begin: `token.actions.githubusercontent.com`. Undefined when it isn't known. */
  readonly host: string | undefined;
  readonly value: Value;
}

/** Web identity providers that are named without an ARN. Source: IAM User Guide, "AWS JSON policy elements: Principal". */
const NAMED = new Set(['accounts.google.com', 'cognito-identity.amazonaws.com', 'graph.facebook.com', 'www.amazon.com']);

/** What a value refers to, as far as it matters here: a provider of the same template. */
interface ProviderResource {
  readonly type: string;
  prop(name: string): Value;
}

/** The identity providers that a trust policy's statement names; principals that aren't known are left out. */
export function federationsOf(statement: Statement): Federation[] {
  return statement.principals.filter(({ type }) => type === 'Federated').flatMap(({ value }) => federationOf(value) ?? []);
}

function federationOf(value: Value): Federation | undefined {
  const target = value.reference?.target as ProviderResource | undefined;
  if (target?.type === 'AWS::IAM::SAMLProvider') return { kind: 'saml', host: undefined, value };
  if (target?.type === 'AWS::IAM::OIDCProvider') return { kind: 'oidc', host: hostOf(target.prop('Url').string), value };
  const { parts } = value;
  if (!parts) return undefined;
  const text = parts.map((part) => (typeof part === 'string' ? part : '\0')).join('');
  if (NAMED.has(text.toLowerCase())) return { kind: 'oidc', host: text.toLowerCase(), value };
  if (text.includes(':saml-provider/')) return { kind: 'saml', host: undefined, value };
  const at = text.indexOf(':oidc-provider/');
  if (at < 0) return undefined;
  const host = text.slice(at + ':oidc-provider/'.length);
  return { kind: 'oidc', host: host.includes('\0') ? undefined : hostOf(host), value };
}

const hostOf = (url: string | undefined): string | undefined => url?.replace(/^https:\/\//i, '').replace(/\/$/, '');

/** Whether a statement lets a role be taken by an action, such as `sts:AssumeRoleWithSAML`. */
export const assumesBy = (statement: Statement, action: string): boolean =>
  statement.effect === 'Allow' && statement.actions.some((candidate) => covers(candidate, action) === 'yes');

/** The conditions of a statement on a key of a provider (`sub`, `aud`), that have to hold. Undefined when there may be more than those seen. */
export function claimsOf({ conditions }: Statement, host: string, claim: string): readonly Condition[] | undefined {
  if (!conditions.complete) return undefined;
  return conditions.entries.filter((condition) => demands(condition) && isOn(condition, `${host}:${claim}`));
}
