import type { Claim } from '../../core/document.ts';

/** Configuration items of AWS Config in JSON: one, several, or what its notifications and interfaces return. */
export function claims(name: string, text: string): Claim | undefined {
  if (!/\.json$/i.test(name) || !/"resourceType"\s{0,20}:\s{0,20}"AWS::/.test(text) || !/"configuration"\s{0,20}:/.test(text)) return undefined;
  return /"configurationItem(?:Status|CaptureTime)"\s{0,20}:/.test(text) ? { sure: true, reason: 'a configuration item of AWS Config' } : undefined;
}
