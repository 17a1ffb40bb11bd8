// node scripts/iam-oracle.mjs [<folder with policies.jsonl>]: judges policies on which IAM Access Analyzer and other tools have given a verdict,
// and prints how far lintel agrees, with every disagreement. The default is ../shared/cases/iam.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { judgeOf } from './lib/judge-policy.mjs';
import { endWithReader, importTypeScript, root } from './lib/project.mjs';

/**
 * Disagreements that are known: which policy, which code, and who is right. The verdicts are of 2024-12-05, the IAM table is of 2026.
 */
const KNOWN = [
  {
    code: 'iam/privilege-escalation',
    policies: [
      'AWSCodeStarServiceRole',
      'AWSSSOMasterAccountAdministrator',
      'AWSSSOMemberAccountAdministrator',
      'AdministratorAccess-Amplify',
      'AWSCodeStarServiceRole.json',
      'AWSOpsWorksRegisterCLI.json',
      'AWSSSOMasterAccountAdministrator.json',
      'AWSSSOMemberAccountAdministrator.json',
      'AdministratorAccess-Amplify.json',
      'access_policies_boundaries.md#3',
    ],
    why: 'They let their holder write policies for anyone, or make keys of anyone: administrators in fact, as most of their names say. The example of the documentation protects one user by name, and leaves the keys of all others.',
  },
  {
    code: 'INVALID_ACTION',
    policies: ['AWSAccountActivityAccess', 'AWSMarketplaceSellerProductsFullAccess', 'AmazonAuroraDSQLConsoleFullAccess'],
    why: 'AWS had these actions when the verdict was given, and has ended them since: both are right.',
  },
  {
    code: 'INVALID_ACTION',
    policies: ['DeclarativePoliciesEC2Report'],
    why: 'The actions did not exist yet when the verdict was given, and do now: both are right.',
  },
  {
    code: 'PASS_ROLE_WITH_STAR_IN_RESOURCE',
    policies: ['AWSProtonCodeBuildProvisioningServiceRolePolicy', 'AWSServiceRoleForAmazonEKSNodegroup'],
    why: 'iam:PassedToService is compared by StringEqualsIfExists. Every request for iam:PassRole has the key, so the limit holds; Access Analyzer itself lets four other policies have it.',
  },
  {
    code: 'ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    policies: [
      'AWSForWordPressPluginPolicy',
      'AWSQuickSetupEnableAREXExecutionPolicy',
      'AWSSupplyChainFederationAdminAccess',
      'AmazonConnectServiceLinkedRolePolicy',
    ],
    why: 'Access Analyzer judges by service, lintel by action: these create something, and what does not exist yet has no tags to compare.',
  },
  {
    code: 'PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOTACTION',
    policies: ['PowerUserAccess'],
    why: 'iam/not-action-allow tells every Allow with NotAction on everything, that is what the rule is about; this one leaves out the actions of IAM, passing roles with them.',
  },
  {
    code: 'iam/pass-role-unscoped',
    policies: [
      'AdministratorAccess-Amplify',
      'AmazonDynamoDBFullAccesswithDataPipeline',
      'AmazonElasticMapReduceFullAccess',
      'AmazonElasticMapReduceRole',
      'AWSElasticBeanstalkService.json',
      'AWSLambdaFullAccess.json',
      'AWSOpsWorksFullAccess.json',
      'AWSOpsWorksRegisterCLI.json',
      'AWSOpsWorksRole.json',
      'AdministratorAccess-Amplify.json',
      'AmazonEC2SpotFleetRole.json',
      'AmazonElasticMapReduceRole.json',
      'reference_policies_condition-keys.md#24',
    ],
    why: 'They let any role be passed to any service. AWS has deprecated most of them for that; Access Analyzer says the same of those that it was asked about.',
  },
  {
    code: 'iam/action-wildcard',
    policies: ['IAMFullAccess', 'IAMFullAccess.json'],
    why: 'iam:* on every resource is what the policy is for, and an administrator.',
  },
  {
    code: 'iam/invalid-action',
    policies: ['AWSAccountActivityAccess', 'AWSMarketplaceSellerProductsFullAccess', 'AmazonAuroraDSQLConsoleFullAccess', 'MemoryDBServiceRolePolicy'],
    why: 'Actions that AWS has ended since, or (MemoryDB) that Access Analyzer does not know either.',
  },
  {
    code: 'iam/missing-arn-region',
    policies: ['AmazonApplicationWizardFullaccess.json'],
    why: 'Its ARNs of CloudWatch Logs and CloudFormation have no region, and name nothing: a mistake of a deprecated policy.',
  },
  ...['iam/invalid-action', 'iam/invalid-service-in-action', 'iam/invalid-service'].map((code) => ({
    code,
    policies: ['access_policies_understand-policy-summary.md#0'],
    why: 'The example of the documentation has misspelt actions and services on purpose.',
  })),
];

/**
 * Messages that say something else than the codes their rule is equivalent to: Access Analyzer asks for the service where every role can be passed, and
 * has no check of roles that are named in part or in full. Counted apart, below.
 */
const WITHOUT_CODE = new Set(['iam/pass-role-unscoped someRoles', 'iam/pass-role-unscoped anyService']);

/** Codes of Access Analyzer that no rule names, and why. */
const NOT_NAMED = {
  INVALID_ARN_RESOURCE: 'the reference lists too few formats of ARNs: most findings on policies of AWS would be wrong',
  SCP_SYNTAX_ERROR_ACTION_WILDCARD: 'AWS Organizations has since allowed it',
  SCP_SYNTAX_ERROR_ALLOW_CONDITION: 'AWS Organizations has since allowed it',
  SCP_SYNTAX_ERROR_ALLOW_NOTACTION: 'AWS Organizations has since allowed it',
  SCP_SYNTAX_ERROR_ALLOW_RESOURCE: 'AWS Organizations has since allowed it',
  SCP_SYNTAX_ERROR_NOTRESOURCE: 'AWS Organizations has since allowed it',
  UNSUPPORTED_ACTION_FOR_CONDITION_KEY: 'the reference lists the keys of an action incompletely: most findings on policies of AWS would be wrong',
  CONFIRM_AUDIENCE_CLAIM_TYPE:
    'Access Analyzer asks it of every condition on an audience: whether the audience of a provider is one text or a list is known to the provider alone',
};

const isKnown = (source, code) => KNOWN.some((one) => one.code === code && one.policies.some((name) => source.endsWith(`/${name}`)));

/** Lints each policy of the cases; `{ok, …}` says whether the bars are met. */
export async function oracle(folder = join(root, '../shared/cases/iam')) {
  const cases = readFileSync(join(folder, 'policies.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const judge = await judgeOf();
  const result = { clean: 0, quiet: 0, expected: 0, found: 0, extra: [], beside: [], missed: [], errors: [], parse: 0, policies: 0, milliseconds: 0 };
  for (const { source, oracle: by, expected, policy, raw, clean } of cases) {
    const text = typeof policy === 'string' || raw ? String(policy) : JSON.stringify(policy, null, 2);
    const started = performance.now();
    const findings = (await judge(text)).map((finding) => {
      const isWithoutCode = WITHOUT_CODE.has(`${finding.id} ${finding.messageId}`);
      return { ...finding, isWithoutCode, codes: isWithoutCode ? [] : finding.codes };
    });
    result.milliseconds += performance.now() - started;
    result.policies++;
    if (by.startsWith('access-analyzer')) {
      const labels = expected.map((label) => label.slice('AA:'.length));
      // A rule may stand for several codes: one of them says that it is right.
      const told = findings.filter(({ codes }) => codes.length > 0 && !codes.some((code) => labels.includes(code)));
      for (const { id, message, isWithoutCode } of findings) if (isWithoutCode) result.beside.push({ source, id, message });
      for (const { codes, message } of told) result.extra.push({ source, code: codes[0], message, known: isKnown(source, codes[0]) });
      if (labels.length === 0) {
        result.clean++;
        if (told.length === 0) result.quiet++;
      }
      for (const code of labels) {
        // What did not exist then and does now can't be found.
        if (KNOWN.some((one) => one.code === code && one.why.includes('do now') && isKnown(source, code))) continue;
        result.expected++;
        if (findings.some(({ codes, dropped }) => codes.includes(code) || dropped.includes(code))) result.found++;
        else result.missed.push({ source, code, known: isKnown(source, code) });
      }
    }
    if (by.startsWith('access-analyzer') || by.startsWith('iam-dataset') || by === 'aws-doc-examples' || by === 'parse-only') {
      result.parse++;
      for (const { id, severity, message } of findings) {
        if (severity === 'error' && clean !== null) result.errors.push({ source, id, message, known: isKnown(source, id) });
      }
    }
  }
  return result;
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  endWithReader();
  const result = await oracle(process.argv[2]);
  const percent = (part, whole) => `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
  console.log(`policies without a finding of Access Analyzer that get none of its codes: ${percent(result.quiet, result.clean)}`);
  console.log(`findings of Access Analyzer that are found: ${percent(result.found, result.expected)}`);
  console.log(`policies that AWS wrote: ${result.parse}; errors on them that are not explained: ${result.errors.filter(({ known }) => !known).length}`);
  console.log(`${result.policies} policies in ${Math.round(result.milliseconds)} ms: ${(result.milliseconds / result.policies).toFixed(2)} ms each`);
  for (const [title, list] of [
    ['said, and not by Access Analyzer', result.extra],
    ['said of what Access Analyzer has no check for', result.beside],
    ['said by Access Analyzer alone', result.missed],
    ['errors on policies of AWS', result.errors],
  ]) {
    console.log(`\n${title}:`);
    for (const { source, code, id, message, known } of list)
      console.log(`  ${code ?? id}${known ? ' (explained)' : ''} ${source}${message ? `\n      ${message}` : ''}`);
  }
  const { rules } = await importTypeScript(`export { rules } from './src/rules/index.ts';`);
  const named = new Set(rules.flatMap(({ equivalents }) => equivalents.flatMap((one) => /^access-analyzer:(.+)/.exec(one)?.[1] ?? [])));
  const catalogue = JSON.parse(readFileSync(join(process.argv[2] ?? join(root, '../shared/cases/iam'), 'catalogue.json'), 'utf8'));
  const checks = catalogue.map(({ id }) => id.slice('AA:'.length));
  const open = checks.filter((code) => !named.has(code));
  console.log(`\nchecks of Access Analyzer that a rule names: ${checks.length - open.length} of ${checks.length}; not named:`);
  for (const code of open) console.log(`  ${code}: ${NOT_NAMED[code] ?? 'NO REASON GIVEN'}`);
  for (const { policies, code, why } of KNOWN) console.log(`\n${code} on ${policies.join(', ')}: ${why}`);
}
