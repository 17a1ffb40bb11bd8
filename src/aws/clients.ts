import './quiet.ts';
import {
  BatchGetResourceConfigCommand,
  ConfigServiceClient,
  type ConfigServiceClientConfig,
  GetResourceConfigHistoryCommand,
  PutEvaluationsCommand,
  paginateGetComplianceDetailsByConfigRule,
  paginateListDiscoveredResources,
  type ResourceKey,
} from '@aws-sdk/client-config-service';
import { GetFunctionCodeSigningConfigCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Item, itemOf } from './config-event.ts';
import type { Evaluation, Services } from './config-rule.ts';

/** What all clients are made with. Throttling is waited for: a lost evaluation stays lost. */
export type ClientOptions = Pick<ConfigServiceClientConfig, 'endpoint' | 'region' | 'credentials' | 'maxAttempts'>;

/** Most of each that an interface takes or gives at a time. Source: the API reference. */
const PAGE = 100;
const RETRIES = 3;

/** The services with the function's own permissions, or those of a role. Clients are made once for the former. */
export function servicesWith(options: ClientOptions = {}): (roleArn: string | undefined) => Promise<Services> {
  const own = new AwsServices(options);
  return async (roleArn) => (roleArn === undefined ? own : new AwsServices({ ...options, credentials: await credentialsOf(roleArn, options) }));
}

async function credentialsOf(RoleArn: string, options: ClientOptions): Promise<NonNullable<ClientOptions['credentials']>> {
  const sts = new STSClient({ maxAttempts: 5, ...options });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'lintel-config-rule', DurationSeconds: 900 }));
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined)
    throw new Error(`sts:AssumeRole gave no credentials of ${RoleArn}`);
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

class AwsServices implements Services {
  readonly #config: ConfigServiceClient;
  #lambda: LambdaClient | undefined;

  constructor(private readonly options: ClientOptions) {
    this.#config = new ConfigServiceClient({ maxAttempts: 8, ...options });
  }

  async newestItem(resourceType: string, resourceId: string): Promise<Item | undefined> {
    try {
      const command = new GetResourceConfigHistoryCommand({ resourceType: resourceType as never, resourceId, limit: 1 });
      const [item] = (await this.#config.send(command)).configurationItems ?? [];
      return item && itemOf(item, new Date());
    } catch (error) {
      if ((error as Error).name === 'ResourceNotDiscoveredException') return undefined;
      throw error;
    }
  }

  async *items(resourceType: string, now: Date): AsyncGenerator<Item> {
    const pages = paginateListDiscoveredResources({ client: this.#config, pageSize: PAGE }, { resourceType: resourceType as never });
    for await (const { resourceIdentifiers = [] } of pages) {
      let keys = resourceIdentifiers.map(({ resourceId }) => ({ resourceType, resourceId }) as ResourceKey);
      for (let attempt = 0; keys.length > 0 && attempt < RETRIES; attempt++) {
        const { baseConfigurationItems = [], unprocessedResourceKeys = [] } = await this.#config.send(
          new BatchGetResourceConfigCommand({ resourceKeys: keys }),
        );
        for (const item of baseConfigurationItems) yield itemOf(item, now);
        keys = unprocessedResourceKeys;
      }
      if (keys.length > 0) throw new Error(`AWS Config did not give ${keys.length} items of ${resourceType}`);
    }
  }

  async *evaluated(ConfigRuleName: string): AsyncGenerator<{ resourceType: string; resourceId: string }> {
    const pages = paginateGetComplianceDetailsByConfigRule(
      { client: this.#config, pageSize: PAGE },
      { ConfigRuleName, ComplianceTypes: ['COMPLIANT', 'NON_COMPLIANT'] },
    );
    for await (const { EvaluationResults = [] } of pages) {
      for (const { EvaluationResultIdentifier } of EvaluationResults) {
        const { ResourceType, ResourceId } = EvaluationResultIdentifier?.EvaluationResultQualifier ?? {};
        if (ResourceType !== undefined && ResourceId !== undefined) yield { resourceType: ResourceType, resourceId: ResourceId };
      }
    }
  }

  async codeSigningConfigOf(FunctionName: string): Promise<string | undefined> {
    this.#lambda ??= new LambdaClient({ maxAttempts: 5, ...this.options });
    const { CodeSigningConfigArn } = await this.#lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName }));
    return CodeSigningConfigArn || undefined;
  }

  async putEvaluations(evaluations: readonly Evaluation[], ResultToken: string, TestMode: boolean): Promise<void> {
    let left: Evaluation[] = [...evaluations];
    for (let attempt = 0; attempt < RETRIES; attempt++) {
      const { FailedEvaluations = [] } = await this.#config.send(new PutEvaluationsCommand({ Evaluations: left, ResultToken, TestMode }));
      if (FailedEvaluations.length === 0) return;
      left = FailedEvaluations as Evaluation[];
    }
    throw new Error(`AWS Config took ${evaluations.length - left.length} of ${evaluations.length} evaluations`);
  }
}
