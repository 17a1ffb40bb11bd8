import type { SubjectOf } from '../../core/document.ts';
import type { Place, Value } from '../../core/value.ts';
import { documentOf, type IamSubjects, type PolicyKind, policySubjects, trustedServices } from '../iam/model.ts';
import type { MapNode, Node, ScalarNode, Tree } from '../yaml/node.ts';
import { elementName, plainValue, structure } from '../yaml/value.ts';
import { intrinsic, literal, refName } from './intrinsics.ts';
import { type Alternative, nodesAt, taken } from './places.ts';
import { kindAt, POLICY_PLACES } from './policy-places.ts';
import { resourceOf } from './resource.ts';
import type { Template } from './template.ts';
import type { TemplateResource } from './template-resource.ts';

/** A place of the template that holds a policy, in one branch of the conditions on the way. */
export interface PolicyAt {
  readonly resource: TemplateResource;
  readonly alternative: Alternative;
  readonly kind: PolicyKind;
  /** A statement stands there, and the service writes the policy around it. */
  readonly isPart?: true | undefined;
}

/** A JSON text in a scalar of the template, parsed; `substituted` when it stands in an `Fn::Sub`. */
export interface EmbeddedPolicy {
  readonly tree: Tree;
  readonly substituted: boolean;
}

/** The policy at a place, as a map of the template or as JSON text, and its statements. */
export function policySubjectsAt(
  template: Template,
  { resource, alternative, kind, isPart }: PolicyAt,
  inner: EmbeddedPolicy | undefined,
): SubjectOf<IamSubjects>[] {
  const { node, path, branches } = alternative;
  const guard = (): boolean => resource.exists() && taken(template, branches);
  let document: () => Value;
  let statements: { read: () => Value; guard?: () => boolean }[];
  if (inner) {
    const root = inner.tree.roots[0];
    if (root?.kind !== 'map') return [];
    const read = (of: Node, place: Place): Value =>
      inner.substituted && of.kind === 'scalar' && !of.isNull ? template.substitute(of.value, place) : structure(of, place, read, template.keep);
    const value = (of: Node, path: Place['path']): Value =>
      inner.substituted ? read(of, { file: inner.tree.file, span: of.span, path }) : plainValue(inner.tree.file, of, path);
    document = template.keep(() => value(root, ''));
    statements = statementNodes(root, '').map(({ node: statement, path: at }) => ({
      read: template.keep(() => value(statement, () => `Statement[${elementName(statement, inner.tree.file)}]${at}`)),
    }));
  } else {
    if (node.kind !== 'map' || intrinsic(node)) return [];
    const own = alternative.file ?? template.file;
    document = template.keep(() => template.read(node, { file: own, span: node.span, path }));
    if (isPart) {
      const read = document;
      const attachedTo = { logicalId: resource.logicalId, type: resource.declaredType };
      const all = policySubjects({ kind, document: { read: () => documentOf(read()), guard }, statements: [{ read }], attachedTo });
      return all.filter(({ type }) => type === 'iam.statement');
    }
    statements = statementNodes(node, path).map((statement) => ({
      read: template.keep(() =>
        template.read(statement.node, {
          file: statement.file ?? own,
          span: statement.node.span,
          path: () => `${statement.path}[${elementName(statement.node, statement.file ?? own)}]`,
        }),
      ),
      guard: () => taken(template, statement.branches),
    }));
  }
  const trusted = trustedBy(template, resource);
  return policySubjects({
    kind: kind === 'identity' && isBoundary(template, resource) ? 'boundary' : kind,
    document: { read: document, guard },
    statements,
    attachedTo: {
      logicalId: resource.logicalId,
      type: resource.declaredType,
      ...(/^AWS::(?:OpenSearchService|Elasticsearch)::Domain$/.test(resource.declaredType ?? '') && { inNetwork: () => !resource.prop('VPCOptions').isAbsent }),
    },
    ...(trusted && { trustedServices: trusted }),
  });
}

/** The services that may take the role that a resource is or is attached to; undefined when it is no role's. */
export function trustedBy(template: Template, resource: TemplateResource): (() => readonly string[]) | undefined {
  switch (resource.declaredType) {
    case 'AWS::IAM::Role':
      return () => trustedServices(resource.prop('AssumeRolePolicyDocument'));
    case 'AWS::Serverless::Function':
    case 'AWS::Serverless::StateMachine': {
      const own = resource.propertyNode('AssumeRolePolicyDocument') !== undefined;
      const service = resource.declaredType === 'AWS::Serverless::Function' ? 'lambda.amazonaws.com' : 'states.amazonaws.com';
      return () => (own ? trustedServices(resource.prop('AssumeRolePolicyDocument')) : [service]);
    }
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::ManagedPolicy':
    case 'AWS::IAM::RolePolicy':
      return () => {
        const names = resource.declaredType === 'AWS::IAM::RolePolicy' ? [resource.prop('RoleName')] : resource.prop('Roles').items;
        return names.flatMap((name: Value) => {
          const role =
            resourceOf(name, 'AWS::IAM::Role') ??
            template
              .ofType('AWS::IAM::Role')
              .find((other) => other.prop('RoleName').identity !== undefined && other.prop('RoleName').identity === name.identity);
          return role ? trustedServices(role.prop('AssumeRolePolicyDocument')) : [];
        });
      };
    default:
      return undefined;
  }
}

/** Whether a managed policy only limits others: a role or user of the template names it as its permissions boundary. */
function isBoundary(template: Template, { logicalId, declaredType }: TemplateResource): boolean {
  if (declaredType !== 'AWS::IAM::ManagedPolicy') return false;
  return template.resources.some((other) => {
    const node = other.propertyNode('PermissionsBoundary');
    return node !== undefined && refName(node) === logicalId;
  });
}

const statementNodes = (document: MapNode, path: string): Alternative[] => nodesAt({ node: document, path, branches: [] }, ['Statement', '*']);

/** Every place of the template that holds a policy, in every branch of a condition. `named`: the policy that an entry of SAM's list names. */
export function* policyPlaces(template: Template, named: (node: Node) => MapNode | undefined = () => undefined): Generator<PolicyAt> {
  for (const resource of template.resources) {
    const properties = resource.node.get('Properties')?.value;
    if (!properties) continue;
    for (const place of POLICY_PLACES.get(resource.declaredType) ?? []) {
      const kind = kindAt(place, (name) => (properties.kind === 'map' ? literal(properties.get(name)?.value) : undefined));
      if (!kind) continue;
      for (const alternative of nodesAt({ node: properties, path: `${resource.at.path}/Properties`, branches: [], file: resource.at.file }, place.path)) {
        // SAM's list holds managed policies' names and policy templates too.
        if (resource.declaredType.startsWith('AWS::Serverless::') && kind === 'identity') {
          const { node, path: at } = alternative;
          const policy = node.kind === 'map' && node.get('Statement') ? node : named(node);
          const own = policy === node || node.kind !== 'map' ? at : `${at}[${node.pairs[0]?.name}]`;
          if (policy) yield { resource, alternative: { ...alternative, node: policy, path: own }, kind };
          continue;
        }
        yield { resource, alternative, kind, isPart: place.isPart };
      }
    }
  }
}

/** The scalar that holds JSON text: written as it is, or inside an `Fn::Sub` without own variables. */
export function embeddedText(node: Node): { scalar: ScalarNode; substituted: boolean } | undefined {
  const call = intrinsic(node);
  const scalar = call ? (call.name === 'Fn::Sub' ? call.argument : undefined) : node;
  if (scalar?.kind !== 'scalar' || (call && !call.tagged && scalar.tag !== undefined)) return undefined;
  return /^\s*\{/.test(scalar.value) ? { scalar, substituted: call !== undefined } : undefined;
}
