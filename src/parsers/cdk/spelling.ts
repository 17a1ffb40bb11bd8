/** What the props of `PolicyStatement` call elements of statements. Source: aws-cdk-lib, PolicyStatementProps. */
const PROPS: ReadonlyMap<string, string> = new Map([
  ['Action', 'actions'],
  ['Condition', 'conditions'],
  ['Resource', 'resources'],
]);

/** An advice with its JSON as a program writes it: `"Condition": {"Bool": {"aws:SecureTransport": "true"}}` is `conditions: { Bool: { 'aws:SecureTransport': 'true' } }`. */
export function inCode(advice: string, isStatementProps: () => boolean): string {
  if (!/": ["{[]/.test(advice)) return advice;
  const names = isStatementProps() ? PROPS : undefined;
  const listed = names ? advice.replace(/("(?:Action|Resource)": )("[^"]*")/g, '$1[$2]') : advice;
  return listed.replace(/(\{*)"([^"]*)"(: )?(\}*)/g, (_member, open: string, text: string, colon: string | undefined, close: string) => {
    const name = (colon && names?.get(text)) ?? text;
    const isBare = colon !== undefined && /^[A-Za-z_]\w*$/.test(name);
    return `${'{ '.repeat(open.length)}${isBare ? name : `'${text}'`}${colon ?? ''}${' }'.repeat(close.length)}`;
  });
}
