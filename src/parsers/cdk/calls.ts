import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { Located, SubjectOf } from '../../core/document.ts';
import type { Host } from '../../core/host.ts';
import type { SourceFile } from '../../core/source-file.ts';
import type { Value } from '../../core/value.ts';
import type { App } from './constructs.ts';
import type { CodeCall, CodeSubjects } from './model.ts';
import type { CdkName } from './names.ts';

/** Folders above a file in which its cdk.json is looked for. */
const MAX_FOLDERS = 12;

/** The calls of the CDK in a program, in document order. */
export function* calls(app: App, host: Host): Generator<SubjectOf<CodeSubjects>> {
  const { code, names } = app;
  const flags = contextOf(code.file, host);
  for (const node of code.nodes) {
    if (node.type !== 'NewExpression' && node.type !== 'CallExpression') continue;
    const callee = names.of(node.callee);
    if (!callee || callee.path.length === 0) continue;
    const around = app.classes.nameAround(node);
    const path = `${around === undefined ? '' : `${around}/`}${callee.path.join('.')}`;
    yield { type: 'code.call', node: new Call(app, callee, node, path, flags) };
  }
}

class Call implements CodeCall {
  readonly isNew: boolean;
  readonly at: Located;
  readonly complete: boolean;
  readonly #given: readonly TSESTree.CallExpressionArgument[];

  constructor(
    private readonly app: App,
    readonly callee: CdkName,
    private readonly node: TSESTree.NewExpression | TSESTree.CallExpression,
    private readonly path: string,
    private readonly flags: ReturnType<typeof contextOf>,
  ) {
    const { code } = app;
    this.isNew = node.type === 'NewExpression';
    this.at = { file: code.file, span: code.span(node.callee), path };
    const spread = node.arguments.findIndex((argument) => argument.type === 'SpreadElement');
    this.complete = spread < 0;
    this.#given = spread < 0 ? node.arguments : node.arguments.slice(0, spread);
  }

  get arguments(): readonly Value[] {
    return this.#given.map((argument) => this.app.evaluator.value(argument as never, { path: this.path }));
  }

  get name(): string {
    return this.app.nameOf(this.node);
  }

  flag(name: string): boolean | undefined {
    return this.flags()?.(name);
  }
}

/** The flags in the `context` of the nearest cdk.json, read when first asked for. */
function contextOf(file: SourceFile, host: Host): () => ((name: string) => boolean) | undefined {
  let known: { readonly flags: ((name: string) => boolean) | undefined } | undefined;
  return () => {
    known ??= { flags: readContext(file, host) };
    return known.flags;
  };
}

function readContext(file: SourceFile, host: Host): ((name: string) => boolean) | undefined {
  for (let i = 0; i <= MAX_FOLDERS; i++) {
    const found = host.read(file, `${'../'.repeat(i)}cdk.json`);
    if (found === 'outside' || found === 'unknown') return undefined;
    if (found === 'missing') continue;
    try {
      const { context } = JSON.parse(found.text) as { readonly context?: object };
      const flags = new Map<string, unknown>(Object.entries(context ?? {}));
      return (name) => flags.get(name) === true || flags.get(name) === 'true';
    } catch {
      return undefined;
    }
  }
  return undefined;
}
