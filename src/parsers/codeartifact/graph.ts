import type { Located } from '../../core/document.ts';
import type { Assignment, Location } from '../../core/finding.ts';
import type { Collected } from '../../core/rule.ts';
import { type DomainKey, domainOf, formatOf, nameOf, originsOf, type PackageGroup, protectedFormat, type Repository, sameDomain } from './domain.ts';

/** Plain-data pieces of domains, each from one resource of one template. `id` tells repositories apart. */
export type OriginFact =
  | {
      readonly kind: 'repository';
      readonly id: string;
      readonly name: string;
      readonly domain: DomainKey;
      readonly complete: boolean;
      readonly closed: boolean;
    }
  | {
      readonly kind: 'public';
      readonly id: string;
      readonly through: readonly string[];
      readonly connection: string;
      readonly from: Location;
      readonly to: Location;
    }
  | { readonly kind: 'upstream'; readonly id: string; readonly through: readonly string[]; readonly name: string; readonly from: Location }
  | { readonly kind: 'group'; readonly domain: DomainKey; readonly format: string };

/** A repository of any of the templates. */
export interface KnownRepository {
  readonly id: string;
  readonly name: string;
  readonly domain: DomainKey;
  /** False when an upstream of it is known at deployment only. */
  readonly complete: boolean;
  /** False when its template may hold package groups that nobody sees. */
  readonly closed: boolean;
}

/** A way from a repository to a public one, across templates. */
export interface Way {
  /** Names from the repository itself to the external connection. */
  readonly names: readonly string[];
  readonly connection: string;
  readonly from: Location;
  readonly to: Location;
  readonly when: Assignment | undefined;
}

/** What a repository and its template say of where its packages come from. */
export function repositoryFacts(repository: Repository, locate: (at: Located) => Location): OriginFact[] {
  const { paths, outside, complete } = originsOf(repository);
  const id = `${repository.at.file.path}#${repository.logicalId}`;
  return [
    { kind: 'repository', id, name: nameOf(repository), domain: domainOf(repository.prop('DomainName')), complete, closed: repository.template.complete },
    ...paths.map(({ through, connection, from, to }): OriginFact => ({ kind: 'public', id, through, connection, from: locate(from), to: locate(to) })),
    ...outside.map(({ through, name, from }): OriginFact => ({ kind: 'upstream', id, through, name, from: locate(from) })),
  ];
}

/** A package group that keeps the packages of a format to one origin; undefined when it doesn't. */
export function groupFact(group: PackageGroup): OriginFact | undefined {
  const format = protectedFormat(group);
  return format === undefined ? undefined : { kind: 'group', domain: domainOf(group.prop('DomainName')), format };
}

/** The repositories of all templates that were read, what they take from, and the package groups of their domains. */
export class UpstreamGraph {
  readonly repositories: readonly KnownRepository[];
  readonly #facts: readonly Collected<OriginFact>[];

  constructor(facts: readonly Collected<OriginFact>[]) {
    const repositories = new Map<string, KnownRepository>();
    for (const { fact } of facts) {
      if (fact.kind !== 'repository') continue;
      const known = repositories.get(fact.id);
      repositories.set(fact.id, known ? { ...known, complete: known.complete && fact.complete } : fact);
    }
    this.repositories = [...repositories.values()];
    this.#facts = facts;
  }

  /** All ways from a repository to public ones. A name of another template is followed when it surely is of the same domain. */
  ways(repository: KnownRepository): Way[] {
    const ways: Way[] = [];
    const seen = new Set([repository.id]);
    const queue: { id: string; names: readonly string[]; from: Location | undefined; when: Assignment | undefined }[] = [
      { id: repository.id, names: [repository.name], from: undefined, when: undefined },
    ];
    for (const step of queue) {
      for (const { fact, when: own } of this.#facts) {
        if ((fact.kind !== 'public' && fact.kind !== 'upstream') || fact.id !== step.id) continue;
        const when = step.when || own ? { ...step.when, ...own } : undefined;
        const names = [...step.names, ...fact.through];
        const from = step.from ?? fact.from;
        if (fact.kind === 'public') ways.push({ names: [...names, fact.connection], connection: fact.connection, from, to: fact.to, when });
        else {
          for (const other of this.repositories) {
            if (other.name !== fact.name || seen.has(other.id) || sameDomain(other.domain, repository.domain) !== 'yes') continue;
            seen.add(other.id);
            queue.push({ id: other.id, names, from, when });
          }
        }
      }
    }
    return ways;
  }

  /** Whether a package group of the domain, or one that may be of it, keeps apart what a way brings. */
  isProtected({ domain }: KnownRepository, { connection }: Way): boolean {
    const format = formatOf(connection);
    return this.#facts.some(
      ({ fact }) =>
        fact.kind === 'group' &&
        sameDomain(fact.domain, domain) !== 'no' &&
        (fact.format === '*' || fact.format === '?' || format === undefined || fact.format === format),
    );
  }

  /**
   * Whether a repository may be one that only stands between others and a public one: it has an external connection of its own, and another
   * takes from it. Who takes from it may be known to nobody (an upstream given at deployment, files that were not read): then it may be one;
   * so may a repository that is called as AWS calls such ones (`npm-store`).
   */
  mayBeProxy(repository: KnownRepository, allRead: boolean): boolean {
    if (!this.#facts.some(({ fact }) => fact.kind === 'public' && fact.id === repository.id && fact.through.length === 0)) return false;
    if (!allRead || repository.name.endsWith('-store')) return true;
    const near = new Map(
      this.repositories.filter((other) => other.id !== repository.id && sameDomain(other.domain, repository.domain) !== 'no').map((other) => [other.id, other]),
    );
    if ([...near.values()].some((other) => !other.complete)) return true;
    return this.#facts.some(({ fact }) => (fact.kind === 'public' || fact.kind === 'upstream') && near.has(fact.id) && fact.through.includes(repository.name));
  }
}
