import type { Located, SubjectOf } from '../../core/document.ts';
import type { Surface } from '../../core/rule.ts';
import { absent, known, list, map, type Value } from '../../core/value.ts';
import { type Conditions, conditionsOf } from './condition.ts';
import { canonical } from './cover.ts';
import { policyElements, statementElements } from './elements.ts';
import { type Principal, principalsOf } from './principal.ts';

/**
 * What a policy does. `identity`, `trust` and `resource` policies grant; `scp`, `rcp`, `boundary`, `session` and `endpoint`
 * (of a VPC endpoint) only limit what others grant.
 */
export type PolicyKind = 'identity' | 'trust' | 'resource' | 'scp' | 'rcp' | 'boundary' | 'session' | 'endpoint';

/** How findings call each kind. */
const KIND_NAMES: Readonly<Record<PolicyKind, string>> = {
  identity: 'identity policy',
  trust: 'trust policy',
  resource: 'resource policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  endpoint: 'VPC endpoint policy',
};

export const policyKinds = Object.keys(KIND_NAMES) as readonly PolicyKind[];

/** The kinds of policies that IAM itself keeps, in which each Sid stands once. */
export const namesOnce: ReadonlySet<PolicyKind> = new Set(['identity', 'trust', 'boundary', 'session']);

/**
 * What a statement may have, for rules that judge nothing else: `iam.statement:Condition` for statements with conditions. `Principal`, `Resource`
 * stand for the elements with Not too; `Variable` for texts in which there may be a policy variable; `Irregular` for a statement that has not just
 * one of each element that its kind of policy asks for, each in its usual shape, or not surely.
 */
const SELECTORS = ['Condition', 'Irregular', 'NotAction', 'NotResource', 'Principal', 'Resource', 'Sid', 'Variable'] as const;

/** Kinds of policies that belong to what they are about, and name who may; the others name what may be used. */
const namesPrincipals: ReadonlySet<PolicyKind> = new Set(['trust', 'resource']);

function isRegular(statement: Value, kind: PolicyKind): boolean {
  if (kind === 'rcp' || !hasOnly(statement, statementElements) || isNested(statement.get('Sid'))) return false;
  if (EITHER.some((element) => statement.get(element).items.some(isNested))) return false;
  const condition = statement.get('Condition');
  if (condition.kind === 'list' || condition.string !== undefined) return false;
  const effect = statement.get('Effect').string;
  const isThere = (name: string): boolean => {
    const element = statement.get(name);
    return !element.isUnknown && element.items.some((item) => !item.isAbsent);
  };
  const isOne = (name: string): boolean =>
    isThere(name) ? statement.keyAt(`Not${name}`) === undefined : isThere(`Not${name}`) && statement.keyAt(name) === undefined;
  if ((effect !== 'Allow' && effect !== 'Deny') || !isOne('Action')) return false;
  const has = (name: string): boolean => statement.keyAt(name) !== undefined || statement.keyAt(`Not${name}`) !== undefined;
  if (!namesPrincipals.has(kind)) return isOne('Resource') && !has('Principal');
  return isOne('Principal') && (!has('Resource') || isOne('Resource'));
}

/** Elements that hold a text or a list of texts. */
const EITHER = ['Action', 'NotAction', 'Resource', 'NotResource'] as const;

const hasOnly = (holder: Value, elements: readonly string[]): boolean => (holder.keys ?? []).every((key) => elements.includes(key));

const isNested = ({ kind }: Value): boolean => kind === 'list' || kind === 'map';

/**
 * The same for policies: `Irregular` for one that isn't surely of the version of today, with statements and nothing unusual beside them;
 * `Several` for more than one statement.
 */
const POLICY_SELECTORS = ['Irregular', 'Several'] as const;

function policySelectors({ document, statements }: PolicySource): readonly string[] {
  const value = document.read();
  const isOrdinary =
    value.kind === 'map' &&
    value.complete &&
    hasOnly(value, policyElements) &&
    value.get('Version').is('2012-10-17') &&
    !isNested(value.get('Id')) &&
    value.get('Statement').items.some((item) => !item.isAbsent);
  const isSeveral = statements.length !== 1;
  return POLICY_SELECTORS.filter((selector) => (selector === 'Irregular' ? !isOrdinary : isSeveral));
}

export type IamSubjects = { 'iam.policy': Policy; 'iam.statement': Statement } & { [K in (typeof SELECTORS)[number] as `iam.statement:${K}`]: Statement } & {
  [K in (typeof POLICY_SELECTORS)[number] as `iam.policy:${K}`]: Policy;
};

/** The selectors of a statement, by its elements as they are written; all when it isn't known which it has. */
function selectorsOf(read: () => Value, kind: PolicyKind): readonly string[] {
  const value = read();
  const { keys } = value;
  if (!keys || !value.complete) return SELECTORS;
  const has = (...names: readonly string[]): boolean => names.some((name) => keys.includes(name));
  const text = value.file.text.slice(value.span.start, value.span.end);
  return SELECTORS.filter((selector) => {
    if (selector === 'Irregular') return !isRegular(value, kind);
    if (selector === 'Principal' || selector === 'Resource') return has(selector, `Not${selector}`);
    // What functions of a template bring stands elsewhere, and an escape hides what it stands for.
    return selector === 'Variable' ? text === '' || /\$|!|Fn::|"?Ref"?\s*:|\\u|[*&]\w/.test(text) : has(selector);
  });
}

/** How a part of a policy is read under the choices of the current run, and whether it exists there. */
export interface Part {
  readonly read: () => Value;
  readonly guard?: () => boolean;
}

/** A place that holds a policy, as its parser describes it. */
export interface PolicySource {
  readonly kind: PolicyKind;
  /** The policy document. */
  readonly document: Part;
  /**
   * Each statement that the document may have, in file order: both branches of an `Fn::If` with a guard each. Values that are no map
   * (a parameter, a macro) may be among them; they are opaque.
   */
  readonly statements: readonly Part[];
  /** The role, user, group, bucket or other resource that the policy belongs to. */
  readonly attachedTo?: Attachment;
  /** The services that may take the role that the policy is attached to (see {@link trustedServices}). */
  readonly trustedServices?: () => readonly string[];
  /** Where it differs from the document's surface. */
  readonly surface?: Surface;
}

export interface Attachment {
  readonly name?: string;
  readonly logicalId?: string;
  /** The CloudFormation type: `AWS::S3::BucketPolicy`. */
  readonly type?: string;
  /** Whether it answers in a network of its owner alone, where security groups say who reaches it. */
  readonly inNetwork?: () => boolean;
  /** The account that it lives in, where that is known. */
  readonly account?: string | undefined;
}

/** A policy document around statements that are given without one; who puts it around them writes the version too. */
export const documentAround = (statements: Value): Value =>
  map(statements, {
    keys: () => ['Version', 'Statement'],
    complete: true,
    keyAt: () => undefined,
    get: (key) => (key === 'Version' ? known(statements, '2012-10-17') : key === 'Statement' ? statements : absent(statements)),
  });

/** A document that holds a statement, and more that isn't seen here. */
export const documentOf = (statement: Value): Value => documentAround(list(statement, [statement], false));

/** The subjects of one policy: itself, then its statements. Nothing is read before a rule asks. */
export function policySubjects(source: PolicySource): SubjectOf<IamSubjects>[] {
  const policy = new Policy(source);
  const { surface } = source;
  const about = KIND_NAMES[source.kind];
  const subjects: SubjectOf<IamSubjects>[] = [
    {
      type: 'iam.policy',
      selector: () => policySelectors(source),
      node: policy,
      about,
      ...(source.document.guard && { guard: source.document.guard }),
      ...(surface && { surface }),
    },
  ];
  for (const { read, guard } of source.statements) {
    const whole = source.document.guard;
    const exists = whole && guard ? () => whole() && guard() : (guard ?? whole);
    subjects.push({
      type: 'iam.statement',
      selector: () => selectorsOf(read, source.kind),
      node: new Statement(policy, read),
      about,
      ...(exists && { guard: exists }),
      ...(surface && { surface }),
    });
  }
  return subjects;
}

/** A policy document. Every getter reads under the choices of the current run. */
export class Policy {
  /** As long as the element is the same, so are its statements. */
  #statements: { readonly of: Value; readonly result: readonly Statement[] } | undefined;

  constructor(private readonly source: PolicySource) {}

  get kind(): PolicyKind {
    return this.source.kind;
  }
  /** Where it differs from the document's surface. */
  get surface(): Surface | undefined {
    return this.source.surface;
  }
  get document(): Value {
    return this.source.document.read();
  }
  /** The statements that exist in the current run; opaque ones are left out, and then {@link complete} is false. */
  get statements(): readonly Statement[] {
    const of = this.document.get('Statement');
    if (this.#statements?.of !== of)
      this.#statements = { of, result: of.items.filter((item) => item.kind === 'map').map((item) => new Statement(this, () => item)) };
    return this.#statements.result;
  }
  /** Whether all statements are known. */
  get complete(): boolean {
    const element = this.document.get('Statement');
    return element.complete && element.items.every((item) => item.kind === 'map');
  }
  /** The Sids that an earlier statement has too, with a name that none has. */
  get repeatedSids(): { readonly sid: Value; readonly first: Value; readonly proposal: string }[] {
    const sids = this.statements.map(({ sid }) => sid).filter((sid) => sid.string);
    const taken = new Map<string, Value>();
    for (const sid of sids) if (!taken.has(sid.string as string)) taken.set(sid.string as string, sid);
    return sids.flatMap((sid) => {
      const text = sid.string as string;
      const first = taken.get(text) as Value;
      if (first === sid) return [];
      let count = 2;
      while (taken.has(`${text}${count}`)) count++;
      taken.set(`${text}${count}`, sid);
      return [{ sid, first, proposal: `${text}${count}` }];
    });
  }
  get attachedTo(): Attachment | undefined {
    return this.source.attachedTo;
  }
  /** The services that may take the role that this policy is attached to; empty when it is attached to none, or that isn't known. */
  get trustedServices(): readonly string[] {
    return this.source.trustedServices?.() ?? [];
  }
  /** Where to tell what the policy lacks: the key `Statement`. */
  get at(): Located {
    return this.document.keyAt('Statement') ?? this.document;
  }
}

/** One statement of a policy. Every getter reads under the choices of the current run; elements that AWS takes singly or as a list are lists here. */
export class Statement {
  /** What was made of an element, and of which value: as long as that is the same, so is what is made of it. */
  readonly #made = new Map<string, { readonly of: Value; readonly result: unknown }>();

  constructor(
    readonly policy: Policy,
    private readonly read: () => Value,
  ) {}

  get kind(): PolicyKind {
    return this.policy.kind;
  }
  get value(): Value {
    return this.read();
  }
  /** `Allow` or `Deny`; undefined when it is not known or is neither (the element is case-sensitive). */
  get effect(): 'Allow' | 'Deny' | undefined {
    const text = this.value.get('Effect').string;
    return text === 'Allow' || text === 'Deny' ? text : undefined;
  }
  get sid(): Value {
    return this.value.get('Sid');
  }
  get actions(): readonly Value[] {
    return this.list('Action');
  }
  get notActions(): readonly Value[] {
    return this.list('NotAction');
  }
  get resources(): readonly Value[] {
    return this.list('Resource');
  }
  get notResources(): readonly Value[] {
    return this.list('NotResource');
  }
  get principals(): readonly Principal[] {
    return this.of('Principal', principalsOf);
  }
  get notPrincipals(): readonly Principal[] {
    return this.of('NotPrincipal', principalsOf);
  }
  get conditions(): Conditions {
    return this.of('Condition', conditionsOf);
  }
  /** Whether something may restrict when the statement applies; a `Condition` that is not known counts. */
  get isConditional(): boolean {
    const { entries, complete } = this.conditions;
    return entries.length > 0 || !complete;
  }
  /** How messages call it: `Statement "ReadLogs"`, else `This statement`. */
  get label(): string {
    const text = this.sid.string;
    return text ? `Statement "${text}"` : 'This statement';
  }
  /** Where to tell what the statement lacks: its Sid, else the key of its effect, else its start. */
  get at(): Located {
    const { sid, value } = this;
    if (sid.string) return sid;
    return value.keyAt('Effect') ?? { file: value.file, span: { start: value.span.start, end: value.span.start }, path: value.path };
  }

  /** The elements of `Action` and `NotAction`. */
  get everyAction(): readonly Value[] {
    return joined(this.actions, this.notActions);
  }
  /** The elements of `Resource` and `NotResource`. */
  get everyResource(): readonly Value[] {
    return joined(this.resources, this.notResources);
  }
  /** The texts of the elements in which placeholders and policy variables are met: actions, resources, principals and values of conditions. */
  get everyText(): readonly Value[] {
    return [
      ...this.everyAction,
      ...this.everyResource,
      ...[...this.principals, ...this.notPrincipals].map(({ value }) => value),
      ...this.conditions.entries.flatMap(({ values }) => values),
    ];
  }
  /** Whether the document writes it out: the name of a policy template of SAM stands for statements, whose words are not the document's to mend. */
  get isWritten(): boolean {
    const { start, end } = this.value.span;
    return this.everyAction.some(({ span }) => span.start !== start || span.end !== end);
  }
  /** Whether it grants what its `Resource` names, and all that it names is seen here. */
  get grantsByResource(): boolean {
    const { kind, resources } = this;
    if (kind !== 'identity' && kind !== 'boundary' && kind !== 'session') return false;
    return resources.length > 0 && this.value.get('Resource').complete;
  }
  /** What the statement says but its `Sid`, in one spelling; undefined where that isn't known in full. */
  get meaning(): string | undefined {
    const { value } = this;
    const texts = (value.keys ?? []).filter((key) => key !== 'Sid').map((key) => [key, canonical(value.get(key))] as const);
    if (value.kind !== 'map' || !value.complete || texts.some(([, text]) => text === undefined)) return undefined;
    return texts
      .map(([key, text]) => `${key}:${text}`)
      .sort()
      .join();
  }
  /** Whether the statement surely has none of some elements. */
  lacks(...names: readonly string[]): boolean {
    const { value } = this;
    return value.kind === 'map' && value.complete && names.every((name) => value.get(name).isAbsent);
  }
  /** Whether an element is there and surely an empty list. */
  isEmptyList(name: string): boolean {
    const element = this.value.get(name);
    return element.kind === 'list' && element.complete && element.items.every((item) => item.isAbsent);
  }
  /** Where an element's name stands. */
  keyAt(name: string): Located {
    return this.value.keyAt(name) ?? this.value.get(name);
  }

  /** The elements of a list or single value; an element that is not known is an element too. */
  private list(name: string): readonly Value[] {
    return this.of(name, (element) => (element.isUnknown ? [element] : element.items.filter((item) => !item.isAbsent)));
  }

  private of<T>(name: string, make: (element: Value) => T): T {
    const element = this.value.get(name);
    const made = this.#made.get(name);
    if (made?.of === element) return made.result as T;
    const result = make(element);
    this.#made.set(name, { of: element, result });
    return result;
  }
}

/** Two lists as one; few statements have both. */
const joined = (first: readonly Value[], second: readonly Value[]): readonly Value[] =>
  second.length === 0 ? first : first.length === 0 ? second : [...first, ...second];

/** The services that a trust policy lets take the role, in lower case: `lambda.amazonaws.com`. */
export function trustedServices(trustPolicy: Value): string[] {
  const services = trustPolicy
    .get('Statement')
    .items.filter((statement) => statement.get('Effect').is('Allow'))
    .flatMap((statement) => principalsOf(statement.get('Principal')))
    .filter(({ type, value }) => type === 'Service' && value.string !== undefined)
    .map(({ value }) => (value.string as string).toLowerCase());
  return [...new Set(services)];
}
