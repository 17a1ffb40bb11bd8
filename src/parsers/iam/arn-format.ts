import type { Value } from '../../core/value.ts';
import { globMatches } from './glob.ts';
import type { ArnPattern, Section } from './resource.ts';
import { arnPattern, sectionText } from './resource.ts';
import { type ResourceType, type Service, table } from './table.ts';

/** A sign of a pattern: one character, any one, or any number of any. */
const ANY = '*';
const ONE = '?';

/** Longer texts than any ARN are not compared. */
const LONGEST = 2_000;

/** Which ends of the one pattern are reached, before and behind a sign of the other: used again and again, since most comparisons are short. */
let reach = new Uint8Array(LONGEST + 1);
let next = new Uint8Array(LONGEST + 1);

/** Whether some text fits both patterns. */
export function patternsMeet(left: string, right: string): boolean {
  if (left === right || left === ANY || right === ANY) return true;
  const leftWild = firstWildcard(left);
  const rightWild = firstWildcard(right);
  const start = Math.min(leftWild, rightWild);
  if (left.slice(0, start) !== right.slice(0, start)) return false;
  if (rightWild === right.length) return globMatches(left, right);
  if (leftWild === left.length) return globMatches(right, left);
  if (left.length > LONGEST || right.length > LONGEST) return true;
  reach.fill(0, 0, right.length + 1);
  reach[start] = 1;
  spread(right);
  for (let i = start; i < left.length; i++) {
    const sign = left[i];
    next.fill(0, 0, right.length + 1);
    for (let j = start; j <= right.length; j++) {
      if (!reach[j]) continue;
      if (sign === ANY) {
        // Any end from here on.
        next.fill(1, j, right.length + 1);
        break;
      }
      const other = right[j];
      if (other === ANY) next[j] = 1;
      if (other !== undefined && (other === ANY || other === ONE || sign === ONE || other === sign)) next[j + 1] = 1;
    }
    [reach, next] = [next, reach];
    spread(right);
  }
  return reach[right.length] === 1;
}

/** A `*` may stand for nothing. */
function spread(pattern: string): void {
  for (let j = 0; j < pattern.length; j++) if (reach[j] && pattern[j] === ANY) reach[j + 1] = 1;
}

/** Where a pattern's first wildcard stands; its end when it has none. */
function firstWildcard(pattern: string): number {
  const at = pattern.search(/[*?]/);
  return at < 0 ? pattern.length : at;
}

/** A section as a pattern: holes and policy variables stand for any text. */
const sectionPattern = (section: Section): string => section.map((part) => (typeof part === 'string' ? part.replace(/\$\{[^}]*\}?/g, ANY) : ANY)).join('');

/** An ARN of the table, its six parts as patterns. */
interface Format {
  readonly region: string;
  readonly account: string;
  readonly resource: string;
  readonly service: string;
}

const formats = new WeakMap<ResourceType, readonly Format[]>();

/** The ARNs of a type: most have one, some have a second (`…:bot/${BotId},…:bot:${BotName}`). */
function formatsOf(type: ResourceType): readonly Format[] {
  let result = formats.get(type);
  if (!result) {
    result = type.arn
      .replace(/\$\{[^}]*\}/g, ANY)
      .split(',')
      .map((arn) => {
        const [, , service = '', region = '', account = '', ...rest] = arn.split(':');
        return { service, region, account, resource: rest.join(':') };
      });
    formats.set(type, result);
  }
  return result;
}

/** Whether a resource pattern can name anything of a type; unknown ones can. */
export function mayName(resource: Value, type: ResourceType): boolean {
  const arn = arnPattern(resource);
  if (!arn) return true;
  const [service, region, account, rest] = [arn.service, arn.region, arn.account, arn.resource].map(sectionPattern) as [string, string, string, string];
  return formatsOf(type).some(
    (format) =>
      patternsMeet(service.toLowerCase(), format.service) &&
      // A format's `*` is a region that the ARNs surely have. (An account may be left out where the reference has one.)
      (region === '' ? format.region === '' : patternsMeet(region, format.region)) &&
      ((patternsMeet(account, format.account) && patternsMeet(rest, format.resource)) ||
        // A written `*` at the end of a section goes beyond its colon: `arn:aws:logs:*:*:/aws/*` names `arn:aws:logs:eu-west-1:123456789012:log-group:/aws/x`.
        (endsWithStar(arn.account) && tailsOf(format.resource).some((tail) => patternsMeet(rest, tail))) ||
        (endsWithStar(arn.region) && tailsOf(format.resource).some((tail) => patternsMeet(`${account}:${rest}`, tail)))),
  );
}

/** What follows each colon of a text. */
const tailsOf = (text: string): string[] =>
  text
    .split(':')
    .slice(1)
    .map((_, i, parts) => parts.slice(i).join(':'));

const endsWithStar = (section: Section): boolean => {
  const last = section.at(-1);
  return typeof last === 'string' && last.endsWith(ANY);
};

/** Whether a resource pattern names things of a type alone: by the text that their ARNs have behind the account (`stream/`). */
export function surelyNames(resource: Value, type: ResourceType): boolean {
  const arn = arnPattern(resource);
  const service = sectionText(arn?.service ?? []);
  const [first] = arn?.resource ?? [];
  return formatsOf(type).some((format) => {
    const begin = format.resource.slice(0, firstWildcard(format.resource));
    return begin !== '' && typeof first === 'string' && first.startsWith(begin) && service === format.service;
  });
}

/** The ARNs of a service's types that end as the resource part of a pattern does. */
const formatsLike = (arn: ArnPattern, service: Service): Format[] => {
  const resource = sectionPattern(arn.resource);
  return service.resourceTypes.flatMap(formatsOf).filter((format) => format.service === service.prefix && patternsMeet(resource, format.resource));
};

export type ArnFault = 'region' | 'account' | 'missingRegion';

/**
 * What all the ARNs of a service that end like a pattern have otherwise: a region or account where they have none, or none where they have one.
 * Undefined when the pattern is like one of them, or where that isn't known. (The reference lists too few endings to judge those: AWS's own
 * policies have many others.)
 */
export function arnFault(arn: ArnPattern): ArnFault | undefined {
  let known = faults.get(arn);
  if (!known) faults.set(arn, (known = { fault: faultOf(arn) }));
  return known.fault;
}

/** Three rules ask, each for one kind. */
const faults = new WeakMap<ArnPattern, { readonly fault: ArnFault | undefined }>();

function faultOf(arn: ArnPattern): ArnFault | undefined {
  const [name] = arn.service;
  const service = arn.service.length === 1 && typeof name === 'string' ? table.service(name) : undefined;
  if (!service) return undefined;
  const types = formatsLike(arn, service);
  if (types.length === 0) return undefined;
  const region = sectionPattern(arn.region);
  const account = sectionPattern(arn.account);
  if (region !== '' && !/[*?]/.test(region) && types.every((type) => type.region === '')) return 'region';
  if (account !== '' && !/[*?]/.test(account) && types.every((type) => type.account === '')) return 'account';
  if (region === '' && types.every((type) => type.region === ANY)) return 'missingRegion';
  return undefined;
}

/** Whether something in ARNs is called so: a service, or what it stands for there. */
export const isArnService = (name: string): boolean => table.service(name) !== undefined || table.isArnService(name) || table.isRetired(name);

/** An ARN of a type to write after: `arn:aws:sqs:region:account:QueueName`. */
export const exampleArn = (type: ResourceType | undefined): string =>
  (type?.arn.split(',')[0] ?? '').replace(/\$\{([^}]*)\}/g, (_, name: string) =>
    name === 'Partition' ? 'aws' : name === 'Region' || name === 'Account' ? name.toLowerCase() : name,
  );
