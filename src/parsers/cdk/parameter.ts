import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { Parameter } from '../cloudformation/parameters.ts';
import type { MapNode, Node, Pair } from '../yaml/node.ts';
import type { App } from './constructs.ts';
import { staticKey } from './evaluate.ts';

/** `new CfnParameter(this, 'Id', { … })` as a parameter of a template; undefined where its id or props are not written out. */
export function parameterOf(node: TSESTree.NewExpression, { code, evaluator }: App): Parameter | undefined {
  const [, id, props] = node.arguments;
  if (!id || id.type === 'SpreadElement' || props?.type === 'SpreadElement') return undefined;
  const name = evaluator.value(id, { path: '' }).string;
  const source = props && evaluator.source(props);
  if (name === undefined || (source && source.type !== 'ObjectExpression')) return undefined;
  const values = source && evaluator.value(source, { path: '', naming: 'template' });
  if (values && !values.complete) return undefined;
  const text = (key: string): string | undefined => values?.get(key).string;
  const fallback = values?.get('Default');
  const allowed = values?.get('AllowedValues');
  const path = `Parameters/${name}`;
  const noEcho = values?.get('NoEcho');
  return {
    name,
    at: { file: code.file, span: code.span(id), path },
    node: mapNode(source, node, code),
    type: text('Type') ?? 'String',
    default: fallback?.string,
    defaultAt: fallback?.isAbsent ? undefined : fallback,
    allowedValues: allowed?.kind === 'list' ? allowed.items.map((item) => item.string ?? '') : undefined,
    noEcho: noEcho === undefined || noEcho.isAbsent ? false : noEcho.boolean,
    description: text('Description') ?? '',
    variable: undefined,
  };
}

/** The props as a map of the tree that templates are read from: keys as templates spell them, at the places of the program. */
function mapNode(source: TSESTree.ObjectExpression | undefined, call: TSESTree.NewExpression, code: App['code']): MapNode {
  const span = code.span(source ?? call);
  const scalar = (at: TSESTree.Node, value: string): Node => ({
    kind: 'scalar',
    span: code.span(at),
    tag: undefined,
    tagSpan: undefined,
    style: 'plain',
    value,
    isNull: false,
    positions: () => ({
      toHost: (inner) => [{ start: code.span(at).start + inner.start, end: code.span(at).start + inner.end }],
      encode: () => 'not-expressible',
    }),
  });
  const pairs: Pair[] = [];
  for (const property of source?.properties ?? []) {
    const key = property.type === 'Property' ? staticKey(property) : undefined;
    if (property.type !== 'Property' || key === undefined) continue;
    const value = property.value.type === 'Literal' ? String(property.value.value) : code.text(property.value);
    const name = key.replace(/^[a-z]/, (letter) => letter.toUpperCase());
    pairs.push({ key: scalar(property.key, key), value: scalar(property.value, value), name, aliasSpan: undefined, merged: false });
  }
  return { kind: 'map', span, tag: undefined, tagSpan: undefined, flow: true, pairs, get: (name) => pairs.find((pair) => pair.name === name) };
}
