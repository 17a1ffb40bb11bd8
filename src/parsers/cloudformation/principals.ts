import type { SubjectOf } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import {
  type Attached,
  type AttachedPolicy,
  type AwsPolicies,
  type AwsPolicy,
  awsPolicyName,
  type PrincipalKind,
  type PrincipalSubjects,
  principalSubject,
} from '../iam/attached.ts';
import type { Policy } from '../iam/model.ts';
import type { Node } from '../yaml/node.ts';
import { once } from '../yaml/value.ts';
import { nameProperty } from './arns.ts';
import { refName } from './intrinsics.ts';
import { type Alternative, nodesAt, taken } from './places.ts';
import { trustedBy } from './policies.ts';
import { resourceOf } from './resource.ts';
import type { Template } from './template.ts';
import type { TemplateResource } from './template-resource.ts';

/** A policy document that a resource holds, and whether it does so in the current run. */
export interface HeldPolicy {
  readonly policy: Policy;
  readonly isThere: () => boolean;
}
export type HeldPolicies = ReadonlyMap<TemplateResource, readonly HeldPolicy[]>;

/** The types that are principals. AWS SAM makes a role for a function or state machine that names none. */
const KINDS: ReadonlyMap<string, PrincipalKind> = new Map([
  ['AWS::IAM::Role', 'role'],
  ['AWS::IAM::User', 'user'],
  ['AWS::IAM::Group', 'group'],
  ['AWS::Serverless::Function', 'role'],
  ['AWS::Serverless::StateMachine', 'role'],
]);

/** The types that attach a policy to principals (or a user to a group), and the property that names those. */
const ATTACHING: readonly (readonly [type: string, property: string, kind: PrincipalKind])[] = [
  ['AWS::IAM::Policy', 'Roles', 'role'],
  ['AWS::IAM::Policy', 'Users', 'user'],
  ['AWS::IAM::Policy', 'Groups', 'group'],
  ['AWS::IAM::ManagedPolicy', 'Roles', 'role'],
  ['AWS::IAM::ManagedPolicy', 'Users', 'user'],
  ['AWS::IAM::ManagedPolicy', 'Groups', 'group'],
  ['AWS::IAM::RolePolicy', 'RoleName', 'role'],
  ['AWS::IAM::UserPolicy', 'UserName', 'user'],
  ['AWS::IAM::GroupPolicy', 'GroupName', 'group'],
  ['AWS::IAM::UserToGroupAddition', 'Users', 'user'],
];

/** A place that attaches a policy of another resource. */
interface Attachment {
  readonly by: TemplateResource;
  readonly kind: PrincipalKind;
  readonly named: Alternative;
}

/** The roles, users and groups of a template. What is attached to one elsewhere is looked up by the name that is written there. */
export function* principals(template: Template, held: HeldPolicies, table: AwsPolicies | undefined): Generator<SubjectOf<PrincipalSubjects>> {
  const found = template.resources.filter((resource) => KINDS.has(resource.declaredType) && !(isSam(resource) && resource.propertyNode('Role')));
  if (found.length === 0) return;
  const attachments = attachmentsOf(template);
  const unknown: readonly Attachment[] = attachments.get('') ?? [];
  for (const resource of found) {
    const kind = KINDS.get(resource.declaredType) as PrincipalKind;
    const isNamed = resource.propertyNode(nameProperty(resource.declaredType) ?? '') !== undefined;
    // No text of the template can be the name that CloudFormation makes.
    const elsewhere = [...(attachments.get(resource.logicalId) ?? []), ...(isNamed ? unknown : [])].filter((one) => one.kind === kind);
    const managed = writtenAt(resource, isSam(resource) ? 'Policies' : 'ManagedPolicyArns');
    const own = held.get(resource)?.length ?? 0;
    const several = elsewhere.length + own + (isSam(resource) ? managed - own : managed) + 2 * writtenAt(resource, 'Groups') > 1;
    const trusted = trustedBy(template, resource);
    yield principalSubject({
      kind,
      label: isSam(resource) ? `role of ${resource.logicalId}` : `${kind} ${resource.logicalId}`,
      name: resource.logicalId,
      at: resource.at,
      guard: () => resource.exists(),
      mayHave: { managed: managed > 0, several },
      attached: () => attachedTo(resource, elsewhere, { template, held, table, attachments }),
      mentioned: once(() => mentionedBy(resource, elsewhere, { template, held, table, attachments })),
      boundary: () => {
        const named = resource.prop('PermissionsBoundary');
        const target = resourceOf(named, 'AWS::IAM::ManagedPolicy');
        return { named, policy: target && documents(target as unknown as TemplateResource, held)[0] };
      },
      trustedServices: trusted ?? (() => []),
    });
  }
}

const isSam = ({ declaredType }: TemplateResource): boolean => declaredType.startsWith('AWS::Serverless::');

/** How many things are written in a list, in all branches of conditions. */
function writtenAt(resource: TemplateResource, property: string): number {
  const node = resource.propertyNode(property);
  return node ? nodesAt({ node, path: '', branches: [] }, ['*']).length : 0;
}

/** The places that attach policies to principals, by the logical id that they name; under '' those that name something else. */
function attachmentsOf(template: Template): Map<string, Attachment[]> {
  const byName = new Map<string, Attachment[]>();
  for (const [type, property, kind] of ATTACHING) {
    for (const by of template.ofType(type) as unknown as readonly TemplateResource[]) {
      const node = by.propertyNode(property);
      if (!node) continue;
      for (const named of nodesAt({ node, path: '', branches: [] }, ['*'])) {
        const name = refName(named.node);
        const key = name === undefined ? '' : (ownerOf(name, template) ?? '');
        const list = byName.get(key);
        if (list) list.push({ by, kind, named });
        else byName.set(key, [{ by, kind, named }]);
      }
    }
  }
  return byName;
}

/** The resource of a name: itself, or the function or state machine that AWS SAM makes this role for. */
function ownerOf(name: string, template: Template): string | undefined {
  if (template.resource(name)) return name;
  const owner = name.endsWith('Role') ? template.resource(name.slice(0, -'Role'.length)) : undefined;
  return owner && isSam(owner) ? owner.logicalId : undefined;
}

const documents = (resource: TemplateResource, held: HeldPolicies): Policy[] =>
  (held.get(resource) ?? []).filter(({ isThere }) => isThere()).map(({ policy }) => policy);

/** What is known of the whole template. */
interface Around {
  readonly template: Template;
  readonly held: HeldPolicies;
  /** The policies of AWS, where the template may need to know them. */
  readonly table: AwsPolicies | undefined;
  readonly attachments: ReadonlyMap<string, readonly Attachment[]>;
}

function attachedTo(resource: TemplateResource, elsewhere: readonly Attachment[], around: Around): Attached {
  const { template, held, table, attachments } = around;
  const policies: AttachedPolicy[] = [];
  const aws: AwsPolicy[] = [];
  // An item of AWS Config has all that is attached to it.
  let complete = template.complete || template.surface === 'config';
  const add = (from: TemplateResource): void => {
    const own = documents(from, held);
    if (own.length === 0) complete = false;
    for (const policy of own) policies.push({ policy, from: from.logicalId });
  };
  const ofAws = (policy: AwsPolicy): void => {
    aws.push(policy);
    const known = table?.policyOfAws(policy);
    if (known) policies.push({ policy: known, from: policy.name });
    if (!table || table.mayDeny(policy)) complete = false;
  };
  const own = documents(resource, held);
  for (const policy of own) policies.push({ policy, from: resource.logicalId });
  const inline = resource.prop('Policies');
  // AWS SAM's list names policies, too.
  const written = isSam(resource) ? inline.items.filter((item) => item.kind === 'map') : inline.items;
  if (!inline.complete || written.length !== own.length) complete = false;
  const others = isSam(resource) ? inline.items.filter((item) => item.kind !== 'map') : managedIn(resource.prop('ManagedPolicyArns'));
  for (const item of others) {
    const name = awsPolicyName(item, isSam(resource));
    const target = resourceOf(item, 'AWS::IAM::ManagedPolicy');
    if (name !== undefined) ofAws({ name, at: item });
    else if (target) add(target as unknown as TemplateResource);
    else complete = false;
  }
  for (const { by, named } of elsewhere) {
    if (!taken(template, named.branches)) continue;
    const name = refName(named.node);
    const isMeant = (name !== undefined && ownerOf(name, template) === resource.logicalId) || mayMean(named, resource, template);
    if (isMeant === false || !by.exists()) continue;
    if (isMeant === undefined) complete = false;
    else if (by.declaredType !== 'AWS::IAM::UserToGroupAddition') add(by);
    else join(by.prop('GroupName'));
  }
  if (resource.declaredType === 'AWS::IAM::User') for (const group of managedIn(resource.prop('Groups'))) join(group);
  return { policies, aws, complete };

  /** What a group of the user's has. */
  function join(named: Value): void {
    const group = resourceOf(named, 'AWS::IAM::Group') as unknown as TemplateResource | undefined;
    if (!group) {
      complete = false;
      return;
    }
    const ofGroup = (attachments.get(group.logicalId) ?? []).filter(({ kind }) => kind === 'group');
    const more = attachedTo(group, ofGroup, around);
    policies.push(...more.policies);
    aws.push(...more.aws);
    complete &&= more.complete;
  }
}

/** Properties that hold policies or name them. */
const HOLDING = ['Policies', 'PolicyDocument', 'ManagedPolicyArns', 'Groups', 'GroupName'];
/** Elements of statements that name no actions. */
const OTHER = new Set(['Resource', 'NotResource', 'Condition', 'Sid', 'Version']);

/** See `PrincipalSource.mentioned`. */
function mentionedBy(resource: TemplateResource, elsewhere: readonly Attachment[], { template, table, attachments }: Around): Set<string> {
  const found = new Set<string>();
  const resources = new Set([resource, ...elsewhere.map(({ by }) => by)]);
  const seen = new Set<Node>();
  // Grows while it is gone through.
  for (const holder of resources) {
    const todo = HOLDING.flatMap((name) => holder.propertyNode(name) ?? []);
    for (let node = todo.pop(); node; node = todo.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      if (node.kind === 'seq') todo.push(...node.items);
      else if (node.kind === 'map') {
        if (node.get('NotAction')) found.add('*');
        for (const { name, value } of node.pairs) if (!OTHER.has(name)) todo.push(value);
      } else {
        const named = template.resource(node.value);
        if (named) {
          resources.add(named);
          for (const { by, kind } of attachments.get(named.logicalId) ?? []) if (kind === 'group') resources.add(by);
        }
        for (const [token] of node.value.matchAll(/[\w+=.@-]+(?::[\w*?]+)?|\*/g)) {
          found.add(token);
          for (const action of table?.actionsOfAws(token) ?? []) found.add(action);
        }
        // A document as text.
        if (node.value.includes('"NotAction"')) found.add('*');
      }
    }
  }
  return found;
}

/** The elements of a list; a list that isn't known is one such element. */
const managedIn = (list: Value): readonly Value[] => (list.complete ? list.items : [...list.items, list]);

/** Whether a text of the template is the name of a principal; undefined when only deployment knows. */
function mayMean({ node, path, file }: Alternative, resource: TemplateResource, template: Template): boolean | undefined {
  const value = template.read(node, { file: file ?? template.file, span: node.span, path });
  const name = resource.prop(nameProperty(resource.declaredType) ?? '');
  if (value.identity !== undefined && value.identity === name.identity) return true;
  return value.string !== undefined && name.string !== undefined ? false : undefined;
}
