import type { SubjectOf } from '../../core/document.ts';
import { type ArnSubjects, isPortable, openArns } from '../arn/model.ts';
import type { Node } from './code.ts';
import type { App } from './constructs.ts';

/** The ARNs of a program that name the commercial partition, in strings that are put together and in literals. */
export function* arns(app: App): Generator<SubjectOf<ArnSubjects>> {
  const { code, evaluator } = app;
  const { file } = code;
  if (!file.text.includes('arn:aws:')) return;
  const isPortableElsewhere = isPortable(file.text);
  for (const node of code.nodes) {
    if (node.type !== 'Literal' && node.type !== 'TemplateLiteral' && node.type !== 'BinaryExpression') continue;
    // A chain of `+` is one text, and so is what it is made of.
    const parent = code.parent(node);
    if (parent?.type === 'BinaryExpression' && parent.operator === '+') continue;
    if (parent?.type === 'TaggedTemplateExpression' || parent?.type === 'ImportDeclaration') continue;
    const written = file.text.slice(code.span(node).start, code.span(node).end);
    const at = written.indexOf('arn:aws:');
    if (at < 0 || at > 1) continue;
    const path = app.classes.nameAround(node) ?? '';
    const { parts } = evaluator.value(node, { path });
    const text = parts?.map((part) => (typeof part === 'string' ? part : `\${${part.name}}`)).join('');
    const found = text === undefined ? undefined : openArns(text).next().value;
    if (!found || !text?.startsWith(found.arn.slice(0, 'arn:aws:'.length))) continue;
    const start = code.span(node).start + at + 'arn:'.length;
    yield {
      type: 'arn.partition',
      node: {
        file,
        span: { start, end: start + 'aws'.length },
        path,
        arn: found.arn,
        token: tokenFor(node),
        isReplaceable: false,
        isComputed: parts?.some((part) => typeof part !== 'string') === true,
        isPortableElsewhere,
      },
    };
  }
}

/** How the partition is written into such a string. */
const tokenFor = (node: Node): string => (node.type === 'TemplateLiteral' ? '${Aws.PARTITION}' : 'Aws.PARTITION');
