import table from '../../../data/fluent-bit-plugins.json' with { type: 'json' };
import type { PluginKind } from './model.ts';

/** What is known of a plugin. Without options it takes any. */
export interface Plugin {
  readonly tls?: string;
  readonly network?: boolean;
  readonly options?: readonly string[];
  readonly multiple?: readonly string[];
  readonly prefixes?: readonly string[];
}

const byKind: Readonly<Record<PluginKind, ReadonlyMap<string, Plugin>>> = {
  input: new Map(Object.entries<Plugin>(table.input)),
  filter: new Map(Object.entries<Plugin>(table.filter)),
  output: new Map(Object.entries<Plugin>(table.output)),
  custom: new Map(Object.entries<Plugin>(table.custom)),
};

/** Outputs written in Go that the image of AWS for Fluent Bit brings. */
const awsGoPlugins = new Set(['cloudwatch', 'firehose', 'kinesis']);

/** A plugin by its name, which Fluent Bit compares without regard to case. */
export const pluginOf = (kind: PluginKind, name: string): Plugin | undefined => byKind[kind].get(name.toLowerCase());

export const pluginNames = (kind: PluginKind): Iterable<string> => byKind[kind].keys();

/** Kinds that have a plugin of this name. */
export const kindsWith = (name: string): PluginKind[] => (Object.keys(byKind) as PluginKind[]).filter((kind) => byKind[kind].has(name.toLowerCase()));

/** Options that the core reads for every plugin of a kind. */
export const coreOptions = (kind: PluginKind): readonly string[] => table.core[kind];

export const isAwsGoPlugin = (name: string): boolean => awsGoPlugins.has(name.toLowerCase());
