import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What IAM knows of an account, under the API's names; `PolicyDocument`, `Document` and `AssumeRolePolicyDocument` are objects. */
export interface Account {
  readonly users?: readonly object[];
  readonly groups?: readonly object[];
  readonly roles?: readonly object[];
  readonly policies?: readonly object[];
}

export interface Service {
  readonly ServiceName: string;
  readonly ServiceNamespace: string;
  readonly LastAuthenticated?: string;
  readonly LastAuthenticatedEntity?: string;
  readonly TotalAuthenticatedEntities: number;
}

interface Job {
  readonly services: readonly Service[];
  /** How often it is still in progress when asked. */
  polls: number;
}

interface Reply {
  readonly status: number;
  readonly body: string;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
/** The API's XML: a list has members, a map entries, a policy document is percent-encoded. */
function xml(name: string, value: unknown): string {
  if (value === undefined) return '';
  if (/Document$/.test(name) && typeof value === 'object') return `<${name}>${escaped(encodeURIComponent(JSON.stringify(value)))}</${name}>`;
  if (Array.isArray(value)) return `<${name}>${value.map((item) => xml('member', item)).join('')}</${name}>`;
  if (name === 'SummaryMap')
    return `<SummaryMap>${Object.entries(value as object)
      .map(([key, number]) => `<entry><key>${key}</key><value>${number}</value></entry>`)
      .join('')}</SummaryMap>`;
  if (typeof value === 'object' && value !== null)
    return `<${name}>${Object.entries(value)
      .map(([key, inner]) => xml(key, inner))
      .join('')}</${name}>`;
  return `<${name}>${escaped(String(value))}</${name}>`;
}
const isOwn = (policy: object): boolean => !String((policy as { Arn?: string }).Arn).startsWith('arn:aws:iam::aws:');
const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';
const fault = (status: number, code: string, message: string): Reply => ({
  status,
  body: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});

/** The parameters that each action takes. Source: the API's model. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  GetAccountAuthorizationDetails: ['Filter', 'Marker', 'MaxItems'],
  GetAccountSummary: [],
  GenerateServiceLastAccessedDetails: ['Arn', 'Granularity'],
  GetServiceLastAccessedDetails: ['JobId', 'Marker', 'MaxItems'],
};

/** IAM's query protocol over HTTP, as far as reading an account needs it: what the API refuses, this refuses. */
export class IamEndpoint {
  readonly calls: { readonly action: string; readonly parameters: Readonly<Record<string, string>>; readonly by: string; readonly region: string }[] = [];
  /** Actions that the caller may not take; an action and an ARN for one resource. */
  readonly denied = new Set<string>();
  /** How often an action is throttled before it is answered. */
  readonly throttled = new Map<string, number>();
  /** What GetServiceLastAccessedDetails says, by ARN. */
  readonly used = new Map<string, readonly Service[]>();
  /** What fails when a report is asked for, by ARN. */
  readonly failing = new Set<string>();
  /** Most items that a page holds, whatever is asked for: IAM may give fewer. */
  page = 1000;
  /** How often each report is in progress when it is asked for. */
  polls = 0;
  readonly #jobs = new Map<string, Job & { readonly failing: boolean }>();
  #server: Server | undefined;

  constructor(private readonly account: Account) {}

  get url(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo | undefined)?.port}`;
  }
  actions(): string[] {
    return this.calls.map(({ action }) => action);
  }

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'text/xml' });
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return this;
  }
  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<Reply> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const [, by, region] = /Credential=([^/]+)\/\d{8}\/([^/]+)\/iam\/aws4_request/.exec(request.headers.authorization ?? '') ?? [];
    if (by === undefined || region === undefined) return fault(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
    if (request.method !== 'POST' || request.url !== '/' || request.headers['content-type'] !== 'application/x-www-form-urlencoded')
      return fault(400, 'MalformedInput', `${request.method} ${request.url} ${request.headers['content-type']}`);
    const { Action: action = '', Version, ...parameters } = Object.fromEntries(new URLSearchParams(text)) as Record<string, string>;
    if (Version !== '2010-05-08') return fault(400, 'NoSuchVersion', `The requested version (${Version}) is not valid.`);
    const known = ACTIONS[action];
    if (!known) return fault(400, 'InvalidAction', `Could not find operation ${action}`);
    for (const name of Object.keys(parameters)) if (!known.includes(name)) return fault(400, 'ValidationError', `${name} is no parameter of ${action}`);
    this.calls.push({ action, parameters, by, region });
    const left = this.throttled.get(action) ?? 0;
    this.throttled.set(action, left - 1);
    if (left > 0) return fault(400, 'Throttling', 'Rate exceeded');
    if (this.denied.has(action) || this.denied.has(`${action} ${parameters.Arn}`))
      return fault(403, 'AccessDenied', `User: arn:aws:iam::123456789012:user/auditor is not authorized to perform: iam:${action} on resource: *`);
    if (parameters.MaxItems !== undefined && !(Number(parameters.MaxItems) >= 1 && Number(parameters.MaxItems) <= 1000))
      return fault(400, 'ValidationError', 'MaxItems: 1 to 1000');
    const result = this.#result(action, parameters);
    if ('status' in result) return result as Reply;
    return {
      status: 200,
      body: `<${action}Response xmlns="${NAMESPACE}">${xml(`${action}Result`, result)}<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
    };
  }

  #result(action: string, parameters: Readonly<Record<string, string>>): object {
    const { users = [], groups = [], roles = [], policies = [] } = this.account;
    switch (action) {
      case 'GetAccountSummary':
        return { SummaryMap: { Users: users.length, Groups: groups.length, Roles: roles.length, Policies: policies.filter(isOwn).length, UsersQuota: 5000 } };
      case 'GetAccountAuthorizationDetails': {
        const all = [
          ...users.map((item) => ['UserDetailList', item] as const),
          ...groups.map((item) => ['GroupDetailList', item] as const),
          ...roles.map((item) => ['RoleDetailList', item] as const),
          ...policies.map((item) => ['Policies', item] as const),
        ];
        return this.#paged(all, parameters, (page) => {
          const of = (name: string) => page.filter(([list]) => list === name).map(([, item]) => item);
          return {
            UserDetailList: of('UserDetailList'),
            GroupDetailList: of('GroupDetailList'),
            RoleDetailList: of('RoleDetailList'),
            Policies: of('Policies'),
          };
        });
      }
      case 'GenerateServiceLastAccessedDetails': {
        const { Arn = '' } = parameters;
        const known = [...users, ...roles].some((item) => (item as { Arn?: string }).Arn === Arn);
        if (!known) return fault(404, 'NoSuchEntity', `ARN ${Arn} does not exist.`);
        const JobId = `00000000-0000-0000-0000-${String(this.#jobs.size).padStart(12, '0')}`;
        this.#jobs.set(JobId, { services: this.used.get(Arn) ?? [], polls: this.polls, failing: this.failing.has(Arn) });
        return { JobId };
      }
      default: {
        const job = this.#jobs.get(parameters.JobId ?? '');
        if (!job) return fault(404, 'NoSuchEntity', 'No job with that id');
        const JobCreationDate = '2026-11-20T07:59:50Z';
        if (job.polls-- > 0) return { JobStatus: 'IN_PROGRESS', JobType: 'SERVICE_LEVEL', JobCreationDate, IsTruncated: false };
        const JobCompletionDate = '2026-11-20T08:00:00Z';
        if (job.failing)
          return { JobStatus: 'FAILED', JobCreationDate, JobCompletionDate, IsTruncated: false, Error: { Code: 'SERVICE_ERROR', Message: 'Service error' } };
        return this.#paged(job.services, parameters, (ServicesLastAccessed) => ({
          JobStatus: 'COMPLETED',
          JobType: 'SERVICE_LEVEL',
          JobCreationDate,
          JobCompletionDate,
          ServicesLastAccessed,
        }));
      }
    }
  }

  #paged<T>(all: readonly T[], { Marker, MaxItems = '100' }: Readonly<Record<string, string>>, page: (items: T[]) => object): object {
    const from = Marker === undefined ? 0 : Number(/^marker\+(\d+)\/=$/.exec(Marker)?.[1]);
    if (!(from < all.length || from === 0)) return fault(400, 'ValidationError', `Invalid Marker ${Marker}`);
    const until = from + Math.min(Number(MaxItems), this.page);
    return { IsTruncated: until < all.length, ...(until < all.length && { Marker: `marker+${until}/=` }), ...page(all.slice(from, until)) };
  }
}
