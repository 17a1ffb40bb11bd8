import { closeSync, openSync, readSync } from 'node:fs';
import { globMatches } from './glob.ts';
import { packFile } from './pack-file.ts';

/** What an action does, by the Service Authorization Reference. */
export type AccessLevel = 'List' | 'Read' | 'Write' | 'Tagging' | 'Permissions management';

export interface ResourceType {
  /** `bucket`, `object`. */
  readonly name: string;
  /** `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
  readonly arn: string;
  readonly conditionKeys: readonly string[];
}

export interface Action {
  /** As AWS writes it, without the prefix: `GetObject`. */
  readonly name: string;
  readonly levels: readonly AccessLevel[];
  /** The types of resource that it can be limited to; empty when it takes `*` alone. */
  readonly resourceTypes: readonly { readonly type: ResourceType; readonly required: boolean; readonly conditionKeys: readonly string[] }[];
  /** Condition keys of the action itself, beside those of its resource types and the global ones. */
  readonly conditionKeys: readonly string[];
}

const LEVELS: Readonly<Record<string, AccessLevel>> = { L: 'List', R: 'Read', W: 'Write', T: 'Tagging', P: 'Permissions management' };

/** What the table says of one service; parts are read as they are asked for. */
export class Service {
  private readonly sections: readonly (readonly string[])[];
  private readonly cache = new Map<string, Action>();
  private lines: Map<string, string> | undefined;
  private keyTypes: Map<string, string> | undefined;
  private types: readonly ResourceType[] | undefined;

  constructor(
    readonly prefix: string,
    text: string,
  ) {
    this.sections = text.split('\n\n').map((section) => (section === '' ? [] : section.split('\n')));
  }

  /** The names of all actions, in lower case. */
  get actionNames(): Iterable<string> {
    return this.actionLines.keys();
  }
  /** An action by its name, in any case. */
  action(name: string): Action | undefined {
    const key = name.toLowerCase();
    const known = this.cache.get(key);
    if (known) return known;
    const line = this.actionLines.get(key);
    if (line === undefined) return undefined;
    const action = this.read(line);
    this.cache.set(key, action);
    return action;
  }
  /** The actions that a pattern fits (`Get*`). */
  matching(pattern: string): Action[] {
    const lower = pattern.toLowerCase();
    if (!/[*?]/.test(lower)) return [this.action(lower)].filter((action) => action !== undefined);
    return [...this.actionLines.keys()].filter((name) => globMatches(lower, name)).map((name) => this.action(name) as Action);
  }
  /** Whether a pattern fits any action. */
  has(pattern: string): boolean {
    const lower = pattern.toLowerCase();
    if (!/[*?]/.test(lower)) return this.actionLines.has(lower);
    for (const name of this.actionLines.keys()) if (globMatches(lower, name)) return true;
    return false;
  }
  get resourceTypes(): readonly ResourceType[] {
    this.types ??= (this.sections[2] ?? []).map((line) => {
      const [name = '', arn = '', set] = line.split(' ');
      return { name, arn: arn.replace('^', 'arn:${Partition}:').replace('~', '${Region}:${Account}:'), conditionKeys: this.set(set) };
    });
    return this.types;
  }
  /** The condition keys that the service has or takes, as AWS writes them, with their types. Parts that stand for any text are `${…}` or `<…>`. */
  get conditionKeys(): ReadonlyMap<string, string> {
    this.keyTypes ??= new Map(
      (this.sections[1] ?? []).map((line) => {
        const [key = '', type = ''] = line.split(' ');
        return [this.full(key), type];
      }),
    );
    return this.keyTypes;
  }
  /** The type of a condition key, in any case: `String`, `ARN`, `ArrayOfString`; undefined when the service has no such key. */
  conditionKeyType(key: string): string | undefined {
    const lower = key.toLowerCase();
    for (const [own, type] of this.conditionKeys) if (fitsKey(own, lower)) return type;
    return undefined;
  }

  private get actionLines(): Map<string, string> {
    this.lines ??= new Map((this.sections[3] ?? []).map((line) => [line.slice(0, line.indexOf(' ')).toLowerCase(), line]));
    return this.lines;
  }
  private full(key: string): string {
    return key.startsWith(':') ? this.prefix + key : key;
  }
  private set(index: string | undefined): string[] {
    if (index === undefined || index === '') return [];
    return (this.sections[0]?.[Number.parseInt(index, 36)] ?? '').split(' ').map((key) => this.full(key));
  }
  private read(line: string): Action {
    const [name = '', levels = '', on = '-', set] = line.split(' ');
    return {
      name,
      levels: [...levels].map((letter) => LEVELS[letter] as AccessLevel),
      resourceTypes:
        on === '-'
          ? []
          : on.split(',').map((entry) => {
              const [type = '', keys] = entry.split('.');
              return {
                type: this.resourceTypes[Number.parseInt(type, 36)] as ResourceType,
                required: type.endsWith('!'),
                conditionKeys: this.set(keys),
              };
            }),
      conditionKeys: this.set(set),
    };
  }
}

/** Whether a condition key, in lower case, is one of the table's: `aws:ResourceTag/${TagKey}` fits each tag. */
export function fitsKey(own: string, lower: string): boolean {
  const pattern = own.toLowerCase().replace(/\/tag-key$/, '/<tag>');
  return /[$<]/.test(pattern) ? globMatches(pattern.replace(/\$\{[^}]*\}|<[^>]*>/g, '*'), lower) : pattern === lower;
}

interface Header {
  readonly asOf: string;
  readonly arnServices: readonly string[];
  readonly retired: readonly string[];
  /** Actions that policies of AWS grant. */
  readonly undocumented: readonly string[];
  /** Actions that documentation or samples of AWS grant (`data/iam-additions.json`). */
  readonly added: readonly string[];
  readonly meant: Readonly<Record<string, string>>;
  readonly services: Readonly<Record<string, readonly [offset: number, length: number]>>;
}

/**
 * The IAM table (`scripts/iam-table.mjs` writes it): what services, actions, resource types and condition keys there are. Its file is opened at
 * the first question, and of a service is read what it says of that one: a hundredth of the whole for a policy.
 */
class Table {
  private opened: { readonly header: Header; readonly start: number } | undefined;
  private readonly services = new Map<string, Service | undefined>();
  private unlisted: ReadonlySet<string> | undefined;

  /** The date of its facts. */
  get asOf(): string {
    return this.header.asOf;
  }
  get prefixes(): string[] {
    return Object.keys(this.header.services);
  }
  /** A service by the prefix of its actions, in any case. */
  service(prefix: string): Service | undefined {
    const key = prefix.toLowerCase();
    if (!this.services.has(key)) {
      const place = Object.hasOwn(this.header.services, key) ? this.header.services[key] : undefined;
      this.services.set(key, place && new Service(key, read((this.opened?.start ?? 0) + place[0], place[1])));
    }
    return this.services.get(key);
  }
  /** An action by its full name in any case, `s3:GetObject`. */
  action(name: string): Action | undefined {
    const colon = name.indexOf(':');
    return this.service(name.slice(0, Math.max(colon, 0)))?.action(name.slice(colon + 1));
  }
  /** What ARNs call a service that actions call otherwise. */
  isArnService(name: string): boolean {
    return this.header.arnServices.includes(name.toLowerCase());
  }
  /** A service that AWS has ended: policies may still name its actions, which do nothing any more. */
  isRetired(prefix: string): boolean {
    return this.header.retired.includes(prefix.toLowerCase());
  }
  /** An action, or the prefix of one (`sumerian`), that AWS grants in policies or samples of its own though the reference does not list it. */
  isUndocumented(name: string): boolean {
    this.unlisted ??= new Set(
      [...this.header.undocumented, ...this.header.added].flatMap((one) => {
        const action = one.toLowerCase();
        const prefix = action.slice(0, action.indexOf(':'));
        return this.header.services[prefix] ? [action] : [action, prefix];
      }),
    );
    return this.unlisted.has(name.toLowerCase());
  }
  /** What is meant by another name of an action or service: `getobject` by `s3:headobject`, `states` by `stepfunctions`. */
  meant(name: string): string | undefined {
    return Object.hasOwn(this.header.meant, name) ? this.header.meant[name] : undefined;
  }

  private get header(): Header {
    if (!this.opened) {
      const first = read(0, 1 << 16);
      const end = first.indexOf('\n');
      this.opened = { header: JSON.parse(first.slice(0, end)) as Header, start: end + 1 };
    }
    return this.opened.header;
  }
}

export const table = new Table();

function read(position: number, length: number): string {
  const file = openSync(packFile, 'r');
  try {
    const buffer = new Uint8Array(length);
    const count = readSync(file, buffer, 0, length, position);
    return new TextDecoder('latin1').decode(buffer.subarray(0, count));
  } finally {
    closeSync(file);
  }
}
