import type { Claim } from '../../core/document.ts';

/** What `aws iam get-account-authorization-details` prints, and what `lintel aws iam --output` saves. */
export function claims(name: string, text: string): Claim | undefined {
  if (!/\.json$/i.test(name) || !/^\uFEFF?\s{0,200}\{/.test(text)) return undefined;
  const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList'].filter((list) => text.includes(`"${list}"`));
  return lists.length > 0 && (lists.length > 1 || /"Arn"\s{0,20}:\s{0,20}"arn:/.test(text))
    ? { sure: true, reason: 'the roles, users and policies of an account' }
    : undefined;
}
