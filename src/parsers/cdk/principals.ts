import type { SubjectOf } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import { type AwsPolicy, awsPolicyName, type PrincipalKind, type PrincipalSubjects, principalSubject } from '../iam/attached.ts';
import { trustedServices } from '../iam/model.ts';
import type { Node } from './code.ts';
import type { App, Construct } from './constructs.ts';
import { propNode } from './l2.ts';
import { keyOf } from './names.ts';
import { attachment, heldRole } from './policies.ts';

const KINDS: ReadonlyMap<string, PrincipalKind> = new Map([
  ['AWS::IAM::Role', 'role'],
  ['AWS::IAM::User', 'user'],
  ['AWS::IAM::Group', 'group'],
]);

/** The roles, users and groups of a program, and the roles of constructs that get a policy of AWS. Other code may attach more. */
export function* principals(app: App): Generator<SubjectOf<PrincipalSubjects>> {
  const added = new Map<Construct, Node[]>();
  for (const node of app.code.nodes) {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || keyOf(node.callee) !== 'addManagedPolicy') continue;
    const holder = app.constructOf(node.callee.object) ?? heldRole(node.callee.object, app);
    const [argument] = node.arguments;
    if (holder && argument && argument.type !== 'SpreadElement') added.set(holder, [...(added.get(holder) ?? []), argument]);
  }
  const found = app.constructs.filter((construct) => KINDS.has(construct.type) || added.has(construct));
  for (const construct of found) {
    const kind = KINDS.get(construct.type) ?? 'role';
    const nodes = [...(construct.isL1 ? [] : elements(propNode(construct, 'managedPolicies', app), app)), ...(added.get(construct) ?? [])];
    const aws = (): AwsPolicy[] => [
      ...(construct.isL1 ? construct.prop('ManagedPolicyArns').items.flatMap((item: Value) => named(item, awsPolicyName(item))) : []),
      ...nodes.flatMap((node) => awsPolicy(node, app)),
    ];
    yield principalSubject({
      kind,
      label: KINDS.has(construct.type) ? `${kind} ${construct.logicalId}` : `role of ${construct.logicalId}`,
      name: construct.logicalId,
      at: construct.at,
      surface: 'cdk',
      mayHave: { managed: nodes.length > 0 || (construct.isL1 && construct.properties.keyAt('ManagedPolicyArns') !== undefined), several: false },
      attached: () => ({ policies: [], aws: aws(), complete: false }),
      boundary: () => ({ named: boundaryOf(construct, app) }),
      trustedServices: attachment(construct).trustedServices ?? (() => trustedServices(construct.prop('AssumeRolePolicyDocument'))),
    });
  }
}

/** The boundary that a construct names; unknown where `PermissionsBoundary.of(…)` gives one to all that stands below. */
function boundaryOf(construct: Construct, { code, hasAspects }: App): Value {
  const named = construct.isL1 ? construct.prop('PermissionsBoundary') : construct.props('verbatim').get('permissionsBoundary');
  const isGiven = hasAspects || code.file.text.includes('PermissionsBoundary.of(');
  return named.isAbsent && isGiven ? construct.unknown('PermissionsBoundary', 'given to a whole stack') : named;
}

const named = (at: Value, name: string | undefined): AwsPolicy[] => (name === undefined ? [] : [{ name, at }]);

/** The elements of a list that is written out. */
function elements(node: Node | undefined, app: App): Node[] {
  const source = node && app.evaluator.source(node);
  return source?.type === 'ArrayExpression' ? source.elements.flatMap((element) => (element && element.type !== 'SpreadElement' ? [element] : [])) : [];
}

/** `ManagedPolicy.fromAwsManagedPolicyName('service-role/Name')`, or `fromManagedPolicyArn` with an ARN of AWS. */
function awsPolicy(node: Node, { evaluator, names }: App): AwsPolicy[] {
  const source = evaluator.source(node);
  if (source.type !== 'CallExpression') return [];
  const name = names.of(source.callee);
  const method = name?.module === 'aws-iam' && name.path[0] === 'ManagedPolicy' ? name.path[1] : undefined;
  const argument = source.arguments[method === 'fromManagedPolicyArn' ? 2 : 0];
  if (!argument || argument.type === 'SpreadElement') return [];
  const value = evaluator.value(argument, { path: '' });
  if (method === 'fromAwsManagedPolicyName') return named(value, value.string?.slice(value.string.lastIndexOf('/') + 1));
  return method === 'fromManagedPolicyArn' ? named(value, awsPolicyName(value)) : [];
}
