import { docsUrl } from '../core/docs-url.ts';
import type { Finding, Severity } from '../core/finding.ts';
import type { ParserEntry } from '../core/lint.ts';
import { claims as templateClaims } from '../parsers/cloudformation/claims.ts';
import { claims as itemClaims } from '../parsers/config-item/claims.ts';
import type { Subjects } from '../parsers/subjects.ts';
import type { RegistryEntry } from '../rules/define-rule.ts';
import { readParameters } from './config-parameters.ts';
import { cut, type Judgement, judge } from './judge.ts';

/** What a Lambda Hook of CloudFormation answers. Source: CloudFormation Hooks user guide, "Create Lambda functions to evaluate resources". */
export interface HookAnswer {
  readonly hookStatus: 'SUCCESS' | 'FAILED';
  readonly errorCode?: 'NonCompliant' | 'InternalFailure';
  readonly message: string;
  readonly clientRequestToken: string | undefined;
  readonly callbackContext: null;
  readonly callbackDelaySeconds: 0;
  readonly annotations: readonly Annotation[];
}

/** Source: the API's Annotation. */
interface Annotation {
  readonly annotationName: string;
  readonly status: 'FAILED';
  readonly statusMessage: string;
  readonly remediationMessage: string;
  readonly remediationLink: string;
  readonly severityLevel: 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL';
}

/** Cloud Control API cuts messages earlier than CloudFormation, which takes 4,096 characters. */
const MAX_MESSAGE = 1024;
const MAX_ANNOTATIONS = 100;
const levels: Readonly<Record<Severity, 'HIGH' | 'MEDIUM' | 'LOW'>> = { error: 'HIGH', warning: 'MEDIUM', info: 'LOW' };

const templates: ParserEntry<Subjects> = {
  format: 'cloudformation',
  claims: templateClaims,
  load: async () => (await import('../parsers/cloudformation/parse.ts')).default,
};
const items: ParserEntry<Subjects> = { format: 'config-item', claims: itemClaims, load: async () => (await import('../parsers/config-item/parse.ts')).default };

interface Request {
  readonly clientRequestToken?: string;
  readonly actionInvocationPoint?: string;
  readonly requestData?: {
    readonly targetName?: string;
    readonly targetType?: string;
    readonly targetLogicalId?: string;
    readonly targetModel?: { readonly resourceProperties?: unknown };
    readonly payload?: string;
  };
}

/**
 * Answers a request of CloudFormation: a resource alone by the rules that one resource is enough for, a stack or change set by all rules on
 * templates. Parameters are those of a rule of AWS Config. `download`: the text behind the address of a stack's template.
 */
export async function answerHook(
  input: unknown,
  parameters: Readonly<Record<string, unknown>>,
  all: readonly RegistryEntry[],
  download: (url: string) => Promise<string>,
  now: Date,
): Promise<HookAnswer> {
  const request = (typeof input === 'object' && input !== null ? input : {}) as Request;
  const done = (hookStatus: HookAnswer['hookStatus'], message: string, more: Partial<HookAnswer> = {}): HookAnswer => ({
    hookStatus,
    message: cut(message, MAX_MESSAGE),
    clientRequestToken: request.clientRequestToken,
    callbackContext: null,
    callbackDelaySeconds: 0,
    annotations: [],
    ...more,
  });
  try {
    if (request.actionInvocationPoint?.startsWith('DELETE')) return done('SUCCESS', 'What is deleted is not judged.');
    const target = await targetOf(request, download);
    const surface = target.parser === items ? 'config' : 'cloudformation';
    const read = readParameters(
      parameters,
      all.filter(({ surfaces }) => surfaces.includes(surface)),
    );
    const judgement = await judge(target.text, target.parser, { ...read, now });
    const { findings, failures } = judgement;
    if (findings.length === 0 && failures.length > 0)
      return done('FAILED', `lintel failed, please report it: ${failures[0]?.ruleId ?? ''} ${failures[0]?.error.message}`, { errorCode: 'InternalFailure' });
    if (findings.length === 0) return done('SUCCESS', saidOf(judgement));
    const [worst] = findings as readonly [Finding, ...Finding[]];
    const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
    return done('FAILED', `${count}. ${worst.ruleId}: ${worst.message} ${worst.advice}`, {
      errorCode: 'NonCompliant',
      annotations: findings.slice(0, MAX_ANNOTATIONS).map(annotationOf),
    });
  } catch (error) {
    return done('FAILED', `Not judged: ${(error as Error).message}`, { errorCode: 'InternalFailure' });
  }
}

const saidOf = ({ judged, gaps }: Judgement): string =>
  judged === 0 ? 'No rule is about this.' : gaps.length > 0 ? `Nothing found; not judged: ${gaps.join('; ')}.` : 'Nothing found.';

async function targetOf({ requestData }: Request, download: (url: string) => Promise<string>): Promise<{ text: string; parser: ParserEntry<Subjects> }> {
  const { targetName, targetType = targetName, targetLogicalId, targetModel, payload } = requestData ?? {};
  if (payload !== undefined) {
    const { template } = JSON.parse(await download(payload)) as { template?: unknown };
    if (template === undefined || template === null) throw new Error('the request has no template');
    return { text: typeof template === 'string' ? template : JSON.stringify(template), parser: templates };
  }
  if (targetType === undefined || targetModel?.resourceProperties === undefined)
    throw new Error('the request names no resource: CloudFormation did not send it');
  const item = { resourceType: targetType, resourceName: targetLogicalId ?? targetType, configuration: targetModel.resourceProperties };
  return { text: JSON.stringify(item), parser: items };
}

const annotationOf = ({ ruleId, message, advice, severity, logicalPath }: Finding): Annotation => ({
  annotationName: ruleId,
  status: 'FAILED',
  statusMessage: cut(`${message} (${logicalPath})`, 16_384),
  remediationMessage: cut(advice, 16_384),
  remediationLink: docsUrl(ruleId),
  severityLevel: levels[severity],
});
