import type { Span } from '../../core/source-file.ts';
import type { Hole } from '../../core/value.ts';

/** What is wrong with a reference; each is refused by the container runtimes (distribution/reference), `ecr-host` by name resolution. */
export type ReferenceFaultKind =
  | 'blank'
  | 'white-space'
  | 'scheme'
  | 'host'
  | 'ecr-host'
  | 'upper-case'
  | 'repository'
  | 'too-long'
  | 'identifier'
  | 'empty-tag'
  | 'tag'
  | 'digest';

export interface ReferenceFault {
  readonly kind: ReferenceFaultKind;
  /** In {@link ImageName.text}. */
  readonly span: Span;
}

/** A part of a reference under all instantiations of its holes; `unknown`: whether or what is there depends on a hole. */
export type Part = { readonly state: 'known'; readonly text: string; readonly span: Span } | { readonly state: 'absent' } | { readonly state: 'unknown' };

/** A container image reference `[host[:port]/]path[:tag][@digest]`, judged as a pattern. */
export interface ImageName {
  /** The reference with each hole as one private-use character: what spans count in. */
  readonly text: string;
  /** Host and port as written; absent when the reference names none, which means Docker Hub. */
  readonly host: Part;
  /** True for Docker Hub under any of its names, written or implied; undefined when a hole decides. */
  readonly isDockerHub: boolean | undefined;
  /** On Docker Hub with a known path: the path as the Hub knows it, `library/golang` or `grafana/grafana`. */
  readonly hubPath: string | undefined;
  /** Where the path begins in `text`, past host, and past `library/` of an official image. Holds when `host` is not unknown. */
  readonly nameStart: number;
  readonly tag: Part;
  readonly digest: Part;
  /** What every instantiation violates, the first cause first. */
  readonly errors: readonly ReferenceFault[];
}

const ANY = '\uE000';
const ACCOUNT = '\uE001';
const REGION = '\uE002';
const PARTITION = '\uE003';
const URL_SUFFIX = '\uE004';
const HOLES: Readonly<Record<Hole['hole'], string>> = {
  any: ANY,
  resource: ANY,
  account: ACCOUNT,
  region: REGION,
  partition: PARTITION,
  urlSuffix: URL_SUFFIX,
};

/** What a typed hole looks like, for the grammar. */
const TYPICAL: Readonly<Record<string, string>> = { [ACCOUNT]: '123456789012', [REGION]: 'us-east-1', [PARTITION]: 'aws', [URL_SUFFIX]: 'amazonaws.com' };
const typical = (text: string): string => text.replace(/[\uE001-\uE004]/g, (hole) => TYPICAL[hole] as string);

const HUB_HOSTS: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

/** Whether a registry host is Docker Hub under one of its names. */
export const isHubHost = (host: string): boolean => HUB_HOSTS.has(host.toLowerCase());

const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
/** Lengths of the hexadecimal part, by algorithm; go-digest refuses any other algorithm. */
const DIGESTS: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
]);
/** distribution/reference RepositoryNameTotalLengthMax. */
const LONGEST_PATH = 255;

const ECR_REGION = '[a-z]{2,4}(?:-[a-z]+)+-\\d{1,2}';
/** DNS suffixes of the AWS partitions (botocore partitions.json); `vpce` for interface endpoints, LocalStack for what it serves. */
const ECR_SUFFIX =
  '(?:(?:vpce\\.)?amazonaws\\.com(?:\\.cn)?|amazonaws\\.eu|c2s\\.ic\\.gov|sc2s\\.sgov\\.gov|cloud\\.adc-e\\.uk|csp\\.hci\\.ic\\.gov|localhost\\.localstack\\.cloud)';
const ECR_HOST = new RegExp(`^[^.]+\\.dkr\\.ecr(?:-fips)?\\.${ECR_REGION}\\.${ECR_SUFFIX}(?::\\d+)?$`, 'i');
const ECR_DUAL_STACK_HOST = new RegExp(`^[^.]+\\.dkr-ecr(?:-fips)?\\.${ECR_REGION}\\.on\\.(?:aws|amazonwebservices\\.com\\.cn)(?::\\d+)?$`, 'i');
const LOOKS_LIKE_ECR = /\.dkr(?:\.ecr(?![a-z0-9])|-ecr(?:-fips)?\.)/i;

const ABSENT: Part = { state: 'absent' };
const UNKNOWN: Part = { state: 'unknown' };

/**
 * Parses an image reference as distribution/reference does, from literal pieces and holes.
 * An untyped hole may be any text, with one exception: after `name:` or `name@` it is taken for a tag or digest, not for the rest of a registry host.
 * The account half of an ECR host is not judged here.
 */
export function parseReference(parts: readonly (string | Hole)[]): ImageName {
  const text = parts.map((part) => (typeof part === 'string' ? part : HOLES[part.hole])).join('');
  const errors: ReferenceFault[] = [];
  const fail = (kind: ReferenceFaultKind, start: number, end: number): void => {
    errors.push({ kind, span: { start, end } });
  };
  const nothing: ImageName = { text, host: UNKNOWN, isDockerHub: undefined, hubPath: undefined, nameStart: 0, tag: UNKNOWN, digest: UNKNOWN, errors };

  if (text.trim() === '') {
    fail('blank', 0, text.length);
    return nothing;
  }
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text);
  if (scheme) {
    fail('scheme', 0, scheme[0].length);
    return nothing;
  }
  const space = /\s+/.exec(text);
  if (space) {
    fail('white-space', space.index, space.index + space[0].length);
    return { ...parseReference([text.slice(0, space.index)].filter(Boolean)), text, tag: UNKNOWN, digest: UNKNOWN, errors };
  }

  const at = text.indexOf('@');
  const nameEnd = at < 0 ? text.length : at;
  const host = hostOf(text, nameEnd);
  const pathStart = host.end;
  const colon = text.indexOf(':', host.rest);
  const tagged = colon >= 0 && colon < nameEnd;
  const pathEnd = tagged ? colon : nameEnd;
  const path = text.slice(pathStart, pathEnd);

  if (host.part.state === 'known') checkHost(host.part.text, host.part.span, fail);
  if (/^(?:sha256:)?[a-f0-9]{64}$/.test(text)) fail('identifier', 0, text.length);
  else checkPath(path, pathStart, host, fail);

  // A hole in the last component may bring a tag and a digest along.
  const open = hasAny(path.slice(path.lastIndexOf('/') + 1));
  let tag: Part = open ? UNKNOWN : ABSENT;
  if (tagged) tag = checkTag(text, colon, nameEnd, fail);
  const digest = at < 0 ? ((tagged ? hasAny(text.slice(pathEnd)) : open) ? UNKNOWN : ABSENT) : checkDigest(text, at, fail);

  let hubPath: string | undefined;
  let nameStart = pathStart;
  if (host.isDockerHub) {
    if (!hasAny(path)) hubPath = path.includes('/') ? typical(path) : `library/${typical(path)}`;
    if (path.startsWith('library/')) nameStart += 'library/'.length;
  }
  return { text, host: host.part, isDockerHub: host.isDockerHub, hubPath, nameStart, tag, digest, errors };
}

const hasAny = (text: string): boolean => text.includes(ANY);

interface HostPart {
  readonly part: Part;
  readonly isDockerHub: boolean | undefined;
  /** Where the path begins. */
  readonly end: number;
  /** Where a colon begins a tag, not a port. */
  readonly rest: number;
  /** Whether the first component of the path may hold part of a host. */
  readonly open: boolean;
}

/** The host by the rule of splitDockerDomain: the first of several components, if it has a dot, a colon or an upper-case letter, or is `localhost`. */
function hostOf(text: string, nameEnd: number): HostPart {
  const slash = text.indexOf('/');
  if (slash < 0 || slash > nameEnd) {
    const hole = text.indexOf(ANY);
    const colon = text.indexOf(':');
    const limit = colon >= 0 && colon < nameEnd ? colon : nameEnd;
    const open = hole >= 0 && hole < limit;
    return { part: open ? UNKNOWN : ABSENT, isDockerHub: open ? undefined : true, end: 0, rest: 0, open };
  }
  const first = text.slice(0, slash);
  if (hasAny(first)) return { part: UNKNOWN, isDockerHub: undefined, end: 0, rest: slash + 1, open: true };
  if (first === 'localhost' || /[.:A-Z\uE004]/.test(first)) {
    return {
      part: { state: 'known', text: typical(first), span: { start: 0, end: slash } },
      isDockerHub: isHubHost(first),
      end: slash + 1,
      rest: slash + 1,
      open: false,
    };
  }
  return { part: ABSENT, isDockerHub: true, end: 0, rest: 0, open: false };
}

type Fail = (kind: ReferenceFaultKind, start: number, end: number) => void;

function checkHost(host: string, span: Span, fail: Fail): void {
  if (!HOST.test(host)) fail('host', span.start, span.end);
  else if (LOOKS_LIKE_ECR.test(host) && !ECR_HOST.test(host) && !ECR_DUAL_STACK_HOST.test(host)) fail('ecr-host', span.start, span.end);
}

function checkPath(path: string, start: number, host: HostPart, fail: Fail): void {
  const components = path.split('/');
  let at = start;
  for (const [i, component] of components.entries()) {
    const end = at + component.length;
    // The first component behind an unknown host may be part of it, and one with a hole may hold anything around the hole.
    const judged = !hasAny(component) && !(host.open && i === 0 && components.length > 1);
    if (judged && !COMPONENT.test(typical(component))) {
      const upper = COMPONENT.test(typical(component).toLowerCase());
      if (component === '') fail('repository', Math.max(0, at - 1), Math.min(start + path.length, end + 1));
      else fail(upper ? 'upper-case' : 'repository', at, end);
      return;
    }
    if (hasAny(component)) {
      const bad = /[^A-Za-z0-9._:@\uE000-\uE004[\]-]/.exec(component);
      if (bad) {
        fail('repository', at + bad.index, at + bad.index + 1);
        return;
      }
    }
    at = end + 1;
  }
  if (path.length > LONGEST_PATH) fail('too-long', start, start + path.length);
}

/** The tag between `colon` and `end`. */
function checkTag(text: string, colon: number, end: number, fail: Fail): Part {
  const tag = text.slice(colon + 1, end);
  const span = { start: colon + 1, end };
  if (tag === '') {
    fail('empty-tag', colon, end);
    return UNKNOWN;
  }
  if (/[\uE000-\uE004]/.test(tag)) {
    if (/[^\w.\uE000-\uE004-]|^[.-]/.test(tag)) fail('tag', span.start, span.end);
    return UNKNOWN;
  }
  if (!TAG.test(tag)) fail('tag', span.start, span.end);
  return { state: 'known', text: tag, span };
}

/** The digest behind `at`. */
function checkDigest(text: string, at: number, fail: Fail): Part {
  const digest = text.slice(at + 1);
  const span = { start: at + 1, end: text.length };
  const colon = digest.indexOf(':');
  const algorithm = colon < 0 ? digest : digest.slice(0, colon);
  const hex = colon < 0 ? '' : digest.slice(colon + 1);
  if (/[\uE000-\uE004]/.test(digest)) {
    const known = !/[\uE000-\uE004]/.test(algorithm) && colon >= 0;
    if ((known && !DIGESTS.has(algorithm)) || /[^a-f0-9\uE000-\uE004]/.test(hex)) fail('digest', span.start, span.end);
    return UNKNOWN;
  }
  if (hex.length !== DIGESTS.get(algorithm) || !/^[a-f0-9]+$/.test(hex)) fail('digest', Math.min(span.start, text.length - 1), span.end);
  return { state: 'known', text: digest, span };
}
