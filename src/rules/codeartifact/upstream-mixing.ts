import type { Location } from '../../core/finding.ts';
import type { Collected } from '../../core/rule.ts';
import { type DomainKey, domainOf, formatOf, nameOf, originsOf, protectedFormat, sameDomain } from '../../parsers/codeartifact/domain.ts';
import { defineRule } from '../define-rule.ts';

interface Path {
  readonly through: readonly string[];
  readonly connection: string;
  readonly from: Location;
  readonly to: Location;
}

interface RepositoryFact {
  readonly kind: 'repository';
  readonly id: string;
  readonly name: string;
  readonly domain: DomainKey;
  readonly paths: readonly Path[];
  readonly outside: readonly { readonly through: readonly string[]; readonly name: string; readonly from: Location }[];
  readonly complete: boolean;
  /** False when its template may hold package groups that can't be seen. */
  readonly closed: boolean;
}
interface GroupFact {
  readonly kind: 'group';
  readonly domain: DomainKey;
  readonly format: string;
}

/** A pattern of names that an organisation owns, by format. */
const EXAMPLES: Readonly<Record<string, string>> = { npm: '/npm/your-scope/*', maven: '/maven/com.yourcompany~', pypi: '/pypi//your-prefix~', nuget: '/nuget//your-prefix~', ruby: '/ruby//your-prefix~', cargo: '/cargo//your-prefix~' };

export default defineRule<'mixing' | 'publishMixing', { publishRepositories: readonly string[] }, RepositoryFact | GroupFact>({
  meta: {
    id: 'codeartifact/upstream-mixing',
    summary: 'A CodeArtifact repository takes packages that are published to it and packages from public repositories under the same names.',
    why: 'Where one repository serves both, a name decides where a package comes from. Somebody who publishes your internal name to the public repository, with a higher version, is installed by the next build (dependency substitution). CodeArtifact protects a package by default once its first version was published inside, but neither names that were never published, nor packages that were there before 14 July 2022.',
    remediation:
      'Create package groups for the names that you own, and block the external upstream for them; CodeArtifact then never asks the public repository for such a name. Or publish to a repository that has no way to a public one, and let the repositories that developers use take both as upstreams.',
    severity: 'warning',
    precision: 'medium',
    securitySeverity: 7.5,
    profile: 'recommended',
    scope: 'directory',
    surfaces: ['cloudformation', 'sam'],
    articles: [10],
    references: [
      'https://docs.aws.amazon.com/codeartifact/latest/ug/package-origin-controls.html',
      'https://docs.aws.amazon.com/codeartifact/latest/ug/package-group-origin-controls.html',
      'https://docs.aws.amazon.com/codeartifact/latest/ug/package-groups.html',
      'https://docs.aws.amazon.com/codeartifact/latest/ug/external-connection.html',
    ],
    tags: ['codeartifact', 'supply-chain', 'dependency-confusion', 'security'],
    since: '0.1.0',
  },
  messages: {
    mixing: {
      text: 'The repository {name} reaches a public repository ({paths}), and no package group keeps names of its own apart from public ones.',
      advice: 'Add an AWS::CodeArtifact::PackageGroup with the Pattern of your own names ({example}) and OriginConfiguration.Restrictions.ExternalUpstream.RestrictionMode: BLOCK.',
    },
    publishMixing: {
      text: 'Packages are published to the repository {name}, which also reaches a public repository ({paths}), and no package group keeps their names apart.',
      advice: 'Add an AWS::CodeArtifact::PackageGroup with the Pattern of your own names ({example}) and OriginConfiguration.Restrictions.ExternalUpstream.RestrictionMode: BLOCK.',
      severity: 'error',
      precision: 'high',
    },
  },
  options: {
    schema: {
      type: 'object',
      properties: {
        publishRepositories: {
          type: 'array',
          items: { type: 'string' },
          description: 'Names of the repositories that packages are published to. Without it, every repository is taken for one that only stands between the others and a public repository does not.',
        },
      },
      additionalProperties: false,
    },
    defaults: { publishRepositories: [] },
  },
  collect: ({ locate }) => ({
    'cfn.resource:AWS::CodeArtifact::Repository'(repository) {
      const { paths, outside, complete } = originsOf(repository);
      return {
        kind: 'repository',
        id: `${repository.at.file.path}#${repository.logicalId}`,
        name: nameOf(repository),
        domain: domainOf(repository.prop('DomainName')),
        paths: paths.map((path) => ({ ...path, from: locate(path.from), to: locate(path.to) })),
        outside: outside.map((upstream) => ({ ...upstream, from: locate(upstream.from) })),
        complete,
        closed: repository.template.complete,
      };
    },
    'cfn.resource:AWS::CodeArtifact::PackageGroup'(group) {
      const format = protectedFormat(group);
      return format === undefined ? undefined : { kind: 'group', domain: domainOf(group.prop('DomainName')), format };
    },
  }),
  conclude(facts, { report, options: { publishRepositories } }, complete) {
    const repositories = facts.filter((collected): collected is Collected<RepositoryFact> => collected.fact.kind === 'repository');
    const groups = facts.map(({ fact }) => fact).filter((fact) => fact.kind === 'group');
    const told = new Set<string>();
    for (const { fact: repository, when } of repositories) {
      const { id, name, domain } = repository;
      if (publishRepositories.length > 0 ? !publishRepositories.includes(name) : isProxy(repository, repositories, complete)) continue;
      const isOpen = ({ connection }: Path): boolean =>
        !groups.some((group) => sameDomain(group.domain, domain) !== 'no' && (group.format === '*' || group.format === '?' || group.format === (formatOf(connection) ?? group.format)));
      const paths = allPaths(repository, repositories).filter(isOpen);
      const [first] = paths;
      if (!first || !repository.closed || told.has(id)) continue;
      told.add(id);
      report({
        at: first.from,
        message: publishRepositories.length > 0 ? 'publishMixing' : 'mixing',
        data: {
          name,
          paths: [...new Set(paths.map(({ through, connection }) => [name, ...through, connection].join(' → ')))].join(', '),
          example: EXAMPLES[formatOf(first.connection) ?? 'npm'] as string,
        },
        related: paths.filter(({ to }) => to.path !== first.from.path || to.span.start !== first.from.span.start).map(({ to, connection }) => ({ ...to, text: `the way to ${connection}` })),
        ...(when && { when }),
      });
    }
  },
});

/**
 * Whether a repository only stands between others and a public one: it has an external connection of its own, and another takes from it. Who
 * takes from it may be written in a file that wasn't read, so with an incomplete view it counts as one; so does one that is called like AWS
 * calls them (`npm-store`).
 */
function isProxy(repository: RepositoryFact, repositories: readonly Collected<RepositoryFact>[], complete: boolean): boolean {
  if (!repository.paths.some((path) => path.through.length === 0)) return false;
  if (!complete || /-store$/.test(repository.name)) return true;
  return repositories.some(
    ({ fact: other }) =>
      other.id !== repository.id &&
      sameDomain(other.domain, repository.domain) !== 'no' &&
      (!other.complete || other.paths.some(({ through }) => through.includes(repository.name)) || other.outside.some(({ name }) => name === repository.name)),
  );
}

/** The ways of a repository to public ones, those through repositories of other files among them. */
function allPaths(repository: RepositoryFact, repositories: readonly Collected<RepositoryFact>[]): readonly Path[] {
  const paths = [...repository.paths];
  const queue = [...repository.outside];
  const seen = new Set<string>();
  for (const { through, name, from } of queue) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const { fact: other } of repositories) {
      if (other.name !== name || sameDomain(other.domain, repository.domain) !== 'yes') continue;
      paths.push(...other.paths.map((path) => ({ ...path, through: [...through, ...path.through], from })));
      queue.push(...other.outside.map((upstream) => ({ ...upstream, through: [...through, ...upstream.through], from })));
    }
  }
  return paths;
}
