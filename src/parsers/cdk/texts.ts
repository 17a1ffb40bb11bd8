import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { TextScalar, type TextSubject } from '../text/model.ts';
import { isRelevant } from '../text/relevance.ts';
import type { ScalarNode } from '../yaml/node.ts';
import type { Node } from './code.ts';
import type { App } from './constructs.ts';
import { staticKey } from './evaluate.ts';

/** Strings that programs hand to the CDK, and ARNs wherever they stand, as `text.scalar` under the keys of the objects around them. */
export function* texts(app: App): Generator<TextSubject> {
  const { code } = app;
  if (!isRelevant(code.file.text)) return;
  for (const node of code.nodes) {
    const text =
      node.type === 'Literal' && typeof node.value === 'string'
        ? node.value
        : node.type === 'TemplateLiteral' && node.quasis.length === 1
          ? node.quasis[0]?.value.cooked
          : undefined;
    if (text == null || text.includes('\n') || !isRelevant(text)) continue;
    const { keys, isGiven } = contextOf(node, app);
    if (!isGiven && !text.startsWith('arn:')) continue;
    let step: ConstructorParameters<typeof TextScalar>[2];
    const scalar = scalarOf(node as TSESTree.StringLiteral, text, code.file, code.span(node));
    for (const key of keys) step = { parent: step, key, node: scalar };
    yield { type: 'text.scalar', node: new TextScalar(code.file, scalar, step, app.classes.nameAround(node) ?? '') };
  }
}

/** The keys that lead to a string, and whether it ends up in an argument of something of the CDK. */
function contextOf(node: Node, { code, names }: App): { readonly keys: string[]; readonly isGiven: boolean } {
  const keys: string[] = [];
  let from = node;
  for (let at = code.parent(node); at; from = at, at = code.parent(at)) {
    switch (at.type) {
      case 'Property': {
        if (at.key === from) return { keys, isGiven: false };
        const key = staticKey(at);
        if (key !== undefined) keys.unshift(key);
        break;
      }
      case 'NewExpression':
      case 'CallExpression':
        // The second argument is the id of a construct, which names nothing outside of the app.
        if (at.arguments[1] === node) return { keys, isGiven: false };
        // What is made with `new` is a construct of the app itself, if not one of the CDK.
        return { keys, isGiven: at.callee !== from && (at.type === 'NewExpression' || names.of(at.callee) !== undefined) };
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'TSAsExpression':
        break;
      default:
        return { keys, isGiven: false };
    }
  }
  return { keys, isGiven: false };
}

/** A string as a scalar of the tree that templates are read from. Its parts have places where it is written without escapes. */
function scalarOf(node: Node, value: string, file: SourceFile, span: Span): ScalarNode {
  const isPlain = file.text.slice(span.start + 1, span.end - 1) === value;
  const toHost = (inner: Span): Span[] => [isPlain ? { start: span.start + 1 + inner.start, end: span.start + 1 + inner.end } : span];
  return {
    kind: 'scalar',
    span,
    tag: undefined,
    tagSpan: undefined,
    style: node.type === 'Literal' && file.text[span.start] === "'" ? 'single' : 'double',
    value,
    isNull: false,
    positions: () => ({
      toHost,
      encode: (inner, text) => (isPlain && !/["'`\\\n\r$]/.test(text) ? { span: toHost(inner)[0] as Span, text } : 'not-expressible'),
    }),
  };
}
