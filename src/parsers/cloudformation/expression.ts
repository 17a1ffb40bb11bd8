import type { Node } from '../yaml/node.ts';
import { type Intrinsic, intrinsic, literal, subPieces } from './intrinsics.ts';

/** Most nodes of an expression that is written down: aliases can make a small file a large tree. */
const MAX_NODES = 1000;

/**
 * A node as it is written, in one spelling: short and long forms, `A.Arn` and `[A, Arn]`, `"x"` and `x` give the same text.
 * Two nodes of one template with the same text have the same value in every deployment. Undefined for what is too large to compare.
 */
export function expressionText(node: Node): string | undefined {
  let left = MAX_NODES;
  const write = (from: Node): unknown => {
    if (left-- <= 0) return undefined;
    const call = intrinsic(from);
    return call ? callOf(call, write) : plain(from, write);
  };
  const written = write(node);
  return left < 0 ? undefined : JSON.stringify(written);
}

function plain(node: Node, write: (node: Node) => unknown): unknown {
  if (node.kind === 'scalar') return node.isNull ? null : node.value;
  if (node.kind === 'seq') return ['list', ...node.items.map(write)];
  return ['map', ...node.pairs.map((pair) => [pair.name, write(pair.value)])];
}

function callOf(call: Intrinsic, write: (node: Node) => unknown): unknown {
  const text = literal(call.argument, call.tagged);
  switch (call.name) {
    case 'Fn::GetAtt': {
      const dot = text?.indexOf('.') ?? -1;
      if (text !== undefined && dot > 0) return attribute(text.slice(0, dot), text.slice(dot + 1));
      break;
    }
    case 'Fn::Sub': {
      const pieces = text === undefined ? [] : subPieces(text);
      const only = pieces.length === 1 ? pieces[0] : undefined;
      if (only && 'text' in only) return only.text;
      if (!only) break;
      const dot = only.name.indexOf('.');
      return dot > 0 ? attribute(only.name.slice(0, dot), only.name.slice(dot + 1)) : ['Ref', only.name];
    }
    case 'Fn::GetAZs':
      // An empty name is the region of the stack.
      if (text === '') return ['Fn::GetAZs', ['Ref', 'AWS::Region']];
      break;
  }
  return [call.name, call.tagged ? plain(call.argument, write) : write(call.argument)];
}

const attribute = (logicalId: string, name: string): unknown => ['Fn::GetAtt', ['list', logicalId, name]];
