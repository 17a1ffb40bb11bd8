import type { SourceFile, Span } from '../core/source-file.ts';
import type { Node } from '../parsers/yaml/node.ts';
import type { Mistake } from './config-error.ts';

/** Values of a document's parameters that are given together. */
export type ParameterValues = ReadonlyMap<string, string>;

/** What a parameter file gives: a set of values for each environment that it knows. */
export interface ParameterFile {
  readonly sets: readonly { readonly values: ParameterValues /** The template that the file itself names. */; readonly template: string | undefined }[];
  readonly mistakes: readonly Mistake[];
  /** Whether it has one of the shapes at all. */
  readonly recognised: boolean;
}

const notRecognised =
  'no parameter file: neither a list of "ParameterKey" and "ParameterValue" (or of "Name=value"), nor a map with "Parameters", nor a configuration of SAM';
/** Nesting of lists in a value. */
const DEEPEST = 3;

/**
 * Reads a file of parameter values, in the shapes that deployment tools take: a list of `ParameterKey` and `ParameterValue`, or of `Name=value`
 * (AWS CLI); a map with `Parameters` (CodePipeline); `parameter_overrides` of each environment of a samconfig (AWS SAM CLI).
 * Values are texts as written; a list is joined by commas, as CloudFormation takes it. `UsePreviousValue` leaves a parameter as it is.
 */
export async function readParameterFile(file: SourceFile): Promise<ParameterFile> {
  const reader = new Reader(file);
  if (/\.toml$/i.test(file.path)) return reader.toml();
  const { parseJson, parseYaml } = await import('../parsers/yaml/parse.ts');
  const tree = await (/\.json$/i.test(file.path) ? parseJson(file) : parseYaml(file));
  return reader.tree(
    tree.roots[0],
    tree.problems.map(({ span, text }) => ({ span, text: text.replace(/\.$/, '') })),
  );
}

class Reader {
  readonly #mistakes: Mistake[] = [];

  constructor(private readonly file: SourceFile) {}

  tree(root: Node | undefined, problems: readonly { readonly span: Span; readonly text: string }[]): ParameterFile {
    for (const { span, text } of problems) this.#mistake(span, text);
    if (this.#mistakes.length > 0) return { sets: [], mistakes: this.#mistakes, recognised: true };
    const parameters = root?.kind === 'map' ? root.get('Parameters')?.value : undefined;
    if (parameters?.kind === 'map' && !(root?.kind === 'map' && root.get('Resources'))) return this.#one(this.#map(parameters));
    if (root?.kind === 'seq' && root.items.every((item) => item.kind === 'scalar' || (item.kind === 'map' && item.get('ParameterKey'))))
      return this.#one(this.#list(root.items));
    if (root?.kind === 'map' && root.get('version') && root.pairs.some(({ value }) => value.kind === 'map')) return this.#environments(plain(root));
    this.#mistake({ start: 0, end: 0 }, notRecognised);
    return { sets: [], mistakes: this.#mistakes, recognised: false };
  }

  async toml(): Promise<ParameterFile> {
    const { parse, TomlError } = await import('smol-toml');
    try {
      return this.#environments(parse(this.file.text));
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      const [text = ''] = error.message.split('\n');
      this.#mistakes.push({ file: this.file.path, line: error.line, column: error.column, text: `no TOML: ${text.replace(/^Invalid TOML document: /, '')}` });
      return { sets: [], mistakes: this.#mistakes, recognised: true };
    }
  }

  #one(values: ParameterValues): ParameterFile {
    return { sets: [{ values, template: undefined }], mistakes: this.#mistakes, recognised: true };
  }

  #map(node: Extract<Node, { kind: 'map' }>): Map<string, string> {
    const values = new Map<string, string>();
    for (const { name, key, value } of node.pairs) {
      const text = textOf(value);
      if (text === undefined) this.#mistake(key.span, `"${name}" has no text, number, truth value or list of these as its value`);
      else values.set(name, text);
    }
    return values;
  }

  #list(items: readonly Node[]): Map<string, string> {
    const values = new Map<string, string>();
    for (const item of items) {
      if (item.kind === 'scalar') this.#override(item.value, values, item.span);
      else if (item.kind === 'map') {
        const name = textOf(item.get('ParameterKey')?.value);
        const value = item.get('ParameterValue')?.value;
        const text = textOf(value);
        if (name === undefined) this.#mistake(item.span, '"ParameterKey" is not a name');
        else if (text !== undefined) values.set(name, text);
        else if (value || textOf(item.get('UsePreviousValue')?.value)?.toLowerCase() !== 'true') this.#mistake(item.span, `"${name}" has no "ParameterValue"`);
      }
    }
    return values;
  }

  /** A samconfig: `environment → command → parameters → parameter_overrides`. Commands of one environment say the same or add to it. */
  #environments(root: unknown): ParameterFile {
    const sets: { values: Map<string, string>; template: string | undefined }[] = [];
    for (const commands of Object.values(isMap(root) ? root : {})) {
      const values = new Map<string, string>();
      let template: string | undefined;
      for (const command of Object.values(isMap(commands) ? commands : {})) {
        const parameters = isMap(command) && isMap(command.parameters) ? command.parameters : {};
        for (const name of ['template_file', 'template']) if (typeof parameters[name] === 'string') template = parameters[name];
        const overrides = parameters.parameter_overrides;
        if (typeof overrides === 'string') for (const word of words(overrides)) this.#override(word, values);
        else if (Array.isArray(overrides)) for (const word of overrides) this.#override(typeof word === 'string' ? word : '', values);
        else if (isMap(overrides)) for (const [name, value] of Object.entries(overrides)) values.set(name, String(value));
      }
      if (values.size > 0) sets.push({ values, template });
    }
    if (sets.length === 0 && this.#mistakes.length === 0) this.#mistake({ start: 0, end: 0 }, 'there are no "parameter_overrides" in it');
    return { sets, mistakes: this.#mistakes, recognised: true };
  }

  /** `Name=value` or `ParameterKey=Name,ParameterValue=value`. */
  #override(text: string, values: Map<string, string>, span: Span = this.#spanOf(text)): void {
    const long = /^ParameterKey=([^,=]+),ParameterValue=([\s\S]*)$/.exec(text);
    const equals = text.indexOf('=');
    const name = long ? long[1] : equals > 0 ? text.slice(0, equals) : undefined;
    if (name === undefined) this.#mistake(span, `"${text}" is not written as Name=value`);
    else values.set(name.trim(), unquoted(long ? (long[2] as string) : text.slice(equals + 1)));
  }

  #spanOf(text: string): Span {
    const start = Math.max(0, text === '' ? 0 : this.file.text.indexOf(text));
    return { start, end: start };
  }

  #mistake(span: Span, text: string): void {
    this.#mistakes.push({ file: this.file.path, ...this.file.positionAt(span.start), text });
  }
}

/** A value as CloudFormation takes it. */
function textOf(node: Node | undefined, depth = 0): string | undefined {
  if (node?.kind === 'scalar') return node.isNull ? undefined : node.value;
  if (node?.kind !== 'seq' || depth > DEEPEST) return undefined;
  const items = node.items.map((item) => textOf(item, depth + 1));
  return items.every((item) => item !== undefined) ? items.join(',') : undefined;
}

/** The part of a tree that a samconfig in YAML uses, as plain data. */
function plain(node: Node, depth = 0): unknown {
  if (node.kind === 'scalar') return node.value;
  if (depth > 10) return undefined;
  if (node.kind === 'seq') return node.items.map((item) => plain(item, depth + 1));
  return Object.fromEntries(node.pairs.map(({ name, value }) => [name, plain(value, depth + 1)]));
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The words of a text: spaces part them, but not between quotes or after a backslash. Quotes stay. */
function words(text: string): string[] {
  const found: string[] = [];
  let word = '';
  let quote: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '\\' && i + 1 < text.length) word += char + text[++i];
    else if (quote === undefined && /\s/.test(char)) {
      if (word !== '') found.push(word);
      word = '';
    } else {
      if (char === quote) quote = undefined;
      else if (quote === undefined && (char === '"' || char === "'")) quote = char;
      word += char;
    }
  }
  return word === '' ? found : [...found, word];
}

function unquoted(text: string): string {
  const inner = /^(["'])([\s\S]*)\1$/.exec(text)?.[2] ?? text;
  return inner.replace(/\\([\s\S])/g, '$1');
}
