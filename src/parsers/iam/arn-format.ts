import type { Value } from '../../core/value.ts';
import type { ArnPattern, Section } from './resource.ts';
import { arnPattern } from './resource.ts';
import { type ResourceType, type Service, table } from './table.ts';

/** A sign of a pattern: one character, any one, or any number of any. */
const ANY = '*';
const ONE = '?';

/** Longer texts than any ARN are not compared. */
const LONGEST = 2_000;

/** Whether some text fits both patterns; holes stand for any text. */
export function patternsMeet(left: string, right: string): boolean {
  if (left.length > LONGEST || right.length > LONGEST) return true;
  // Which ends of `right` can be reached with what of `left` has been read.
  let reach = new Uint8Array(right.length + 1);
  reach[0] = 1;
  spread(reach, right);
  for (const sign of left) {
    const next = new Uint8Array(right.length + 1);
    for (let j = 0; j <= right.length; j++) {
      if (!reach[j]) continue;
      if (sign === ANY) {
        // Any end from here on.
        next.fill(1, j);
        break;
      }
      const other = right[j];
      if (other === ANY) next[j] = 1;
      if (other !== undefined && (other === ANY || other === ONE || sign === ONE || other === sign)) next[j + 1] = 1;
    }
    spread(next, right);
    reach = next;
  }
  return reach[right.length] === 1;
}

/** A `*` may stand for nothing. */
function spread(reach: Uint8Array, pattern: string): void {
  for (let j = 0; j < pattern.length; j++) if (reach[j] && pattern[j] === ANY) reach[j + 1] = 1;
}

/** A section as a pattern: holes and policy variables stand for any text. */
export const sectionPattern = (section: Section): string =>
  section.map((part) => (typeof part === 'string' ? part.replace(/\$\{[^}]*\}?/g, ANY) : ANY)).join('');

/** An ARN of the table, its six parts as patterns. */
interface Format {
  readonly region: string;
  readonly account: string;
  readonly resource: string;
  readonly service: string;
}

const formats = new WeakMap<ResourceType, Format>();

function formatOf(type: ResourceType): Format {
  let format = formats.get(type);
  if (!format) {
    const [, , service = '', region = '', account = '', ...rest] = type.arn.replace(/\$\{[^}]*\}/g, ANY).split(':');
    format = { service, region, account, resource: rest.join(':') };
    formats.set(type, format);
  }
  return format;
}

/** Whether a resource pattern can name anything of a type; unknown ones can. */
export function mayName(resource: Value, type: ResourceType): boolean {
  const arn = arnPattern(resource);
  if (!arn) return true;
  const format = formatOf(type);
  return (
    patternsMeet(sectionPattern(arn.service).toLowerCase(), format.service) &&
    patternsMeet(sectionPattern(arn.region), format.region) &&
    patternsMeet(sectionPattern(arn.account), format.account) &&
    patternsMeet(sectionPattern(arn.resource), format.resource)
  );
}

/** The types of a service whose ARNs end as the resource part of a pattern does. */
const typesLike = (arn: ArnPattern, service: Service): ResourceType[] => {
  const resource = sectionPattern(arn.resource);
  return service.resourceTypes.filter((type) => formatOf(type).service === service.prefix && patternsMeet(resource, formatOf(type).resource));
};

export type ArnFault = 'region' | 'account' | 'missingRegion' | 'resource';

/**
 * What all the ARNs of a service have otherwise than a pattern: a region or account where they have none, none where they have one, or a resource part
 * that none of them has. Undefined when the pattern is like one of them, or where that isn't known.
 */
export function arnFault(arn: ArnPattern): ArnFault | undefined {
  const [name] = arn.service;
  const service = arn.service.length === 1 && typeof name === 'string' ? table.service(name) : undefined;
  if (!service?.resourceTypes.some((type) => formatOf(type).service === service.prefix)) return undefined;
  const types = typesLike(arn, service).map(formatOf);
  if (types.length === 0) return 'resource';
  const region = sectionPattern(arn.region);
  const account = sectionPattern(arn.account);
  if (region !== '' && !/[*?]/.test(region) && types.every((type) => type.region === '')) return 'region';
  if (account !== '' && !/[*?]/.test(account) && types.every((type) => type.account === '')) return 'account';
  if (region === '' && types.every((type) => type.region === ANY)) return 'missingRegion';
  return undefined;
}

/** Whether something in ARNs is called so: a service, or what it stands for there. */
export const isArnService = (name: string): boolean => table.service(name) !== undefined || table.isArnService(name) || table.isRetired(name);
