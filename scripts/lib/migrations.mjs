/** Tools that people come from: what of theirs is what of lintel's. `tool` is the prefix in a rule's `equivalents`. */
export const migrations = [
  {
    tool: 'checkov',
    title: 'checkov',
    note: 'Both read templates without deploying them. lintel follows conditions and parameters to each end that a deployment can reach, and says when a finding holds.',
    rows: [
      ['`--check`, `--skip-check`', '`--select`, `--skip`'],
      ['`--soft-fail`', '`--exit-zero`'],
      ['`--hard-fail-on <severity>`', '`--fail-on <severity>`'],
      ['`-o sarif`, `junitxml`', '`--format sarif`, `junit`; several at once as `--format sarif:lintel.sarif`'],
      ['`--baseline <file>`', '`--baseline <file>`'],
      ['`# checkov:skip=ID:reason` in a resource', '`# lintel-disable-block <rule>: reason` above it, or `Metadata.lintel.disable` in it'],
    ],
  },
  {
    tool: 'cfn-lint',
    title: 'cfn-lint',
    note: 'cfn-lint checks that a template is valid against the schemas of its resources, which lintel does not: keep it for that.',
    rows: [
      ['`-i`, `-c`', '`--skip`, `--select`'],
      ['`-f sarif`, `junit`, `parseable`', '`--format sarif`, `junit`, `compact`'],
      ['exit code of bits: 2 errors, 4 warnings, 8 infos', 'exit code 1 at or above `--fail-on`'],
      ['`Metadata.cfn-lint.config.ignore_checks` of a resource', '`Metadata.lintel.disable: [{id, reason}]` of a resource'],
      ['`.cfnlintrc`', '`lintel.config.yaml`, see `lintel init`'],
    ],
  },
  {
    tool: 'hadolint',
    title: 'hadolint',
    note: 'hadolint also looks into shell commands; lintel looks at what images are built from and at what they hold.',
    rows: [
      ['`--ignore <id>`', '`--skip <rule>`'],
      ['`-t`, `--failure-threshold`', '`--fail-on`'],
      ['`--trusted-registries`', '`settings.allowedRegistries` in the configuration'],
      ['`-f sarif`, `gitlab_codeclimate`, `junit`', '`--format sarif`, `gitlab`, `junit`'],
      ['`# hadolint ignore=ID`', '`# lintel-disable-next-line <rule>: reason`'],
      ['`hadolint - < Dockerfile`', '`lintel --stdin --stdin-filename Dockerfile < Dockerfile`'],
    ],
  },
  {
    tool: 'cdk-nag',
    title: 'cdk-nag',
    note: 'cdk-nag runs inside of a synthesis. lintel needs none: it reads the templates that `cdk synth` wrote, wherever they are.',
    rows: [
      ['`Aspects.of(app).add(new AwsSolutionsChecks())`', '`lintel cdk.out` after `cdk synth`'],
      [
        '`NagSuppressions.addResourceSuppressions` with a reason',
        '`Metadata.lintel.disable: [{id, reason}]` of the resource, or `overrides` in the configuration',
      ],
    ],
  },
];
