import type { Located } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import { addressRange, isPrivate } from './address.ts';

/** What a condition operator compares. */
export type OperatorFamily = 'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IpAddress' | 'Arn' | 'Null';

const FAMILIES: readonly (readonly [OperatorFamily, string])[] = [
  ['String', 'StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike'],
  ['Numeric', 'NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals'],
  ['Date', 'DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals'],
  ['Bool', 'Bool'],
  ['Binary', 'BinaryEquals'],
  ['IpAddress', 'IpAddress NotIpAddress'],
  ['Arn', 'ArnEquals ArnLike ArnNotEquals ArnNotLike'],
  ['Null', 'Null'],
];

/** Operators by their names in lower case: IAM takes them in any case. */
const OPERATORS = new Map(FAMILIES.flatMap(([family, names]) => names.split(' ').map((name) => [name.toLowerCase(), { name, family }] as const)));

/** The condition operators as AWS writes them, without qualifiers and suffix. */
export const operatorNames: readonly string[] = [...OPERATORS.values()].map(({ name }) => name);

/** One key of a `Condition`, with its operator taken apart. */
export interface Condition {
  /** The operator with all that is written around it: `ForAnyValue:StringLikeIfExists`. */
  readonly written: string;
  /** What it compares; undefined for what is no operator. */
  readonly family: OperatorFamily | undefined;
  /** The operator without qualifier and suffix, as written: `StringEquals`, `ArnLike`, `Null`. */
  readonly operator: string;
  readonly qualifier: 'ForAnyValue' | 'ForAllValues' | undefined;
  /** The operator ends in `IfExists`: it holds where the request has no such key. */
  readonly ifExists: boolean;
  /** As written; keys are case-insensitive. */
  readonly key: string;
  readonly values: readonly Value[];
  /** The values as they are written: one, or a list. */
  readonly value: Value;
  /** The key's own place. */
  readonly at: Located;
  /** The place of the operator. */
  readonly operatorAt: Located;
  /** The keys beside it under the same operator, itself included. */
  readonly siblings: readonly string[];
}

/** The conditions of a statement; `complete` is false when there may be more than those seen. */
export interface Conditions {
  readonly entries: readonly Condition[];
  readonly complete: boolean;
}

/** Reads a `Condition` element. What is not a map of maps is unknown: it may restrict anything. */
export function conditionsOf(element: Value): Conditions {
  if (element.isAbsent) return { entries: [], complete: true };
  const operators = element.keys;
  if (!operators) return { entries: [], complete: false };
  const entries: Condition[] = [];
  let complete = element.complete;
  for (const written of operators) {
    const block = element.get(written);
    if (block.isAbsent) continue;
    if (!block.keys || !block.complete) complete = false;
    for (const key of block.keys ?? []) {
      const value = block.get(key);
      if (value.isAbsent) continue;
      entries.push({
        ...operatorOf(written),
        written,
        key,
        value,
        values: value.isUnknown ? [value] : value.items.filter((item) => !item.isAbsent),
        at: block.keyAt(key) ?? value,
        operatorAt: element.keyAt(written) ?? block,
        siblings: block.keys ?? [],
      });
    }
  }
  return { entries, complete };
}

type Taken = Pick<Condition, 'operator' | 'qualifier' | 'ifExists' | 'family'>;

/** Operators as they were written and taken apart: there are few, and many rules ask for each. */
const seen = new Map<string, Taken>();

function operatorOf(written: string): Taken {
  let taken = seen.get(written);
  if (!taken) {
    taken = takeApart(written);
    if (seen.size < 200) seen.set(written, taken);
  }
  return taken;
}

function takeApart(written: string): Taken {
  const colon = written.indexOf(':');
  const prefix = written.slice(0, Math.max(colon, 0)).toLowerCase();
  const qualifier = prefix === 'foranyvalue' ? 'ForAnyValue' : prefix === 'forallvalues' ? 'ForAllValues' : undefined;
  const rest = qualifier ? written.slice(colon + 1) : written;
  const ifExists = rest.toLowerCase().endsWith('ifexists');
  const operator = ifExists ? rest.slice(0, -'IfExists'.length) : rest;
  return { operator, qualifier, ifExists, family: OPERATORS.get(operator.toLowerCase())?.family };
}

/**
 * Whether a condition names what is allowed (`StringEquals`, `ArnLike` …) instead of what isn't, and not just by `*`.
 * A value that only deployment knows counts as narrowing.
 */
export function narrows(condition: Condition): boolean {
  const operator = condition.operator.toLowerCase();
  if (operator === 'null' || /not(equals|like)/.test(operator)) return false;
  return condition.values.every((value) => value.string === undefined || !/^\*+$/.test(value.string));
}

/** Whether the operator takes wildcards: `StringLike`, and both spellings of the ARN operators. */
export const takesWildcards = ({ operator, family }: Condition): boolean => family === 'Arn' || operator.toLowerCase().endsWith('like');

/** Whether the operator holds for what is not listed: `StringNotEquals`, `NotIpAddress`. */
export const isNegated = ({ operator }: Condition): boolean => /not/i.test(operator);

/** Whether a condition is on a key, written in any case. */
export const isOn = ({ key }: Condition, ...names: readonly string[]): boolean => names.some((name) => key.toLowerCase() === name.toLowerCase());

/** The operators that compare a type of condition keys. ARNs are texts, and dates may be numbers. */
const COMPARE: Readonly<Record<string, readonly OperatorFamily[]>> = {
  // Some keys hold ARNs without being said to.
  string: ['String', 'Arn'],
  arn: ['Arn', 'String'],
  bool: ['Bool'],
  boolean: ['Bool'],
  numeric: ['Numeric'],
  long: ['Numeric'],
  date: ['Date', 'Numeric'],
  ipaddress: ['IpAddress'],
  binary: ['Binary'],
};

/** The operators for a type of keys, the usual one first; `Null` serves all. Undefined for a type that is not known. */
export function operatorsFor(type: string): readonly OperatorFamily[] | undefined {
  const families = COMPARE[type.toLowerCase().replace(/^arrayof/, '')];
  return families && [...families, 'Null'];
}

const EXAMPLES: Readonly<Record<OperatorFamily, string>> = {
  String: 'StringEquals',
  Numeric: 'NumericLessThan',
  Date: 'DateLessThan',
  Bool: 'Bool',
  Binary: 'BinaryEquals',
  IpAddress: 'IpAddress',
  Arn: 'ArnLike',
  Null: 'Null',
};

/** An operator of a family, for advice. */
export const example = (family: OperatorFamily): string => EXAMPLES[family];

/** The private addresses that `aws:SourceIp` is compared with, and how many others there are; undefined for other conditions and for what is not known. */
export function privateParts(condition: Condition): { readonly own: readonly string[]; readonly others: number } | undefined {
  if (condition.family !== 'IpAddress' || !isOn(condition, 'aws:SourceIp') || !condition.value.complete) return undefined;
  const ranges = condition.values.map((value) => ({ text: value.string ?? '', range: addressRange(value.string ?? '') }));
  if (ranges.some(({ range }) => !range)) return undefined;
  const own = ranges.filter(({ range }) => range && isPrivate(range)).map(({ text }) => text);
  return own.length === 0 ? undefined : { own, others: ranges.length - own.length };
}

/** Whether a condition is on a tag of the resource: `aws:ResourceTag/team`. */
export const isOnResourceTag = ({ key }: Condition): boolean => key.toLowerCase().startsWith('aws:resourcetag/');
