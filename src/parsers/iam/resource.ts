import type { Hole, Value } from '../../core/value.ts';
import { isStar } from './action.ts';

/** A piece of an ARN: text with IAM wildcards and policy variables in it, or a hole. */
export type Section = readonly (string | Hole)[];

/** An ARN pattern in its five sections after `arn:`. */
export interface ArnPattern {
  readonly partition: Section;
  readonly service: Section;
  readonly region: Section;
  readonly account: Section;
  /** All that follows the fifth colon. */
  readonly resource: Section;
}

/**
 * The sections of a resource pattern. A hole between written colons fills a part of one section.
 * A trailing `*` also stands for the sections that are not written (`arn:aws:s3:*`).
 * Undefined when it is no ARN, or when a hole stands for more than one section (`arn:aws:${Rest}`).
 */
export function arnPattern(value: Value): ArnPattern | undefined {
  const known = patterns.get(value);
  if (known) return known.pattern;
  const pattern = readPattern(value);
  patterns.set(value, { pattern });
  return pattern;
}

/** Many rules ask for the sections of the same values. */
const patterns = new WeakMap<Value, { readonly pattern: ArnPattern | undefined }>();

function readPattern(value: Value): ArnPattern | undefined {
  const { parts } = value;
  const sections = arnSections(value);
  if (!parts || !sections || sectionText(sections[0] as Section) !== 'arn' || sections.length < 2) return undefined;
  if (sections.length < 6 && !(sectionText(sections.at(-1) as Section)?.endsWith('*') && parts.length === 1)) return undefined;
  const whole = [...sections];
  while (whole.length < 6) whole.push(['*']);
  const [, partition, service, region, account, resource] = whole as unknown as readonly [Section, Section, Section, Section, Section, Section];
  return { partition, service, region, account, resource };
}

/** A text cut at its first five colons; a colon in a policy variable cuts nothing. Undefined for what is no text. */
export function arnSections(value: Value): Section[] | undefined {
  const { parts } = value;
  if (!parts) return undefined;
  const sections: (string | Hole)[][] = [[]];
  const last = (): (string | Hole)[] => sections.at(-1) as (string | Hole)[];
  for (const part of parts) {
    if (typeof part !== 'string') {
      last().push(part);
      continue;
    }
    let from = 0;
    while (sections.length < 6) {
      const colon = nextColon(part, from);
      if (colon < 0) break;
      if (colon > from) last().push(part.slice(from, colon));
      sections.push([]);
      from = colon + 1;
    }
    if (from < part.length) last().push(part.slice(from));
  }
  return sections;
}

/** The next colon that is not inside a policy variable (`${aws:username}`). */
function nextColon(piece: string, from: number): number {
  for (let i = from; i < piece.length; i++) {
    if (piece[i] === ':') return i;
    if (piece[i] === '$' && piece[i + 1] === '{') {
      const close = piece.indexOf('}', i);
      if (close < 0) return -1;
      i = close;
    }
  }
  return -1;
}

/** The text of a section without holes. */
export const sectionText = (section: Section): string | undefined =>
  section.length === 0 ? '' : section.length === 1 && typeof section[0] === 'string' ? section[0] : undefined;

const sectionIsStar = (section: Section): boolean => isStar(sectionText(section) ?? '');

/** Whether a section of region or account narrows nothing within the reader's own account: any, none, or what AWS fills in. */
const isOwnOrAny = (section: Section): boolean => {
  const [only] = section;
  return (
    only === undefined || sectionIsStar(section) || (section.length === 1 && typeof only !== 'string' && (only.hole === 'account' || only.hole === 'region'))
  );
};

/** Whether a resource pattern surely matches every resource: `*`, `*:*`, `arn:aws:*`. */
export function coversEverything(resource: Value): boolean {
  const whole = resource.string;
  if (whole?.startsWith('*') && whole.endsWith('*') && /^[*:]+$/.test(whole)) return true;
  const arn = arnPattern(resource);
  return arn !== undefined && sectionIsStar(arn.service) && sectionIsStar(arn.resource) && isOwnOrAny(arn.region) && isOwnOrAny(arn.account);
}

/** Whether a resource pattern surely matches all that a service (`s3`, in lower case) has in an account: `*`, `arn:aws:s3:::*`, `arn:aws:sqs:*:*:*`. */
export function coversService(resource: Value, service: string): boolean {
  if (coversEverything(resource)) return true;
  const arn = arnPattern(resource);
  if (!arn || sectionText(arn.service)?.toLowerCase() !== service) return false;
  return sectionIsStar(arn.resource) && isOwnOrAny(arn.region) && isOwnOrAny(arn.account);
}

/** Whether a resource pattern surely matches every role of an account: `*`, `arn:aws:iam::*:role/*`, `arn:aws:iam::123456789012:role/*`. */
export function coversEveryRole(resource: Value): boolean {
  if (coversEverything(resource)) return true;
  const arn = arnPattern(resource);
  if (!arn || !(sectionText(arn.service)?.toLowerCase() === 'iam' || sectionIsStar(arn.service))) return false;
  const name = sectionText(arn.resource);
  return (
    name !== undefined &&
    (isStar(name) || (name.startsWith('role/') && isStar(name.slice('role/'.length))) || (name.startsWith('role*') && isStar(name.slice('role'.length))))
  );
}

/**
 * Which roles a resource pattern surely names: `one` by its name, or `some` by wildcards in it. Service-linked roles are none: only their own
 * service can take them. Those under `service-role/` and those called `AWS…` are roles like others: the consoles make some so, and so can everybody.
 */
export function namesRoles(resource: Value): 'one' | 'some' | undefined {
  const section = arnPattern(resource)?.resource ?? [];
  const [name] = section;
  const isRole = sectionText(arnPattern(resource)?.service ?? [])?.toLowerCase() === 'iam' && typeof name === 'string' && name.startsWith('role/');
  if (!isRole || name.startsWith('role/aws-service-role/')) return undefined;
  return section.some((part) => typeof part === 'string' && /[*?]/.test(part)) ? 'some' : 'one';
}

/** How messages call a resource: a thing of the same template by its name there, else the pattern. */
export const resourceText = (resource: Value): string => resource.reference?.logicalId ?? resource.display;
