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
      ['`--create-baseline`, `--baseline <file>`', '`--baseline <file> --update-baseline`, `--baseline <file>`'],
      ['`.checkov.yaml`', '`lintel.config.yaml`, see `lintel init`'],
      [
        '`# checkov:skip=ID:reason`, `Metadata.checkov.skip` in a resource',
        'read with `compat: [checkov]` in the configuration; new ones: `# lintel-disable-block <rule>: reason` above the resource, or `Metadata.lintel.disable` in it',
      ],
    ],
  },
  {
    tool: 'cfn-lint',
    title: 'cfn-lint',
    note: 'cfn-lint checks that a template is valid against the schemas of its resources, which lintel does not: keep it for that.',
    rows: [
      ['`-i <ids>`', '`--skip <rules>`'],
      ['`-c I`', '`--profile strict`'],
      ['`-f sarif`, `junit`, `parseable`', '`--format sarif`, `junit`, `compact`'],
      ['exit code of bits: 2 errors, 4 warnings, 8 infos', 'exit code 1 at or above `--fail-on`'],
      [
        '`Metadata.cfn-lint.config.ignore_checks` of a resource',
        'read with `compat: [cfn-lint]` in the configuration; new ones: `Metadata.lintel.disable: [{id, reason}]` of the resource',
      ],
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
      [
        '`# hadolint ignore=ID`, `# hadolint global ignore=ID`',
        'read with `compat: [hadolint]` in the configuration; new ones: `# lintel-disable-next-line <rule>: reason`, `# lintel-disable-file <rule>: reason`',
      ],
      ['`hadolint - < Dockerfile`', '`lintel --stdin --stdin-filename Dockerfile < Dockerfile`'],
    ],
  },
  {
    tool: 'cdk-nag',
    title: 'cdk-nag',
    note: 'cdk-nag runs inside of a synthesis. lintel needs none: it reads programs in TypeScript and JavaScript as they are written. What only a synthesis knows is in the templates that `cdk synth` writes; lintel reads these when they are named, though git ignores them, and names the line of the program that made a resource.',
    rows: [
      ['`Aspects.of(app).add(new AwsSolutionsChecks())`', '`lintel`, and `lintel cdk.out` after `cdk synth`'],
      [
        '`NagSuppressions.addResourceSuppressions` with a reason',
        'in the program `// lintel-disable-next-line <rule>: reason`; in templates read with `compat: [cdk-nag]` in the configuration',
      ],
    ],
  },
];
