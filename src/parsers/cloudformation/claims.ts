import type { Claim } from '../../core/document.ts';

const EXTENSION = /\.(ya?ml|json|template|cfn|sam)$/i;
/** A resource type as templates write it: AWS, third-party and custom ones. */
const RESOURCE_TYPE = /\bType["']?\s*:\s*["']?(?:AWS|Alexa|Custom|[A-Z][A-Za-z0-9]*)::[A-Za-z0-9]/;

/** CloudFormation and SAM: a `Resources` section at the top and typed resources, whatever the file is called. */
export function claims(name: string, text: string): Claim | undefined {
  if (!EXTENSION.test(name)) return undefined;
  if (/(^|\n)\uFEFF?["']?AWSTemplateFormatVersion["']?\s*:/.test(text)) return { sure: true, reason: 'AWSTemplateFormatVersion' };
  const resources =
    text.trimStart().startsWith('{') || text.startsWith('\uFEFF{') ? /"Resources"\s*:\s*\{/.test(text) : /(^|\n)\uFEFF?["']?Resources["']?[ \t]*:/.test(text);
  if (resources && RESOURCE_TYPE.test(text)) return { sure: true, reason: 'Resources with typed resources' };
  return undefined;
}
