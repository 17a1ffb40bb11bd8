import { and, type Formula, oneOf, or, type Possibility, type Variable } from '../../core/choices.ts';
import type { Inputs, Located } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { argumentsOf, intrinsic, literal, refName } from './intrinsics.ts';

/** A template parameter as it is written. */
export interface Parameter {
  readonly name: string;
  /** Its name in the `Parameters` section. */
  readonly at: Located;
  readonly node: MapNode;
  readonly type: string;
  readonly default: string | undefined;
  /** Where the default stands. */
  readonly defaultAt: Located | undefined;
  readonly allowedValues: readonly string[] | undefined;
  /** Undefined when `NoEcho` is neither absent nor a literal. */
  readonly noEcho: boolean | undefined;
  readonly description: string;
  /** The values that it may take, when the template says anything about them. */
  readonly variable: Variable | undefined;
}

/** Pseudo-parameters that templates compare or look up; read anywhere else they are holes. */
const PSEUDO = new Set(['AWS::Region', 'AWS::Partition', 'AWS::AccountId', 'AWS::StackName', 'AWS::URLSuffix']);

/** Whether a parameter's text is a list, written with commas. */
export const isListType = (type: string): boolean => /^(List<|CommaDelimitedList)/.test(type);

/** The parameters of a template and, for each parameter that the template constrains, its variable. Pseudo-parameters have variables only. */
export function readParameters(
  file: SourceFile,
  root: MapNode,
  { regions, parameters: given, open }: Inputs,
): { parameters: Map<string, Parameter>; variables: Map<string, Variable> } {
  const parameters = new Map<string, Parameter>();
  const variables = new Map<string, Variable>();
  // Only conditions and rules compare; what looks up mappings may stand anywhere.
  const from = file.text.includes('FindInMap') ? [root] : [root.get('Conditions')?.value, root.get('Rules')?.value].filter((node) => node !== undefined);
  const constants = collectConstants(root, from);
  const section = root.get('Parameters')?.value;
  if (section?.kind === 'map') {
    for (const pair of section.pairs) {
      const node = pair.value;
      if (node.kind !== 'map' || pair.name === '') continue;
      const path = `Parameters/${pair.name}`;
      const text = (key: string): string | undefined => literal(node.get(key)?.value);
      const type = text('Type') ?? 'String';
      const values = node.get('AllowedValues')?.value;
      const allowed = values?.kind === 'seq' ? values.items.map((item) => literal(item)) : undefined;
      const allowedValues = allowed?.every((value) => value !== undefined) && allowed.length > 0 ? allowed : undefined;
      const fallback = node.get('Default')?.value;
      const fallbackText = fallback?.kind === 'scalar' && fallback.isNull ? undefined : literal(fallback);
      const noEcho = node.get('NoEcho') === undefined ? 'false' : text('NoEcho');
      // The default of an SSM parameter type names a parameter of Systems Manager; its value is known at deployment only.
      const variable = type.startsWith('AWS::SSM::Parameter::Value')
        ? undefined
        : variableOf(
            pair.name,
            allowedValues,
            fallbackText,
            [...(constants.get(pair.name) ?? [])],
            given.map((values) => values.get(pair.name) ?? (open && !open.has(pair.name) ? fallbackText : undefined)),
          );
      if (variable) variables.set(pair.name, variable);
      parameters.set(pair.name, {
        name: pair.name,
        at: { file, span: pair.key.span, path },
        node,
        type,
        default: fallbackText,
        defaultAt: fallback && { file, span: fallback.span, path: `${path}/Default` },
        allowedValues,
        noEcho: noEcho === undefined ? undefined : /^(true|yes|on|1)$/i.test(noEcho),
        description: text('Description') ?? '',
        variable,
      });
    }
  }
  for (const [name, values] of constants) {
    const known = name === 'AWS::Region' && regions.length > 0 ? regions : undefined;
    const variable = PSEUDO.has(name) && variableOf(name, known, undefined, [...values]);
    if (variable) variables.set(name, variable);
  }
  return { parameters, variables };
}

/** That the parameters have the values of one of the sets that they are given together. */
export function oneOfSets(variables: ReadonlyMap<string, Variable>, sets: readonly ReadonlyMap<string, string>[]): Formula {
  return or(
    sets.map((values) =>
      and(
        [...values].flatMap(([name, value]) => {
          const variable = variables.get(name);
          return variable ? [oneOf(variable, ({ text }) => text === value)] : [];
        }),
      ),
    ),
  );
}

/** The domain: the values that are given; else the allowed values; else the default, the constants that it is compared with or looked up by, and one value that nothing names. */
function variableOf(
  name: string,
  allowed: readonly string[] | undefined,
  fallback: string | undefined,
  constants: readonly string[],
  given: readonly (string | undefined)[] = [],
): Variable | undefined {
  const texts = given.filter((text) => text !== undefined);
  // A set without the parameter leaves it as open as it was.
  if (given.length > 0 && texts.length === given.length) return { name, possibilities: [...new Set(texts)].map((text) => ({ text, label: text })) };
  if (allowed && texts.length > 0) return { name, possibilities: [...new Set([...allowed, ...texts])].map((text) => ({ text, label: text })) };
  if (allowed) return { name, possibilities: [...new Set(allowed)].map((text) => ({ text, label: text })) };
  const possibilities: Possibility[] = [];
  if (fallback !== undefined) possibilities.push({ text: fallback, label: 'default' });
  for (const text of new Set([...constants, ...texts])) if (text !== fallback) possibilities.push({ text, label: text });
  return possibilities.length === 0 ? undefined : { name, possibilities: [...possibilities, { text: undefined, label: 'other' }] };
}

/** Functions of `Rules` that compare with the elements of a list. */
const MEMBERSHIP = new Set(['Fn::Contains', 'Fn::EachMemberEquals', 'Fn::EachMemberIn']);

/** The parameters that a list or single value refers to. */
const refNames = (node: Node): string[] => (node.kind === 'seq' && !node.tag ? node.items : [node]).flatMap((item) => refName(item) ?? []);
const literals = (node: Node): string[] => (node.kind === 'seq' ? node.items : [node]).flatMap((item) => literal(item) ?? []);

/** For each parameter, the literals that conditions compare it with and the keys of mappings that it looks up. Parameters compared with each other share theirs. */
function collectConstants(root: MapNode, from: readonly Node[]): Map<string, Set<string>> {
  const constants = new Map<string, Set<string>>();
  const pairs: [string, string][] = [];
  const of = (name: string): Set<string> => {
    const known = constants.get(name);
    if (known) return known;
    const fresh = new Set<string>();
    constants.set(name, fresh);
    return fresh;
  };
  const mappings = root.get('Mappings')?.value;
  const topKeys = (name: string | undefined): string[] => {
    const mapping = mappings?.kind === 'map' && name !== undefined ? mappings.get(name)?.value : undefined;
    return mapping?.kind === 'map' ? mapping.pairs.map((pair) => pair.name) : [];
  };
  const secondKeys = (name: string | undefined): string[] => {
    const mapping = mappings?.kind === 'map' && name !== undefined ? mappings.get(name)?.value : undefined;
    if (mapping?.kind !== 'map') return [];
    return mapping.pairs.flatMap((pair) => (pair.value.kind === 'map' ? pair.value.pairs.map((inner) => inner.name) : []));
  };
  visitCalls(from, (name, args) => {
    const [first, second, third] = args;
    if (name === 'Fn::Equals' && first && second) {
      const a = refName(first);
      const b = refName(second);
      const left = literal(first);
      const right = literal(second);
      if (a !== undefined && right !== undefined) of(a).add(right);
      if (b !== undefined && left !== undefined) of(b).add(left);
      if (a !== undefined && b !== undefined) pairs.push([a, b]);
    } else if (MEMBERSHIP.has(name) && first && second) {
      for (const a of refNames(first)) {
        for (const text of literals(second)) of(a).add(text);
        for (const b of refNames(second)) pairs.push([a, b]);
      }
      for (const b of refNames(second)) for (const text of literals(first)) of(b).add(text);
    } else if (name === 'Fn::FindInMap' && second) {
      const mapping = first && literal(first);
      const key = refName(second);
      if (key !== undefined) for (const text of topKeys(mapping)) of(key).add(text);
      const inner = third && refName(third);
      if (inner !== undefined) for (const text of secondKeys(mapping)) of(inner).add(text);
    }
  });
  for (const [a, b] of pairs) {
    const both = new Set([...of(a), ...of(b)]);
    for (const text of both) {
      of(a).add(text);
      of(b).add(text);
    }
  }
  return constants;
}

/** Calls `visit` for each intrinsic with a list of arguments, everywhere in some nodes, once per node. Iterative: depth is the input's. */
export function visitCalls(roots: readonly Node[], visit: (name: string, args: readonly Node[]) => void): void {
  const stack: Node[] = [...roots];
  const seen = new Set<Node>();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind === 'scalar' || seen.has(node)) continue;
    seen.add(node);
    const call = intrinsic(node);
    const args = call && argumentsOf(call);
    if (call && args) visit(call.name, args);
    if (node.kind === 'seq') stack.push(...node.items);
    else for (const pair of node.pairs) stack.push(pair.value);
  }
}
