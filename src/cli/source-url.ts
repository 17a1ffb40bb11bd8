import type { Io } from './io.ts';

/**
 * Where people can look at a line of the commit that is checked, as GitHub Actions and GitLab CI tell in their variables:
 * https://docs.github.com/en/actions/reference/variables-reference, https://docs.gitlab.com/ci/variables/predefined_variables/
 */
export function sourceUrl(repositoryPath: string, line: number, env: Io['env']): string | undefined {
  const path = repositoryPath.split('/').map(encodeSegment).join('/');
  if (env.GITHUB_SERVER_URL && env.GITHUB_REPOSITORY && env.GITHUB_SHA) {
    return `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/blob/${env.GITHUB_SHA}/${path}#L${line}`;
  }
  if (env.CI_PROJECT_URL && env.CI_COMMIT_SHA) return `${env.CI_PROJECT_URL}/-/blob/${env.CI_COMMIT_SHA}/${path}#L${line}`;
  return undefined;
}

/** Parentheses too: in Markdown they end an address. Half a surrogate pair can't be encoded and becomes U+FFFD. */
function encodeSegment(name: string): string {
  return encodeURIComponent(name.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
}
