import type { ParserEntry } from '../core/lint.ts';
import { claims } from '../parsers/config-item/claims.ts';
import type { Subjects } from '../parsers/subjects.ts';
import type { RegistryEntry } from '../rules/define-rule.ts';
import { EventError, type Item, isThere, readEvent } from './config-event.ts';
import { type Parameters, readParameters } from './config-parameters.ts';
import { cut, type Judgement, judge } from './judge.ts';

export type ComplianceType = 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';

/** One evaluation of one resource, as `PutEvaluations` takes it. */
export interface Evaluation {
  readonly ComplianceResourceType: string;
  readonly ComplianceResourceId: string;
  readonly ComplianceType: ComplianceType;
  readonly Annotation?: string;
  readonly OrderingTimestamp: Date;
}

/** What the rule asks of AWS. */
export interface Services {
  /** The newest item of a resource; undefined when AWS Config has none. */
  newestItem(resourceType: string, resourceId: string): Promise<Item | undefined>;
  /** The items of all resources of a type that are there now. */
  items(resourceType: string, now: Date): AsyncIterable<Item>;
  /** The resources that the rule has told of before. */
  evaluated(ruleName: string): AsyncIterable<{ readonly resourceType: string; readonly resourceId: string }>;
  /** The ARN of a function's code-signing configuration, undefined without one. */
  codeSigningConfigOf(functionName: string): Promise<string | undefined>;
  putEvaluations(evaluations: readonly Evaluation[], resultToken: string, testMode: boolean): Promise<void>;
}

/** The services of an account: with the function's own permissions, or those of a role. */
export type ServicesFor = (roleArn: string | undefined) => Promise<Services>;

/** The same services, with nothing told. */
export const withoutTelling =
  (servicesFor: ServicesFor): ServicesFor =>
  async (roleArn) => {
    const services = await servicesFor(roleArn);
    return {
      newestItem: (...resource) => services.newestItem(...resource),
      items: (...which) => services.items(...which),
      evaluated: (ruleName) => services.evaluated(ruleName),
      codeSigningConfigOf: (functionName) => services.codeSigningConfigOf(functionName),
      putEvaluations: () => Promise.resolve(),
    };
  };

const parser: ParserEntry<Subjects> = { format: 'config-item', claims, load: async () => (await import('../parsers/config-item/parse.ts')).default };
/** Source: the API's Evaluation and PutEvaluations. */
const MAX_ANNOTATION = 256;
const MAX_EVALUATIONS = 100;
const CODE_SIGNING = 'lambda/code-signing-config';
/** A token for trying a rule: nothing is stored. */
const TEST_TOKEN = 'TESTMODE';

/**
 * Answers an event of AWS Config: judges what it names, tells AWS Config, and returns what it told. Throws an EventError for a wrong event or
 * wrong parameters. Defects of lintel are told as not applicable, and thrown once all is told.
 */
export async function answer(input: unknown, all: readonly RegistryEntry[], servicesFor: ServicesFor, now: Date): Promise<Evaluation[]> {
  const event = readEvent(input, now);
  const rules = all.filter(({ surfaces }) => surfaces.includes('config'));
  const parameters = readParameters(event.ruleParameters, rules);
  const services = await servicesFor(roleArn(event, parameters));
  const rule = new ConfigRule(parameters, services, now);
  const { invokingEvent } = event;
  const testMode = event.resultToken === TEST_TOKEN;
  const told: Evaluation[] = [];
  const tell = async (evaluations: readonly Evaluation[]): Promise<void> => {
    await services.putEvaluations(evaluations, event.resultToken, testMode);
    told.push(...evaluations);
  };
  switch (invokingEvent.kind) {
    case 'change':
      await tell([await rule.evaluate(invokingEvent.item, event.eventLeftScope)]);
      break;
    case 'oversized': {
      const { summary } = invokingEvent;
      const isGone = event.eventLeftScope || !isThere(summary);
      const item = isGone ? summary : await services.newestItem(summary.resourceType, summary.resourceId);
      await tell([
        item ? await rule.evaluate(item, event.eventLeftScope) : notApplicable(summary, 'AWS Config has no configuration of the resource any more.'),
      ]);
      break;
    }
    case 'scheduled': {
      if (parameters.resourceTypes.length === 0)
        throw new EventError('ruleParameters: a scheduled rule needs resourceTypes, such as AWS::IAM::Role,AWS::IAM::Policy');
      const batch: Evaluation[] = [];
      const add = async (evaluation: Evaluation): Promise<void> => {
        batch.push(evaluation);
        if (batch.length === MAX_EVALUATIONS) await tell(batch.splice(0));
      };
      const seen = new Set<string>();
      for (const resourceType of parameters.resourceTypes) {
        for await (const item of services.items(resourceType, invokingEvent.time)) {
          seen.add(key(item));
          await add({ ...(await rule.evaluate(item, false)), OrderingTimestamp: invokingEvent.time });
        }
      }
      if (event.configRuleName !== undefined) {
        for await (const before of services.evaluated(event.configRuleName))
          if (!seen.has(key(before))) await add(notApplicable({ ...before, time: invokingEvent.time }, 'The resource is gone.'));
      }
      // Without any evaluation, an empty list says that the rule has run.
      if (batch.length > 0 || told.length === 0) await tell(batch);
      break;
    }
    case 'other':
      break;
  }
  if (rule.failures.length > 0) throw new Error(`lintel failed, please report it: ${rule.failures.join('; ')}`);
  return told;
}

const key = ({ resourceType, resourceId }: Pick<Item, 'resourceType' | 'resourceId'>): string => `${resourceType}\0${resourceId}`;

/** The role to take; undefined for the function's own. */
function roleArn({ executionRoleArn, accountId }: ReturnType<typeof readEvent>, { assumeRole, executionRoleName }: Parameters): string | undefined {
  if (!assumeRole) return undefined;
  if (executionRoleName === undefined) {
    if (executionRoleArn === undefined) throw new EventError('ruleParameters: assumeRole needs executionRoleName: the event names no executionRoleArn');
    return executionRoleArn;
  }
  if (accountId === undefined) throw new EventError('ruleParameters: executionRoleName needs an event with accountId');
  const partition = /^arn:([\w-]+):/.exec(executionRoleArn ?? '')?.[1] ?? 'aws';
  return `arn:${partition}:iam::${accountId}:role/${executionRoleName}`;
}

class ConfigRule {
  /** Defects of lintel that were met. */
  readonly failures: string[] = [];

  constructor(
    private readonly parameters: Parameters,
    private readonly services: Services,
    private readonly now: Date,
  ) {}

  /** The one evaluation of an item. */
  async evaluate(item: Item, leftScope: boolean): Promise<Evaluation> {
    if (leftScope) return notApplicable(item, 'The resource left the scope of the rule.');
    if (!isThere(item)) return notApplicable(item, 'The resource was deleted, or is not recorded.');
    const { parameters, now } = this;
    const { data, gap } = await this.#withCodeSigning(item);
    let judgement: Judgement;
    try {
      judgement = await judge(JSON.stringify(data), parser, { ...parameters, now });
    } catch (error) {
      judgement = { findings: [], gaps: [], judged: 0, failures: [{ error: error instanceof Error ? error : new Error(String(error)) }] };
    }
    const { findings, gaps, judged, failures } = judgement;
    this.failures.push(...failures.map(({ ruleId, error }) => `${item.resourceType} ${item.resourceId}: ${ruleId ? `${ruleId}: ` : ''}${error.message}`));
    if (findings.length > 0) return evaluation(item, 'NON_COMPLIANT', annotationOf(findings));
    if (failures.length > 0) return notApplicable(item, `Not judged, because lintel failed: ${failures[0]?.ruleId ?? failures[0]?.error.message}.`);
    const [reason] = [...gaps, ...(gap ? [gap] : [])];
    if (reason !== undefined) return notApplicable(item, `Not judged as a whole: ${reason}.`);
    if (judged === 0) return notApplicable(item, `None of the rule's ${parameters.rules.length} checks is about this ${item.resourceType}.`);
    return evaluation(item, 'COMPLIANT');
  }

  /** A function with what its own API says of code signing, which AWS Config does not record. */
  async #withCodeSigning(item: Item): Promise<{ data: Item['data']; gap?: string }> {
    const { data } = item;
    const configuration = data.configuration as { functionName?: unknown; packageType?: unknown } | null | undefined;
    const isAsked = item.resourceType === 'AWS::Lambda::Function' && this.parameters.rules.some(({ id }) => id === CODE_SIGNING);
    if (!isAsked || typeof configuration?.functionName !== 'string' || configuration.packageType === 'Image') return { data };
    try {
      const codeSigningConfigArn = (await this.services.codeSigningConfigOf(configuration.functionName)) ?? null;
      const supplementaryConfiguration = { ...(data.supplementaryConfiguration as object), CodeSigningConfig: { codeSigningConfigArn } };
      return { data: { ...data, supplementaryConfiguration } };
    } catch (error) {
      const { name, message } = error as Error;
      const failed = /AccessDenied/.test(name) ? 'is not allowed' : `failed (${name === 'Error' ? message : name})`;
      return { data, gap: `lambda:GetFunctionCodeSigningConfig ${failed}, so ${CODE_SIGNING} does not know` };
    }
  }
}

const evaluation = (
  { resourceType, resourceId, time }: Pick<Item, 'resourceType' | 'resourceId' | 'time'>,
  type: ComplianceType,
  annotation?: string,
): Evaluation => ({
  ComplianceResourceType: resourceType,
  ComplianceResourceId: resourceId,
  ComplianceType: type,
  ...(annotation !== undefined && { Annotation: cut(annotation, MAX_ANNOTATION) }),
  OrderingTimestamp: time,
});
const notApplicable = (item: Pick<Item, 'resourceType' | 'resourceId' | 'time'>, reason: string): Evaluation => evaluation(item, 'NOT_APPLICABLE', reason);

/** The worst finding in words, and the rules of all others: what is cut off is what matters least. */
function annotationOf(findings: Judgement['findings']): string {
  const [worst, ...others] = findings as readonly [Judgement['findings'][number], ...Judgement['findings']];
  const counts = new Map<string, number>();
  for (const { ruleId } of others) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  const rest = [...counts].map(([id, count]) => (count > 1 ? `${id} ×${count}` : id)).join(', ');
  const first = `${worst.ruleId}: ${worst.message}`;
  if (rest === '') return first;
  const also = cut(` Also: ${rest}.`, 120);
  return `${cut(first, MAX_ANNOTATION - [...also].length)}${also}`;
}
