import { formatOf } from '../../parsers/codeartifact/domain.ts';
import { groupFact, type OriginFact, repositoryFacts, UpstreamGraph } from '../../parsers/codeartifact/graph.ts';
import { defineRule } from '../define-rule.ts';

/** A pattern of names that an organisation owns, by format. */
const EXAMPLES: Readonly<Record<string, string>> = {
  npm: '/npm/your-scope/*',
  maven: '/maven/com.yourcompany~',
  pypi: '/pypi//your-prefix~',
  nuget: '/nuget//your-prefix~',
  ruby: '/ruby//your-prefix~',
  cargo: '/cargo//your-prefix~',
};

export default defineRule<'mixing' | 'publishMixing', { publishRepositories: readonly string[] }, OriginFact>({
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
    notOn: { cdk: 'package groups may be made in any file of the app, and in constructs that it installs, so that none can be said to be missing' },
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
      advice:
        'Add an AWS::CodeArtifact::PackageGroup with the Pattern of your own names ({example}) and OriginConfiguration.Restrictions.ExternalUpstream.RestrictionMode: BLOCK.',
    },
    publishMixing: {
      text: 'Packages are published to the repository {name}, which also reaches a public repository ({paths}), and no package group keeps their names apart.',
      advice:
        'Add an AWS::CodeArtifact::PackageGroup with the Pattern of your own names ({example}) and OriginConfiguration.Restrictions.ExternalUpstream.RestrictionMode: BLOCK.',
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
          description:
            'Names of the repositories that packages are published to. Without it, every repository is taken for one that only stands between the others and a public repository does not.',
        },
      },
      additionalProperties: false,
    },
    defaults: { publishRepositories: [] },
  },
  collect: ({ locate }) => ({
    'cfn.resource:AWS::CodeArtifact::Repository': (repository) => repositoryFacts(repository, locate),
    'cfn.resource:AWS::CodeArtifact::PackageGroup': groupFact,
  }),
  conclude(facts, { report, options: { publishRepositories } }, complete) {
    const graph = new UpstreamGraph(facts);
    const configured = publishRepositories.length > 0;
    for (const repository of graph.repositories) {
      const { name, closed } = repository;
      if (!closed || (configured ? !publishRepositories.includes(name) : graph.mayBeProxy(repository, complete))) continue;
      const open = graph.ways(repository).filter((way) => !graph.isProtected(repository, way));
      const first = open.find(({ when }) => when === undefined) ?? open[0];
      if (!first) continue;
      const shown = open.filter(({ when }) => when === undefined || when === first.when);
      report({
        at: first.from,
        message: configured ? 'publishMixing' : 'mixing',
        data: {
          name,
          paths: [...new Set(shown.map(({ names }) => names.join(' → ')))].join(', '),
          example: EXAMPLES[formatOf(first.connection) ?? 'npm'] as string,
        },
        related: shown
          .filter(({ to }) => to.span.start !== first.from.span.start || to.path !== first.from.path)
          .map(({ to, connection }) => ({ ...to, text: `the way to ${connection}` })),
        ...(first.when && { when: first.when }),
      });
    }
  },
});
