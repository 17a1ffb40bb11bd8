import type { Claim } from '../../core/document.ts';

/** Scripts, queries and settings as plain text, by name or by `#!`. Weak: a format that knows more of such a file comes first. */
export function textClaims(name: string, text: string): Claim | undefined {
  const language = languageOf(name, text);
  return language === undefined ? undefined : { sure: false, reason: language };
}

/** What to call a text file's language, undefined for texts that are none of ours. */
export function languageOf(name: string, text: string): string | undefined {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const byName = LANGUAGES.find(([pattern]) => pattern.test(base))?.[1];
  if (byName) return byName;
  const program = PROGRAMS.find(([pattern]) => pattern.test(base))?.[1];
  if (program) return LAUNCHES.test(text) ? program : undefined;
  const first = text.startsWith('#!') || text.startsWith('\uFEFF#!') ? text.slice(0, 200).split('\n', 1)[0] : undefined;
  if (first === undefined) return undefined;
  if (/\b(?:ba|da|k|z|a)?sh\b/.test(first)) return 'shell script';
  if (/\bpython/.test(first)) return 'Python';
  return /\bpwsh\b/.test(first) ? 'PowerShell' : undefined;
}

const LANGUAGES: readonly (readonly [pattern: RegExp, language: string])[] = [
  [/\.(?:sh|bash|zsh|ksh)$|^\.(?:bashrc|bash_profile|profile|envrc|zshrc)$/i, 'shell script'],
  [/\.psm?1$/i, 'PowerShell'],
  [/^\.env(?:\.[\w.-]+)?$|\.env$/i, 'environment file'],
  [/\.(?:sql|cql|ddl)$/i, 'SQL'],
  [/\.py$/i, 'Python'],
  [/\.ipynb$/i, 'notebook'],
  [/^(?:GNU)?makefile$|\.mk$/i, 'makefile'],
  [/\.(?:pem|crt|cer)$/i, 'certificate'],
];

/** Programs that are read only where they launch instances. */
const PROGRAMS: readonly (readonly [pattern: RegExp, language: string])[] = [
  [/\.[cm]?[jt]sx?$/i, 'JavaScript'],
  [/\.java$/i, 'Java'],
];
const LAUNCHES = /\bRunInstancesCommand\b|\.runInstances\s{0,9}\(/;

/**
 * YAML and JSON of formats that are read as plain data: buildspecs, Compose files, workflows of GitHub Actions, parameter files of CloudFormation
 * and configurations of the CloudWatch agent.
 * Templates of Helm, Jinja and the like are not YAML before they are rendered, and nobody's here.
 */
export function dataClaims(name: string, text: string): Claim | undefined {
  const format = dataFormatOf(name, text);
  return format && { sure: true, reason: REASONS[format] };
}

export type DataFormat = 'buildspec' | 'compose' | 'workflow' | 'parameters' | 'cloudwatch-agent';

const REASONS: Readonly<Record<DataFormat, string>> = {
  buildspec: 'a buildspec of CodeBuild',
  compose: 'services of Docker Compose',
  workflow: 'a workflow of GitHub Actions',
  parameters: 'ParameterKey and ParameterValue',
  'cloudwatch-agent': 'a configuration of the CloudWatch agent',
};

/** Which data format a text is in. `version` and `phases` at the top make a buildspec, whatever the file is called. */
export function dataFormatOf(name: string, text: string): DataFormat | undefined {
  const extension = /\.(ya?ml|json)$/i.exec(name)?.[1]?.toLowerCase();
  if (!extension) return undefined;
  if (extension === 'json') {
    if (/^\uFEFF?\s*\[/.test(text) && /"ParameterKey"\s*:/.test(text) && /"ParameterValue"\s*:/.test(text)) return 'parameters';
    if (/"(?:metrics|logs|traces)_collected"\s*:/.test(text) || (/(?:^|\/)amazon-cloudwatch-agent[^/]*$/i.test(name) && /^\uFEFF?\s*["{]/.test(text)))
      return 'cloudwatch-agent';
    return undefined;
  }
  if (/(?:^|\n)[ \t]*(?:-[ \t]+)?\{\{[-%#\s\w.]|(?:^|\n)[ \t]*\{%|:[ \t]+\{\{/.test(text)) return undefined;
  if (/(?:^|\/)\.github\/workflows\/[^/]+$/i.test(name)) return topYaml(text, 'jobs') ? 'workflow' : undefined;
  if (/(?:^|\/)(?:docker-)?compose(?:[._-][\w.-]{1,60})?\.ya?ml$/i.test(name)) return topYaml(text, 'services') ? 'compose' : undefined;
  if (/(?:^|\/)[^/]*buildspec[^/]*$/i.test(name) && (topYaml(text, 'version') || topYaml(text, 'phases'))) return 'buildspec';
  return topYaml(text, 'phases') && topYaml(text, 'version') ? 'buildspec' : undefined;
}

const topYaml = (text: string, key: string): boolean => text.startsWith(`${key}:`) || text.includes(`\n${key}:`) || text.startsWith(`\uFEFF${key}:`);
