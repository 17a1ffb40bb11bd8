import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Call {
  readonly action: string;
  readonly body: any;
  /** The access key that signed the request. */
  readonly by: string;
}

interface Reply {
  readonly status?: number;
  readonly body: unknown;
}

const fault = (type: string, message = type): Reply => ({ status: 400, body: { __type: type, message } });
const pageOf = <T>(all: readonly T[], size: number, token: string | undefined): { page: T[]; NextToken?: string } => {
  const from = Number(token ?? 0);
  return { page: all.slice(from, from + size), ...(from + size < all.length && { NextToken: String(from + size) }) };
};

/**
 * AWS Config, Lambda and STS as far as the rule speaks with them, over HTTP: what the API refuses, this refuses. Source: the services' API models.
 */
export class Endpoint {
  readonly calls: Call[] = [];
  /** What PutEvaluations stored, outside of test mode. */
  readonly stored: any[] = [];
  readonly items = new Map<string, object[]>();
  readonly evaluated: { ResourceType: string; ResourceId: string }[] = [];
  readonly codeSigning = new Map<string, string>();
  /** Replies to come first, by action. */
  readonly first = new Map<string, Reply[]>();
  tokens = new Set(['token-1']);
  /** How many evaluations of a call are not taken the first time. */
  untaken = 0;
  #server: Server | undefined;

  get url(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo | undefined)?.port}`;
  }
  actions(): string[] {
    return this.calls.map(({ action }) => action);
  }

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status = 200, body }) => {
        const isXml = typeof body === 'string';
        const type = (body as { __type?: string }).__type;
        response.writeHead(status, { 'content-type': isXml ? 'text/xml' : 'application/x-amz-json-1.1', ...(type && { 'x-amzn-errortype': type }) });
        response.end(isXml ? body : JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return this;
  }
  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<Reply> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const by = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (by === '') return { status: 403, body: { __type: 'MissingAuthenticationTokenException' } };
    const target = String(request.headers['x-amz-target'] ?? '');
    const code = /^\/2020-06-30\/functions\/([^/]+)\/code-signing-config$/.exec(request.url ?? '');
    const action = target !== '' ? target : code ? 'Lambda.GetFunctionCodeSigningConfig' : `STS.${new URLSearchParams(text).get('Action')}`;
    const body =
      target !== '' ? JSON.parse(text) : code ? { FunctionName: decodeURIComponent(code[1] as string) } : Object.fromEntries(new URLSearchParams(text));
    this.calls.push({ action, body, by });
    const early = this.first.get(action)?.shift();
    if (early) return early;
    switch (action) {
      case 'StarlingDoveService.PutEvaluations':
        return this.#put(body);
      case 'StarlingDoveService.GetResourceConfigHistory':
        return this.#history(body);
      case 'StarlingDoveService.ListDiscoveredResources':
        return this.#list(body);
      case 'StarlingDoveService.BatchGetResourceConfig':
        return this.#batch(body);
      case 'StarlingDoveService.GetComplianceDetailsByConfigRule':
        return this.#details(body);
      case 'Lambda.GetFunctionCodeSigningConfig': {
        const CodeSigningConfigArn = this.codeSigning.get(body.FunctionName);
        return { body: { FunctionName: body.FunctionName, ...(CodeSigningConfigArn && { CodeSigningConfigArn }) } };
      }
      case 'STS.AssumeRole':
        return { body: assumed };
      default:
        return fault('UnknownOperationException', action);
    }
  }

  #put({ Evaluations = [], ResultToken, TestMode = false }: any): Reply {
    if (typeof ResultToken !== 'string' || ResultToken === '') return fault('ValidationException');
    if (!TestMode && !this.tokens.has(ResultToken)) return fault('InvalidResultTokenException');
    if (Evaluations.length > 100) return fault('ValidationException', 'Evaluations: at most 100');
    for (const { Annotation, ComplianceType, ComplianceResourceId, ComplianceResourceType, OrderingTimestamp } of Evaluations) {
      if (Annotation !== undefined && (Annotation.length < 1 || [...Annotation].length > 256))
        return fault('ValidationException', 'Annotation: 1 to 256 characters');
      if (!['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE'].includes(ComplianceType)) return fault('InvalidParameterValueException', ComplianceType);
      if (!(ComplianceResourceId?.length <= 768) || !(ComplianceResourceType?.length <= 256)) return fault('ValidationException', 'resource');
      if (typeof OrderingTimestamp !== 'number') return fault('ValidationException', 'OrderingTimestamp');
    }
    const FailedEvaluations = Evaluations.slice(0, this.untaken);
    this.untaken = 0;
    if (!TestMode) this.stored.push(...Evaluations.slice(FailedEvaluations.length));
    return { body: { FailedEvaluations } };
  }

  #history({ resourceType, resourceId, limit = 10 }: any): Reply {
    if (limit > 100) return fault('InvalidLimitException');
    const found = (this.items.get(resourceType) ?? []).filter((item: any) => item.resourceId === resourceId);
    return found.length === 0 ? fault('ResourceNotDiscoveredException') : { body: { configurationItems: found.slice(0, limit) } };
  }

  #list({ resourceType, limit = 100, nextToken }: any): Reply {
    if (limit > 100) return fault('InvalidLimitException');
    const { page, NextToken } = pageOf(this.items.get(resourceType) ?? [], limit, nextToken);
    const resourceIdentifiers = page.map(({ resourceId }: any) => ({ resourceType, resourceId }));
    return { body: { resourceIdentifiers, ...(NextToken && { nextToken: NextToken }) } };
  }

  #batch({ resourceKeys }: any): Reply {
    if (!(resourceKeys.length >= 1 && resourceKeys.length <= 100)) return fault('ValidationException', 'resourceKeys: 1 to 100');
    const found = resourceKeys.flatMap(({ resourceType, resourceId }: any) =>
      (this.items.get(resourceType) ?? []).filter((item: any) => item.resourceId === resourceId),
    );
    // One key of many has to be asked for again.
    const unprocessedResourceKeys = resourceKeys.length > 1 ? resourceKeys.slice(0, 1) : [];
    return { body: { baseConfigurationItems: found.slice(unprocessedResourceKeys.length), unprocessedResourceKeys } };
  }

  #details({ ConfigRuleName, Limit = 10, NextToken: token }: any): Reply {
    if (Limit > 100) return fault('InvalidLimitException');
    if (ConfigRuleName !== 'lintel') return fault('NoSuchConfigRuleException');
    const { page, NextToken } = pageOf(this.evaluated, Limit, token);
    const EvaluationResults = page.map((qualifier) => ({ EvaluationResultIdentifier: { EvaluationResultQualifier: { ConfigRuleName, ...qualifier } } }));
    return { body: { EvaluationResults, ...(NextToken && { NextToken }) } };
  }
}

const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:lintel-config-rule</AssumedRoleId><Arn>arn:aws:sts::222222222222:assumed-role/lintel/lintel-config-rule</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>ASIAMEMBER</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken><Expiration>2036-01-01T00:00:00Z</Expiration></Credentials>
</AssumeRoleResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></AssumeRoleResponse>`;
