import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { Code, Node, Variable } from './code.ts';

/** What an expression names of the CDK: a module (`aws-lambda`, `core`, `constructs`) and the way inside it (`Runtime`, `NODEJS_20_X`). */
export interface CdkName {
  readonly module: string;
  readonly path: readonly string[];
}

/** What snippets without imports call the modules. */
const CONVENTIONAL: ReadonlyMap<string, string> = new Map([
  ['cdk', 'core'],
  ['lambda', 'aws-lambda'],
  ['lambda_nodejs', 'aws-lambda-nodejs'],
  ['apigateway', 'aws-apigateway'],
  ['dynamodb', 'aws-dynamodb'],
  ['iam', 'aws-iam'],
  ['ec2', 'aws-ec2'],
  ['ecs', 'aws-ecs'],
  ['ecr', 'aws-ecr'],
  ['autoscaling', 'aws-autoscaling'],
  ['glue', 'aws-glue'],
  ['s3', 'aws-s3'],
  ['sqs', 'aws-sqs'],
  ['sns', 'aws-sns'],
  ['kms', 'aws-kms'],
  ['codeartifact', 'aws-codeartifact'],
  ['codebuild', 'aws-codebuild'],
  ['acmpca', 'aws-acmpca'],
  ['emr', 'aws-emr'],
  ['logs', 'aws-logs'],
  ['opensearchservice', 'aws-opensearchservice'],
]);
const MAX_DEPTH = 50;

/** The module behind an import: version 1 and 2 packages, previews (`-alpha`) as what they become; undefined for others. */
export function moduleOf(specifier: string): string | undefined {
  if (specifier === 'constructs' || specifier === 'cdk-nag') return specifier;
  const match = /^(?:aws-cdk-lib|(@aws-cdk))(?:\/([\w-]+))?/.exec(specifier);
  if (!match) return undefined;
  const name = match[2];
  if (name === undefined) return match[1] ? undefined : 'core';
  return name.replace(/-alpha$/, '');
}

/** Follows names through imports, `require`, destructuring and aliases. */
export class Names {
  readonly #known = new Map<Node, CdkName | undefined>();

  constructor(private readonly code: Code) {}

  /** What an expression names; undefined when that is nothing of the CDK, or only running the program tells. */
  of(node: Node, depth = 0): CdkName | undefined {
    if (this.#known.has(node)) return this.#known.get(node);
    const name = depth > MAX_DEPTH ? undefined : this.#resolve(node, depth);
    this.#known.set(node, name);
    return name;
  }

  #resolve(node: Node, depth: number): CdkName | undefined {
    switch (node.type) {
      case 'Identifier': {
        const variable = this.code.variable(node);
        if (variable) return this.#variable(variable, depth);
        const module = CONVENTIONAL.get(node.name);
        return module === undefined ? undefined : { module, path: [] };
      }
      case 'MemberExpression': {
        const key = keyOf(node);
        const of = key === undefined ? undefined : this.of(node.object, depth + 1);
        return of && inside(of, key as string);
      }
      case 'TSQualifiedName': {
        const of = this.of(node.left, depth + 1);
        return of && inside(of, node.right.name);
      }
      case 'CallExpression': {
        const [argument] = node.arguments;
        if (node.callee.type !== 'Identifier' || node.callee.name !== 'require' || argument?.type !== 'Literal') return undefined;
        const module = moduleOf(String(argument.value));
        return module === undefined ? undefined : { module, path: [] };
      }
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'ChainExpression':
        return this.of(node.expression, depth + 1);
      default:
        return undefined;
    }
  }

  #variable(variable: Variable, depth: number): CdkName | undefined {
    const [definition, ...more] = variable.defs;
    if (!definition || more.length > 0) return undefined;
    const { node } = definition as { readonly node: Node };
    switch (node.type) {
      case 'ImportSpecifier':
      case 'ImportDefaultSpecifier':
      case 'ImportNamespaceSpecifier': {
        const declaration = this.code.parent(node);
        const module = declaration?.type === 'ImportDeclaration' ? moduleOf(declaration.source.value) : undefined;
        if (module === undefined) return undefined;
        if (node.type !== 'ImportSpecifier') return { module, path: [] };
        return inside({ module, path: [] }, node.imported.type === 'Identifier' ? node.imported.name : node.imported.value);
      }
      case 'TSImportEqualsDeclaration': {
        const reference = node.moduleReference;
        if (reference.type !== 'TSExternalModuleReference') return this.of(reference, depth + 1);
        const module = reference.expression.type === 'Literal' ? moduleOf(String(reference.expression.value)) : undefined;
        return module === undefined ? undefined : { module, path: [] };
      }
      case 'VariableDeclarator': {
        if (!node.init || !isSettled(variable)) return undefined;
        if (node.id.type === 'Identifier') return isNamed(node.init) ? this.of(node.init, depth + 1) : undefined;
        const key = node.id.type === 'ObjectPattern' ? keyInPattern(node.id, variable.name) : undefined;
        const of = key === undefined ? undefined : this.of(node.init, depth + 1);
        return of && inside(of, key as string);
      }
      default:
        return undefined;
    }
  }
}

/** Whether an initializer may be an alias of something imported. */
const isNamed = (node: Node): boolean => ['Identifier', 'MemberExpression', 'CallExpression', 'TSAsExpression'].includes(node.type);

/** Whether a variable keeps the value that its declaration gives it. */
export const isSettled = (variable: Variable): boolean => variable.references.every((reference) => !reference.isWrite() || reference.init === true);

/** The property that a destructuring gives a name; undefined in nested patterns. */
function keyInPattern(pattern: TSESTree.ObjectPattern, name: string): string | undefined {
  for (const property of pattern.properties) {
    if (property.type === 'Property' && property.value.type === 'Identifier' && property.value.name === name && property.key.type === 'Identifier')
      return property.key.name;
  }
  return undefined;
}

/** The name that a member expression asks for: `a.b`, `a['b']`. */
export function keyOf(node: TSESTree.MemberExpression): string | undefined {
  const { property, computed } = node;
  if (!computed) return property.type === 'Identifier' ? property.name : undefined;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}

/** A member of a module or class; `cdk.aws_lambda` is the module of that name. */
function inside({ module, path }: CdkName, key: string): CdkName {
  if (module === 'core' && path.length === 0 && /^(?:aws|alexa)_/.test(key)) return { module: key.replaceAll('_', '-'), path: [] };
  // The default export of what a bundler made of CommonJS.
  if (path.length === 0 && key === 'default') return { module, path };
  return { module, path: [...path, key] };
}
