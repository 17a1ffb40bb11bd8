import './quiet.ts';
import {
  GenerateServiceLastAccessedDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
  GetAccountSummaryCommand,
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsResponse,
  type GroupDetail,
  IAMClient,
  type IAMClientConfig,
  type ManagedPolicyDetail,
  paginateGetAccountAuthorizationDetails,
  type RoleDetail,
  type UserDetail,
} from '@aws-sdk/client-iam';

/** Why an account could not be read at all. */
export class AccountError extends Error {
  override readonly name = 'AccountError';
}

export interface AccountOptions {
  /** Credentials come from the SDK's default chain unless a test gives some. */
  readonly client: Pick<IAMClientConfig, 'profile' | 'region' | 'endpoint' | 'credentials' | 'maxAttempts'>;
  /** Whether to ask what each role and user uses, which takes two calls for each. */
  readonly lastAccessed: boolean;
  /** Told what is read, how much of it so far, and of how much where that is known. Without it nobody asks for the whole. */
  readonly onProgress?: ((what: 'account' | 'access', done: number, total: number | undefined) => void) | undefined;
  wait(milliseconds: number): Promise<void>;
}

/** The IAM entities of an account, as a document that lintel lints (`parsers/iam-account`). */
export interface LiveAccount {
  readonly id: string | undefined;
  readonly text: string;
  readonly users: number;
  readonly groups: number;
  readonly roles: number;
  /** Of the account itself. */
  readonly policies: number;
}

/** Most items of a page. Source: the API reference. */
const PAGE = 1000;
/** How many reports are waited for at a time. IAM makes one in a few seconds, and refuses many calls at once. */
const WORKERS = 8;
/** How often a report is asked for before it is given up: about two minutes. */
const POLLS = 60;
const SHORTEST_WAIT = 250;
const LONGEST_WAIT = 2500;
/** After so many refusals and no report nobody asks for the others. */
const REFUSALS = 3;
const NAMED = 3;

type Report = Pick<GetServiceLastAccessedDetailsResponse, 'JobCompletionDate' | 'ServicesLastAccessed'>;
type Principal = (RoleDetail | UserDetail) & { ServiceLastAccessed?: Report };

/** Reads an account. Throws an AccountError when nothing of it can be read; what lacks otherwise stands in the document under `Incomplete`. */
export async function readAccount({ client: given, ...options }: AccountOptions): Promise<LiveAccount> {
  const reader = new Reader(await clientFor(given), options);
  await reader.readAll();
  if (options.lastAccessed) await reader.readAccess();
  return reader.account();
}

async function clientFor(given: AccountOptions['client']): Promise<IAMClient> {
  const options: IAMClientConfig = { maxAttempts: 7, retryMode: 'adaptive', ...given };
  const client = new IAMClient(options);
  if (given.region !== undefined) return client;
  try {
    await client.config.region();
    return client;
  } catch {
    // IAM is one service for all regions of a partition: one of them has to be named, and where nobody does it is AWS's own default.
    return new IAMClient({ ...options, region: 'us-east-1' });
  }
}

class Reader {
  readonly #users: UserDetail[] = [];
  readonly #groups: GroupDetail[] = [];
  readonly #roles: RoleDetail[] = [];
  readonly #policies: ManagedPolicyDetail[] = [];
  readonly #incomplete: string[] = [];

  constructor(
    private readonly client: IAMClient,
    private readonly options: Omit<AccountOptions, 'client'>,
  ) {}

  async readAll(): Promise<void> {
    const total = this.options.onProgress && (await this.#size());
    let pages = 0;
    try {
      for await (const page of paginateGetAccountAuthorizationDetails({ client: this.client, pageSize: PAGE }, {})) {
        pages++;
        this.#add(page);
        this.options.onProgress?.('account', this.#read, total);
      }
    } catch (error) {
      const reason = failure('iam:GetAccountAuthorizationDetails', error);
      if (pages === 0) throw new AccountError(reason);
      this.#incomplete.push(`${reason}: the account was not read to its end`);
    }
  }

  /** What each role and user uses. Roles that AWS makes are not the account's to change. */
  async readAccess(): Promise<void> {
    const principals: Principal[] = [...this.#roles, ...this.#users].filter(({ Path = '/' }) => !/^\/aws-(?:service-role|reserved)\//.test(Path));
    const failed = new Map<string, string[]>();
    let read = 0;
    let done = 0;
    const left = principals.values();
    const work = async (): Promise<void> => {
      for (const principal of left) {
        const name = nameOf(principal);
        const [refused] = read > 0 ? [] : [...failed].filter(([reason, names]) => isRefusal(reason) && names.length >= REFUSALS);
        if (refused) refused[1].push(name);
        else {
          try {
            principal.ServiceLastAccessed = await this.#reportOf(principal.Arn as string);
            read++;
          } catch (error) {
            const reason = (error as Error).message;
            failed.set(reason, [...(failed.get(reason) ?? []), name]);
          }
        }
        this.options.onProgress?.('access', ++done, principals.length);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    for (const [reason, names] of failed) this.#incomplete.push(`${reason}: what ${several(names.sort())} used is not known`);
  }

  account(): LiveAccount {
    const own = [...this.#roles, ...this.#users, ...this.#groups, ...this.#policies].map(({ Arn }) => /^arn:[^:]*:iam::(\d{12}):/.exec(Arn ?? '')?.[1]);
    const document = {
      ...(this.#incomplete.length > 0 && { Incomplete: this.#incomplete }),
      UserDetailList: this.#users.map((user) => ({ ...user, ...withOpened('UserPolicyList', user.UserPolicyList) })),
      GroupDetailList: this.#groups.map((group) => ({ ...group, ...withOpened('GroupPolicyList', group.GroupPolicyList) })),
      RoleDetailList: this.#roles.map((role) => ({
        ...role,
        AssumeRolePolicyDocument: opened(role.AssumeRolePolicyDocument),
        ...withOpened('RolePolicyList', role.RolePolicyList),
      })),
      Policies: this.#policies.map((policy) => ({
        ...policy,
        PolicyVersionList: policy.PolicyVersionList?.map((version) => ({ ...version, Document: opened(version.Document) })),
      })),
    };
    return {
      id: own.find((id) => id !== undefined),
      text: `${JSON.stringify(document, null, 2)}\n`,
      users: this.#users.length,
      groups: this.#groups.length,
      roles: this.#roles.length,
      policies: this.#ownPolicies,
    };
  }

  get #ownPolicies(): number {
    return this.#policies.filter(({ Arn }) => !/^arn:[^:]*:iam::aws:/.test(Arn ?? '')).length;
  }
  get #read(): number {
    return this.#users.length + this.#groups.length + this.#roles.length + this.#ownPolicies;
  }

  #add({ UserDetailList = [], GroupDetailList = [], RoleDetailList = [], Policies = [] }: GetAccountAuthorizationDetailsResponse): void {
    this.#users.push(...UserDetailList);
    this.#groups.push(...GroupDetailList);
    this.#roles.push(...RoleDetailList);
    this.#policies.push(...Policies);
  }

  /** How many users, groups, roles and policies there are, for the progress alone: whoever may not ask does without. */
  async #size(): Promise<number | undefined> {
    try {
      const { Users = 0, Groups = 0, Roles = 0, Policies = 0 } = (await this.client.send(new GetAccountSummaryCommand({}))).SummaryMap ?? {};
      return Users + Groups + Roles + Policies;
    } catch {
      return undefined;
    }
  }

  async #reportOf(Arn: string): Promise<Report> {
    const { JobId } = await this.#call('iam:GenerateServiceLastAccessedDetails', () =>
      this.client.send(new GenerateServiceLastAccessedDetailsCommand({ Arn })),
    );
    const page = (Marker?: string): Promise<GetServiceLastAccessedDetailsResponse> =>
      this.#call('iam:GetServiceLastAccessedDetails', () => this.client.send(new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: PAGE, Marker })));
    let first = await page();
    for (let polls = 0; first.JobStatus === 'IN_PROGRESS'; polls++) {
      if (polls === POLLS) throw new Error('IAM did not finish its reports in time');
      await this.options.wait(Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** polls));
      first = await page();
    }
    if (first.JobStatus === 'FAILED') throw new Error(`IAM failed to make a report (${first.Error?.Message ?? 'without a reason'})`);
    const services = [...(first.ServicesLastAccessed ?? [])];
    for (let { IsTruncated, Marker } = first; IsTruncated && Marker !== undefined; ) {
      const next = await page(Marker);
      services.push(...(next.ServicesLastAccessed ?? []));
      ({ IsTruncated, Marker } = next);
    }
    return { JobCompletionDate: first.JobCompletionDate, ServicesLastAccessed: services };
  }

  async #call<T>(permission: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw new Error(failure(permission, error));
    }
  }
}

const nameOf = (principal: Principal): string => ('RoleName' in principal ? principal.RoleName : (principal as UserDetail).UserName) ?? '';
const isRefusal = (reason: string): boolean => reason.endsWith(' is not allowed');

/** What went wrong with a call, with the permission that it needs. */
function failure(permission: string, error: unknown): string {
  const { name, message } = error as Error;
  if (/^AccessDenied/.test(name)) return `${permission} is not allowed`;
  if (name === 'CredentialsProviderError') return `there are no AWS credentials (${message})`;
  return `${permission} failed (${name}: ${message})`;
}

/** Some names, and how many more there are. */
function several(names: readonly string[]): string {
  const others = names.length - NAMED;
  return others > 0 ? `${names.slice(0, NAMED).join(', ')} and ${others} more roles and users` : names.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

const withOpened = <K extends string, P extends { readonly PolicyDocument?: string | undefined }>(key: K, policies: readonly P[] | undefined): object =>
  policies ? { [key]: policies.map((policy) => ({ ...policy, PolicyDocument: opened(policy.PolicyDocument) })) } : {};

/** A policy document, which IAM gives percent-encoded, as JSON; as it is where it is none. */
function opened(document: string | undefined): unknown {
  if (document === undefined) return undefined;
  try {
    return JSON.parse(decodeURIComponent(document)) as unknown;
  } catch {
    return document;
  }
}
