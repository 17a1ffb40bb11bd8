import type { Problem } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import type { MapNode, Node, Pair, ScalarNode, Tree } from '../yaml/node.ts';
import type { SectionKind, WrittenFile, WrittenInclude, WrittenProperty, WrittenSection } from './model.ts';

export interface YamlFile extends WrittenFile {
  readonly format: 'yaml';
  readonly problems: readonly Problem[];
}

/** The lists of `pipeline`. */
const PIPELINE: Readonly<Record<string, SectionKind>> = { inputs: 'input', filters: 'filter', outputs: 'output' };
/** Lists at the top whose elements are sections of texts. */
const LISTS: Readonly<Record<string, SectionKind>> = {
  customs: 'custom',
  parsers: 'parser',
  multiline_parsers: 'multiline_parser',
  stream_processor: 'stream_processor',
  upstream_servers: 'upstream_servers',
};
const PLUGINS = new Set<SectionKind>(['input', 'filter', 'output', 'custom']);
const SIGNALS = ['logs', 'metrics', 'traces', 'profiles'];

/**
 * Reads the YAML format as Fluent Bit's own reader of events does (src/config_format/flb_cf_yaml.c of 5.1): every scalar is a text,
 * aliases and merges are refused, each place takes one kind of node. Duplicate keys are no fault: each counts.
 */
export function readYaml(file: SourceFile, tree: Tree): YamlFile {
  return new YamlReader(file, tree).read();
}

class YamlReader {
  readonly #sections: WrittenSection[] = [];
  readonly #includes: WrittenInclude[] = [];
  readonly #definitions: { name: string; text: string; span: Span }[] = [];
  readonly #problems: Problem[];
  #hasRoutes = false;
  #service: Pair | undefined;

  constructor(
    private readonly file: SourceFile,
    private readonly tree: Tree,
  ) {
    this.#problems = tree.problems.filter(({ rule }) => rule !== 'yaml/duplicate-key');
  }

  read(): YamlFile {
    const { file } = this;
    for (const root of this.tree.roots) {
      if (root.kind === 'map') for (const pair of root.pairs) this.#top(pair);
      else if (!this.tree.recovered) this.#problem(root.span, 'The configuration is no map of sections.', 'Write "pipeline:" and its lists.');
    }
    return {
      file,
      format: 'yaml',
      sections: this.#sections,
      directives: [],
      includes: this.#includes,
      definitions: this.#definitions,
      isTemplate: false,
      hasRoutes: this.#hasRoutes,
      // What could be recovered of a broken text may lack what its author wrote.
      problems: this.tree.recovered ? this.tree.problems.filter(({ rule }) => rule !== 'yaml/duplicate-key') : this.#problems,
    };
  }

  #top(pair: Pair): void {
    if (this.#aliased(pair)) return;
    const name = pair.name.toLowerCase();
    const list = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
    if (name === 'pipeline') this.#pipeline(pair);
    else if (name === 'includes') this.#includeList(pair);
    else if (name === 'plugins') this.#pluginPaths(pair);
    else if (list) this.#list(pair, list, name);
    else if (name === 'env') this.#environment(pair);
    else this.#settings(pair, name);
  }

  /** `service`, and sections that Fluent Bit knows nothing of: maps of texts. */
  #settings(pair: Pair, name: string): void {
    const { value } = pair;
    if (name === 'service') {
      if (this.#service) this.#problem(pair.key.span, '"service" stands twice, and Fluent Bit takes one only.', 'Put the settings of both into the first.');
      else this.#service = pair;
    }
    if (value.kind !== 'map') {
      this.#problem(
        pair.key.span,
        `"${pair.name}" is ${described(value)} where Fluent Bit expects a map of settings.`,
        name === 'service' ? 'Write settings such as "flush: 1" below it, or remove it.' : 'Remove it, or write a map of texts.',
      );
      return;
    }
    const section = this.#section(name === 'service' ? 'service' : 'other', pair.name, pair.key.span, value);
    for (const inner of value.pairs) {
      if (this.#aliased(inner) || inner.value.kind === 'scalar' || name === 'extensions') continue;
      if (name === 'service' && inner.value.kind === 'map' && inner.name === 'telemetry') continue;
      this.#problem(
        inner.key.span,
        `"${inner.name}" of "${pair.name}" is ${described(inner.value)}, and Fluent Bit takes a text only.`,
        'Write a single value.',
      );
    }
    this.#sections.push(section);
  }

  #pipeline(pair: Pair): void {
    if (pair.value.kind !== 'map') {
      this.#problem(
        pair.key.span,
        `"pipeline" is ${described(pair.value)} where Fluent Bit expects a map.`,
        'Write "inputs:", "filters:" and "outputs:" below it.',
      );
      return;
    }
    for (const inner of pair.value.pairs) {
      if (this.#aliased(inner)) continue;
      const name = inner.name.toLowerCase();
      const kind = Object.hasOwn(PIPELINE, name) ? PIPELINE[name] : undefined;
      if (kind) {
        this.#list(inner, kind, name);
        continue;
      }
      const right = Object.hasOwn(PIPELINE, `${name}s`) ? `${name}s` : undefined;
      const advice = right
        ? `Write "${right}".`
        : name === 'customs'
          ? 'Write "customs" at the top, beside "pipeline".'
          : 'Write one of inputs, filters and outputs.';
      this.#problem(inner.key.span, `"pipeline" has no component "${inner.name}", and Fluent Bit stops here.`, advice);
      if (right) this.#list(inner, PIPELINE[right] as SectionKind, right, true);
    }
  }

  /** A list of sections. `told`: a problem of its name was noted. */
  #list(pair: Pair, kind: SectionKind, name: string, told = false): void {
    const { value } = pair;
    if (value.kind !== 'seq') {
      if (!told) {
        const advice =
          value.kind === 'scalar' ? `Write a list of maps below it, each beginning with "- name:", or remove "${pair.name}".` : 'Put "- " before each element.';
        this.#problem(pair.key.span, `"${pair.name}" is ${described(value)} where Fluent Bit expects a list.`, advice);
      }
      if (value.kind === 'map' && value.get('name')) this.#element(value, kind, name, pair.key.span);
      return;
    }
    for (const item of value.items) {
      if (item.span.start < value.span.start || item.span.end > value.span.end) continue;
      if (item.kind === 'map') this.#element(item, kind, name, pair.key.span);
      else
        this.#problem(
          item.kind === 'scalar' && item.style === 'empty' ? pair.key.span : item.span,
          `An element of "${pair.name}" is ${described(item)} where Fluent Bit expects a map.`,
          'Write "- name:" and the plugin, and its settings below.',
        );
    }
  }

  #element(node: MapNode, kind: SectionKind, name: string, listSpan: Span): void {
    const first = node.pairs[0]?.key.span ?? (node.span.end > node.span.start ? node.span : listSpan);
    this.#sections.push(this.#section(kind, name, first, node));
    if (!PLUGINS.has(kind)) return;
    for (const pair of node.pairs) {
      if (this.#aliased(pair)) continue;
      if (pair.name === 'routes' && kind === 'input') this.#hasRoutes = true;
      else if (pair.name === 'processors') this.#processors(pair, kind);
      else this.#pluginValue(pair, kind);
    }
  }

  /** A value of a plugin: a text, or a list of texts, each of which counts as a property of its own. */
  #pluginValue({ key, name, value }: Pair, kind: SectionKind): void {
    if (value.kind === 'map') {
      if (name === 'routes' || (name === 'telemetry' && kind === 'input')) return;
      this.#problem(
        key.span,
        `"${name}" holds a map, and no setting of ${kind === 'input' ? 'an' : 'a'} ${kind} does.`,
        'Write its settings beside it, with the names that the plugin documents.',
      );
    } else if (value.kind === 'seq' && name !== 'routes') {
      const wrong = value.items.find((item) => item.kind !== 'scalar');
      if (wrong) this.#problem(key.span, `"${name}" has ${described(wrong)} among its values, and Fluent Bit takes texts only.`, 'Write each value as a text.');
    }
  }

  /** Inputs and outputs have processors; on a filter Fluent Bit takes no notice of them. */
  #processors({ value }: Pair, kind: SectionKind): void {
    if (value.kind !== 'map' || kind === 'filter') return;
    for (const signal of value.pairs) {
      if (this.#aliased(signal) || SIGNALS.includes(signal.name)) continue;
      this.#problem(signal.key.span, `There are no processors for "${signal.name}".`, `Write one of ${SIGNALS.join(', ')}.`);
    }
  }

  #includeList(pair: Pair): void {
    const { value } = pair;
    if (value.kind !== 'seq') {
      this.#problem(
        pair.key.span,
        `"includes" is ${described(value)} where Fluent Bit expects a list of files.`,
        'Put "- " before each file, on lines below it.',
      );
      return;
    }
    for (const item of value.items) {
      if (item.kind === 'scalar') this.#includes.push({ text: item.value, span: item.span, keySpan: pair.key.span, key: 'includes' });
      else this.#problem(item.span, `An element of "includes" is ${described(item)} where Fluent Bit expects a file name.`, 'Write the name of a file.');
    }
  }

  #pluginPaths(pair: Pair): void {
    const { value } = pair;
    if (value.kind === 'seq')
      this.#sections.push({ kind: 'plugins', name: pair.name, nameSpan: pair.key.span, properties: [], span: { ...value.span }, isBroken: false });
    else this.#problem(pair.key.span, `"plugins" is ${described(value)} where Fluent Bit expects a list of paths.`, 'Put "- " before each path.');
  }

  /** A map of names and texts, or a list of maps with `name` and `value`. */
  #environment(pair: Pair): void {
    const { value } = pair;
    if (value.kind === 'map') {
      for (const inner of value.pairs) {
        if (inner.value.kind === 'scalar') this.#define(inner.name, inner.value);
        else this.#problem(inner.key.span, `"${inner.name}" of "env" is ${described(inner.value)}, and a variable holds a text.`, 'Write a single value.');
      }
    } else if (value.kind === 'seq') {
      for (const item of value.items) {
        if (item.kind !== 'map') continue;
        const name = item.get('name')?.value;
        const text = item.get('value')?.value;
        if (name?.kind === 'scalar' && text?.kind === 'scalar' && !item.get('uri')) this.#define(name.value, text);
      }
    } else this.#problem(pair.key.span, '"env" is no map of variables.', 'Write "NAME: value" below it, or remove it.');
  }

  #define(name: string, node: ScalarNode): void {
    // `file://path` is read from that file.
    if (!node.value.startsWith('file://')) this.#definitions.push({ name, text: node.value, span: node.span });
  }

  #section(kind: SectionKind, name: string, nameSpan: Span, node: MapNode): WrittenSection {
    const properties: WrittenProperty[] = [];
    for (const { key, name: written, value, aliasSpan } of node.pairs) {
      const one = (of: Node): WrittenProperty => ({
        key: keyOf(written),
        written,
        keySpan: key.span,
        text: of.kind === 'scalar' ? of.value : undefined,
        quoted: of.kind === 'scalar' && of.style !== 'plain',
        // A value without text of its own is told at its key.
        valueSpan: of.kind === 'scalar' && of.style === 'empty' ? key.span : (aliasSpan ?? of.span),
      });
      if (value.kind === 'seq' && value.items.length > 0 && value.items.every((item) => item.kind === 'scalar')) properties.push(...value.items.map(one));
      else properties.push(one(value));
    }
    return { kind, name, nameSpan, properties, span: { ...node.span }, isBroken: this.tree.recovered };
  }

  #aliased({ aliasSpan, merged, key }: Pair): boolean {
    if (aliasSpan) this.#problem(aliasSpan, 'Fluent Bit refuses YAML aliases.', 'Write the value here.');
    else if (merged) this.#problem(key.span, 'Fluent Bit refuses YAML merges.', 'Write the keys where they belong.');
    return aliasSpan !== undefined || merged;
  }

  #problem(span: Span, text: string, advice: string): void {
    this.#problems.push({ rule: 'fluent-bit/syntax', file: this.file, span, path: '', text, advice });
  }
}

/** A key as Fluent Bit compares it: `memBufLimit` is `mem_buf_limit`; a key that starts with a capital letter or has an underscore is as it is, without regard to case. */
function keyOf(written: string): string {
  if (!/^[a-z]/.test(written) || written.includes('_')) return written.toLowerCase().trim();
  return written
    .replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase()
    .trim();
}

function described(node: Node): string {
  if (node.kind === 'scalar') return node.style === 'empty' ? 'empty' : 'a text';
  return node.kind === 'map' ? 'a map' : 'a list';
}
