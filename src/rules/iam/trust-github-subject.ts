import type { Value } from '../../core/value.ts';
import { type Condition, isOn, takesWildcards } from '../../parsers/iam/condition.ts';
import { assumesBy, claimsOf, federationsOf } from '../../parsers/iam/federation.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'iam/trust-github-subject',
    summary: 'A role for GitHub Actions is open to repositories that it is not meant for.',
    why: 'GitHub signs tokens for every workflow of every repository on github.com. Only the condition on the subject (sub) says whose workflows may take the role: without it, or with a wildcard for the organisation, anybody who can run a workflow anywhere can.',
    remediation:
      'Compare token.actions.githubusercontent.com:sub with StringEquals to repo:ORGANISATION/REPOSITORY:ref:refs/heads/BRANCH or to repo:ORGANISATION/REPOSITORY:environment:NAME.',
    severity: 'error',
    precision: 'high',
    securitySeverity: 9.1,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html',
      'https://docs.github.com/en/actions/reference/security/oidc',
    ],
    equivalents: ['checkov:CKV_AWS_358', 'access-analyzer:MISSING_GITHUB_REPO_CONDITION_KEY', 'access-analyzer:SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED'],
    tags: ['iam', 'security', 'github-actions', 'oidc'],
    since: '0.1.0',
  },
  messages: {
    missing: {
      text: '{statement} has no condition on {key}: every workflow on GitHub may take the role.',
      advice: 'Add "StringEquals": {"{key}": "repo:ORGANISATION/REPOSITORY:ref:refs/heads/main"}.',
    },
    mayBeEmpty: {
      text: '{statement} compares {key} with ForAllValues, which also holds when a token has no such claim.',
      advice: 'Write {operator} without ForAllValues.',
    },
    anyOrganisation: {
      text: '{value} fits repositories of other organisations: whoever makes one that fits may take the role.',
      advice: 'Write the organisation and the repository, as in repo:ORGANISATION/REPOSITORY:ref:refs/heads/main.',
    },
    anyRepository: {
      text: '{value} lets the workflows of every repository of the organisation take the role.',
      advice: 'Name the repositories, each as repo:ORGANISATION/REPOSITORY:….',
      severity: 'warning',
    },
    anyBranch: {
      text: '{value} lets the workflows of every branch, tag, pull request and environment of the repository take the role.',
      advice: 'Name what may deploy, as in {repository}:ref:refs/heads/main or {repository}:environment:production.',
      severity: 'info',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Principal'(statement) {
      if (statement.kind !== 'trust' || !assumesBy(statement, 'sts:AssumeRoleWithWebIdentity')) return;
      const github = federationsOf(statement).find(({ host }) => host !== undefined && /^token\.actions\.githubusercontent\.com(?:\/|$)/i.test(host));
      if (!github?.host || !statement.conditions.complete) return;
      const { host } = github;
      const data = { statement: statement.label, key: `${host}:sub` };
      // Other claims of the token name the repository as well.
      if (
        ['repository', 'repository_id', 'repository_owner', 'repository_owner_id', 'job_workflow_ref'].some((claim) => claimsOf(statement, host, claim)?.length)
      )
        return;
      const subjects = claimsOf(statement, host, 'sub') ?? [];
      if (subjects.length === 0) {
        const mayBeEmpty = statement.conditions.entries.find((condition) => condition.qualifier === 'ForAllValues' && isOn(condition, data.key));
        if (mayBeEmpty) report({ at: mayBeEmpty.operatorAt, message: 'mayBeEmpty', data: { ...data, operator: mayBeEmpty.operator } });
        else report({ at: github.value, message: 'missing', data });
        return;
      }
      // All conditions have to hold: the narrowest decides.
      const tellings = subjects.map((condition) => condition.values.flatMap((value) => breadthOf(condition, value) ?? []));
      if (tellings.some((telling) => telling.length === 0)) return;
      for (const { value, message, repository } of tellings[0] ?? []) report({ at: value, message, data: { value: value.display, repository } });
    },
  }),
});

/** How much a subject leaves open; undefined when it names a branch, tag or environment, or isn't known. Without `Like`, a wildcard is a character. */
function breadthOf(
  condition: Condition,
  value: Value,
): { value: Value; message: 'anyOrganisation' | 'anyRepository' | 'anyBranch'; repository: string } | undefined {
  const text = value.string;
  if (text === undefined || !takesWildcards(condition)) return undefined;
  const [, organisation = '', repository = '', rest = ''] = /^repo:([^/:]*)\/?([^:]*):?(.*)$/.exec(text) ?? [];
  const of = (message: 'anyOrganisation' | 'anyRepository' | 'anyBranch') => ({ value, message, repository: `repo:${organisation}/${repository}` });
  if (organisation === '' || /[*?]/.test(organisation)) return /[*?]/.test(text) ? of('anyOrganisation') : undefined;
  if (/^\*+$/.test(repository)) return of('anyRepository');
  return /^\*+$/.test(rest) || (rest === '' && repository.endsWith('*')) ? of('anyBranch') : undefined;
}
