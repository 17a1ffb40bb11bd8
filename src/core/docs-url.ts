/** Where the project lives; shown by reporters and in SARIF. */
export const projectUrl = 'https://github.com/lintel-dev/lintel';

/** Address of a rule's documentation page. */
export function docsUrl(ruleId: string): string {
  return `${projectUrl}/blob/main/rules-docs/${ruleId}.md`;
}
