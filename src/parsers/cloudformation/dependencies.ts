import type { Node } from '../yaml/node.ts';
import { argumentsOf, intrinsic, literal, subPieces } from './intrinsics.ts';
import type { Resource } from './resource.ts';
import { CONNECTOR } from './sam.ts';
import type { TemplateResource } from './template-resource.ts';

/** Types that deploy another template with values for its parameters, and the property that names it. */
export const NESTING: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudFormation::Stack', 'TemplateURL'],
  ['AWS::Serverless::Application', 'Location'],
]);

/** The names in a call: of `Ref` and `Fn::GetAtt` what they refer to, with the attribute behind a dot; of `Fn::Sub` what its text holds. */
export function namesOf(node: Node): readonly string[] {
  const call = intrinsic(node);
  const text = call && (literal(call.argument, call.tagged) ?? literal(argumentsOf(call)?.[0]));
  if (call === undefined || text === undefined) return [];
  if (call.name === 'Fn::Sub') return subPieces(text).flatMap((piece) => ('name' in piece ? [piece.name] : []));
  return call.name === 'Ref' || call.name === 'Fn::GetAtt' ? [text] : [];
}

/**
 * Whether CloudFormation makes a resource after another: it does so for all that `DependsOn` names and that is referred to, and for what that waits
 * for itself (CloudFormation user guide, "DependsOn attribute"). A reference in a branch that isn't taken counts. Undefined where a macro hides some.
 */
export function waits(resource: TemplateResource, other: Resource, byId: (logicalId: string) => TemplateResource | undefined): boolean | undefined {
  const seen = new Set([resource]);
  const todo = [resource];
  let isOpen = false;
  for (let one = todo.pop(); one; one = todo.pop()) {
    const { names, complete } = dependenciesOf(one);
    if (names.has(other.logicalId)) return true;
    isOpen ||= !complete;
    for (const name of names) {
      const next = byId(name);
      if (next && !seen.has(next)) todo.push(next);
      if (next) seen.add(next);
    }
  }
  return isOpen ? undefined : false;
}

/** What a resource names itself. */
function dependenciesOf({ node }: TemplateResource): { readonly names: ReadonlySet<string>; readonly complete: boolean } {
  const names = new Set<string>();
  const seen = new Set<Node>();
  let complete = true;
  const declared = node.get('DependsOn')?.value;
  for (const item of declared?.kind === 'seq' ? declared.items : declared ? [declared] : []) {
    const name = literal(item);
    if (name === undefined) complete = false;
    else names.add(name);
  }
  const stack: Node[] = [node];
  for (let inner = stack.pop(); inner; inner = stack.pop()) {
    if (inner.kind === 'scalar' ? inner.tag === undefined : seen.has(inner)) continue;
    seen.add(inner);
    for (const name of namesOf(inner)) names.add(name.split('.')[0] as string);
    if (inner.kind === 'seq') stack.push(...inner.items);
    else if (inner.kind === 'map') {
      complete &&= inner.get('Fn::Transform') === undefined;
      for (const { name, value } of inner.pairs) if (name !== 'Metadata') stack.push(value);
    }
  }
  return { names, complete };
}

/** Whether a stack is given something that its template makes, or a connector joins what lintel can't see: they may add what rules look for. */
export function isHandedOn(resource: TemplateResource): boolean {
  if (resource.declaredType === CONNECTOR) return true;
  const parameters = NESTING.has(resource.declaredType) ? resource.propertyNode('Parameters') : undefined;
  const stack: Node[] = parameters ? [parameters] : [];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (namesOf(node).some((name) => resource.template.resource(name.split('.')[0] as string))) return true;
    if (node.kind === 'seq') stack.push(...node.items);
    else if (node.kind === 'map') stack.push(...node.pairs.map(({ value }) => value));
  }
  return false;
}
