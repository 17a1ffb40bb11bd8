import type { Claim } from '../../core/document.ts';

/** Policy files by name: `.json`, the endings that repositories use for policies, or none. */
const NAME = /\.(json|policy|iam)$|(^|\/)[^./]+$/i;
/** A policy from its first key. */
const STARTS_AS_POLICY = /^\uFEFF?\s{0,200}\{\s{0,200}"(?:Version|Statement|Id)"\s{0,20}:/;
/** The tree of constructs that the CDK writes beside its templates repeats what these hold. */
const TREE_OF_CDK = /^\s{0,200}\{\s{0,200}"version"\s{0,20}:\s{0,20}"tree-/;
/** The keys of a policy, plain or in JSON strings. */
const STATEMENT = /"Statement\\{0,20}"\s{0,20}:/;
const ELEMENT = /"(?:Effect|Version)\\{0,20}"\s{0,20}:/;
/** The beginning of a policy as the IAM API gives it: `{"…` or `{` and white space, percent-encoded. */
const ENCODED = /"%7B(?:%0D|%0A|%09|%20|\+){0,200}%22/i;

/** The same with nothing around it, or quotes alone. */
export const ENCODED_WHOLE = /^\uFEFF?\s{0,200}"?%7B(?:%0D|%0A|%09|%20|\+){0,200}%22/i;

/**
 * IAM policies in JSON: a policy, several, or what the IAM and AWS Config interfaces return (`PolicyVersion.Document`,
 * `AssumeRolePolicyDocument`, percent-encoded or as text in a string). Templates hold policies too, but are CloudFormation's.
 */
export function claims(name: string, text: string): Claim | undefined {
  if (!NAME.test(name)) return undefined;
  if (ENCODED_WHOLE.test(text)) return text.includes('Statement%') ? { sure: true, reason: 'a percent-encoded IAM policy' } : undefined;
  if (!/^\uFEFF?\s{0,200}[{[]/.test(text) || /"Resources"\s{0,20}:/.test(text) || TREE_OF_CDK.test(text)) return undefined;
  if (STATEMENT.test(text) && ELEMENT.test(text)) {
    return STARTS_AS_POLICY.test(text) ? { sure: true, reason: 'an IAM policy' } : { sure: false, reason: 'Statement with Effect or Version' };
  }
  return ENCODED.test(text) && text.includes('Statement%') ? { sure: false, reason: 'a percent-encoded IAM policy' } : undefined;
}
