import type { Located } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import { type Resource, resourceOf } from '../cloudformation/resource.ts';

export type Repository = Resource<'AWS::CodeArtifact::Repository'>;
export type PackageGroup = Resource<'AWS::CodeArtifact::PackageGroup'>;

/** What is known of a domain's identity: its name, or an expression that only its own template can compare. */
export interface DomainKey {
  readonly name?: string;
  readonly local: string;
}

/** A way from a repository to a public one: the names of the repositories after it, then the external connection. */
export interface PublicPath {
  readonly through: readonly string[];
  readonly connection: string;
  /** The upstream or external connection of the repository itself that the way starts with. */
  readonly from: Located;
  /** Where the connection stands. */
  readonly to: Located;
}

/** An upstream that is not a repository of the template: only its name is known. */
export interface OutsideUpstream {
  readonly through: readonly string[];
  readonly name: string;
  readonly from: Located;
}

/** Where a repository's packages may come from, as far as its template says. */
export interface Origins {
  readonly paths: readonly PublicPath[];
  readonly outside: readonly OutsideUpstream[];
  /** False when an upstream is known at deployment only. */
  readonly complete: boolean;
}

/** Package formats of public repositories. Source: CodeArtifact user guide, "Supported external connection repositories". */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['public:npmjs', 'npm'],
  ['public:nuget-org', 'nuget'],
  ['public:pypi', 'pypi'],
  ['public:maven-central', 'maven'],
  ['public:maven-googleandroid', 'maven'],
  ['public:maven-gradleplugins', 'maven'],
  ['public:maven-commonsware', 'maven'],
  ['public:maven-clojars', 'maven'],
  ['public:ruby-gems-org', 'ruby'],
  ['public:crates-io', 'cargo'],
]);

/** The package format that an external connection brings; undefined for an unknown one. */
export const formatOf = (connection: string): string | undefined => FORMATS.get(connection);

/** The domain that a `DomainName` names. */
export function domainOf(name: Value): DomainKey {
  const domain = resourceOf(name, 'AWS::CodeArtifact::Domain');
  const text = domain ? domain.prop('DomainName').string : name.string;
  const local = domain ? domain.logicalId : (name.identity ?? name.path);
  return text === undefined ? { local: `${name.file.path}#${local}` } : { name: text, local: `=${text}` };
}

/** Whether two keys are one domain. */
export function sameDomain(a: DomainKey, b: DomainKey): 'yes' | 'no' | 'maybe' {
  if (a.local === b.local) return 'yes';
  return a.name !== undefined && b.name !== undefined ? 'no' : 'maybe';
}

/** What a repository is called: its name as far as known, else its logical id. */
export const nameOf = (repository: Repository): string => repository.prop('RepositoryName').string ?? repository.logicalId;

/** Follows the upstreams of a repository through its template, under the current choices. */
export function originsOf(repository: Repository): Origins {
  const paths: PublicPath[] = [];
  const outside: OutsideUpstream[] = [];
  let complete = repository.template.complete;
  const seen = new Set<Repository>([repository]);
  const queue: { readonly at: Repository; readonly through: readonly string[]; readonly from: Located | undefined }[] = [
    { at: repository, through: [], from: undefined },
  ];
  for (const { at, through, from } of queue) {
    for (const connection of at.prop('ExternalConnections').items) {
      if (connection.string !== undefined) paths.push({ through, connection: connection.string, from: from ?? connection, to: connection });
    }
    const upstreams = at.prop('Upstreams');
    complete &&= upstreams.complete;
    for (const upstream of upstreams.items) {
      const next = upstreamOf(upstream, at);
      if (next === undefined) complete = false;
      else if (typeof next === 'string') outside.push({ through: [...through, next], name: next, from: from ?? upstream });
      else if (!seen.has(next) && next.exists()) {
        seen.add(next);
        queue.push({ at: next, through: [...through, nameOf(next)], from: from ?? upstream });
      }
    }
  }
  return { paths, outside, complete };
}

/** The repository that an upstream names: one of the template, the name of another, or undefined when only deployment knows. */
export function upstreamOf(upstream: Value, repository: Repository): Repository | string | undefined {
  const target = resourceOf(upstream, 'AWS::CodeArtifact::Repository');
  if (target) return target;
  const { identity } = upstream;
  if (identity === undefined) return undefined;
  const domain = domainOf(repository.prop('DomainName'));
  const named = repository.template
    .ofType('AWS::CodeArtifact::Repository')
    .find(
      (other) => other !== repository && other.prop('RepositoryName').identity === identity && sameDomain(domainOf(other.prop('DomainName')), domain) === 'yes',
    );
  return named ?? upstream.string;
}

/**
 * The format whose packages a package group keeps to one origin, at least for some names: `*` for all formats, undefined when the group
 * protects nothing, `?` when only deployment knows. Pattern grammar: CodeArtifact user guide, "Package group definition syntax".
 */
export function protectedFormat(group: PackageGroup): string | undefined {
  const restrictions = group.prop('OriginConfiguration').get('Restrictions');
  const restricts = (['Publish', 'ExternalUpstream'] as const).some((origin) => {
    const mode = restrictions.get(origin).get('RestrictionMode');
    return mode.mayBe('BLOCK') || mode.mayBe('ALLOW_SPECIFIC_REPOSITORIES');
  });
  if (!restricts) return undefined;
  const pattern = group.prop('Pattern');
  const format = /^\/([a-z]+(?=\/)|\*)/.exec(pattern.prefix)?.[1];
  return format ?? (pattern.string === undefined ? '?' : undefined);
}
