import type { Claim } from '../../core/document.ts';

/** EMR configurations in JSON: a list of objects with a classification, as the console, the CLI and the API take it. */
export function claims(name: string, text: string): Claim | undefined {
  if (!/\.json$/i.test(name) || !/"[Cc]lassification"\s{0,20}:/.test(text) || !/"(?:ConfigurationP|P|p)roperties"\s{0,20}:/.test(text)) return undefined;
  if (/^\uFEFF?\s*\[/.test(text)) return { sure: true, reason: 'a list of EMR classifications' };
  return /^\uFEFF?\s*\{/.test(text) && /"[Cc]onfigurations"\s{0,20}:\s{0,200}\[/.test(text)
    ? { sure: false, reason: 'Configurations with classifications of EMR' }
    : undefined;
}
