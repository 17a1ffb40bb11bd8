import type { Located, Nested } from '../../core/document.ts';
import type { Host } from '../../core/host.ts';
import type { SourceFile } from '../../core/source-file.ts';
import type { Value } from '../../core/value.ts';
import { NESTING } from './dependencies.ts';
import { literal } from './intrinsics.ts';
import type { Template } from './template.ts';
import type { TemplateResource } from './template-resource.ts';

/** Combinations of values that one stack passes; of more, the template is judged on its own alone. */
const MAX_SETS = 64;

/** The local templates that a template deploys as stacks of their own, with the values that it passes to their parameters. */
export function* nestedTemplates(template: Template, host: Host): Generator<Nested> {
  for (const [type, property] of NESTING) {
    for (const resource of template.ofType(type) as readonly TemplateResource[]) {
      const file = fileOf(resource, property, host);
      const given = file && valuesOf(resource);
      if (file && given) yield { file, at: resource.at, passed: placesOf(resource), ...given };
    }
  }
}

/** The template that packaging uploads; in what the CDK synthesises, the metadata of the asset name it. */
function fileOf(resource: TemplateResource, property: string, host: Host): SourceFile | undefined {
  const metadata = resource.node.get('Metadata')?.value;
  const asset = metadata?.kind === 'map' ? literal(metadata.get('aws:asset:path')?.value) : undefined;
  for (const location of [resource.prop(property).string, asset]) {
    if (location === undefined || /^[a-z0-9]+:\/\//i.test(location)) continue;
    const file = host.read(resource.at.file, location);
    if (typeof file !== 'string' && file.path !== resource.at.file.root.path) return file;
  }
  return undefined;
}

/** What the parameters have together, in each way that the stack is deployed; undefined when that says nothing of them. */
function valuesOf(resource: TemplateResource): Pick<Nested, 'parameters' | 'open' | 'unjudged'> | undefined {
  const { leaves, complete } = resource.template.choices.explore(() => {
    if (!resource.exists()) return [];
    const parameters = resource.prop('Parameters');
    if (parameters.isAbsent) return [new Map<string, string | undefined>()];
    if (parameters.kind !== 'map' || !parameters.complete) return undefined;
    const given = (parameters.keys ?? []).flatMap((name) => (parameters.get(name).isAbsent ? [] : [[name, textOf(parameters.get(name))] as const]));
    return [new Map(given)];
  });
  const ways = leaves.flatMap(({ result }) => result ?? []);
  if (leaves.some(({ result }) => result === undefined)) return undefined;
  if (!complete || leaves.length > MAX_SETS)
    return {
      parameters: [],
      unjudged: `more than ${MAX_SETS} combinations of parameters for the nested stack ${resource.logicalId}; its template was judged on its own alone`,
    };
  const names = new Set(ways.flatMap((way) => [...way.keys()]));
  const open = new Set([...names].filter((name) => ways.some((way) => way.get(name) === undefined)));
  const sets = new Map(
    ways.map((way) => [JSON.stringify([...way]), new Map([...way].flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])))]),
  );
  return names.size > open.size || [...sets.values()].some((set) => set.size > 0) ? { parameters: [...sets.values()], open } : undefined;
}

/** A parameter's value as text: a list with commas. */
function textOf(value: Value): string | undefined {
  if (value.kind !== 'list' || !value.complete) return value.string;
  const items = value.items.map((item) => item.string);
  return items.every((item) => item !== undefined) ? items.join(',') : undefined;
}

function placesOf(resource: TemplateResource): ReadonlyMap<string, Located> {
  const node = resource.propertyNode('Parameters');
  const path = `${resource.at.path}/Properties/Parameters`;
  return new Map(
    node?.kind === 'map' ? node.pairs.map(({ name, value }) => [name, { file: resource.at.file, span: value.span, path: `${path}/${name}` }]) : [],
  );
}
