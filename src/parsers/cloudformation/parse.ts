import {
  type Document,
  type Located,
  type MetadataSuppression,
  type Nested,
  noInputs,
  type Parser,
  type Problem,
  type Related,
  type SubjectOf,
} from '../../core/document.ts';
import type { Location } from '../../core/finding.ts';
import type { SourceFile } from '../../core/source-file.ts';
import type { Place, Value } from '../../core/value.ts';
import { arnSubjects } from '../arn/model.ts';
import type { AwsPolicies } from '../iam/attached.ts';
import type { Subjects } from '../subjects.ts';
import { scalarSubjects } from '../text/model.ts';
import { embed } from '../yaml/embed.ts';
import { nodeFrom } from '../yaml/find.ts';
import type { Node, Tree } from '../yaml/node.ts';
import { parseJson, parseYaml } from '../yaml/parse.ts';
import type { Assembly } from './assembly.ts';
import { claims } from './claims.ts';
import { templateCredentials } from './credentials.ts';
import { foreignSuppressions } from './foreign-suppressions.ts';
import { inJson, literal } from './intrinsics.ts';
import { expand, IMAGE_PLACES, nodesAt, taken } from './places.ts';
import { type EmbeddedPolicy, embeddedText, type PolicyAt, policyPlaces, policySubjectsAt } from './policies.ts';
import { type HeldPolicy, principals } from './principals.ts';
import type { Output } from './resource.ts';
import { Template } from './template.ts';
import type { TemplateResource } from './template-resource.ts';

type Subject = SubjectOf<Subjects>;

const parser: Parser<Subjects> = {
  format: 'cloudformation',
  claims,
  async parse(file, host, inputs) {
    const isJson = /^\uFEFF?\s*[{[]/.test(file.text);
    const tree = await (isJson ? parseJson(file) : parseYaml(file));
    const problems: Problem[] = [...tree.problems];
    const written = tree.roots[0];
    if (written?.kind !== 'map') return { document: emptyDocument(file, tree), problems };
    // Few templates have these: what reads them loads for those alone.
    const { text } = file;
    const included = text.includes('AWS::Include') ? await (await import('./includes.ts')).include(written, file, host) : written;
    const root = text.includes('AWS::Serverless') && text.includes('Connector') ? (await import('./connectors.ts')).writeOutConnectors(included) : included;
    const unrolled = text.includes('Fn::ForEach') ? (await import('./loops.ts')).unrolled(file, root, inputs ?? noInputs) : undefined;
    const template = new Template(file, root, inputs, undefined, unrolled);
    const nesting = /AWS::CloudFormation::Stack|AWS::Serverless::Application/.test(text) ? await import('./nested.ts') : undefined;
    const embedded = new Map<Node, EmbeddedPolicy>();
    // SAM's names for policies are a table that other templates do without.
    const sam = template.surface === 'sam' && file.text.includes('Policies') ? await import('./policy-templates.ts') : undefined;
    const policies = [...policyPlaces(template, sam?.policyOfTemplate)];
    for (const { alternative } of policies) {
      const text = embeddedText(alternative.node);
      if (!text) continue;
      const inner = await parseJson(embed(alternative.file ?? file, text.scalar, alternative.path));
      embedded.set(alternative.node, { tree: inner, substituted: text.substituted });
      problems.push(...inner.problems);
    }
    const emr = file.text.includes('AWS::EMR::') ? await import('./emr.ts') : undefined;
    // What policies of AWS allow matters where a role is passed to what they allow.
    const aws = /iam:(?:P|\*)/i.test(file.text) ? await import('../iam/aws-policies.ts') : undefined;
    const fleets = file.text.includes('AWS::EC2::CapacityReservationFleet') ? await import('./fleets.ts') : undefined;
    const more = (): Subject[] => [...(emr ? emr.emrConfigurations(template) : []), ...(fleets ? fleets.capacityReservationFleets(template.resources) : [])];
    const assembly = file.path.endsWith('.template.json') ? new (await import('./assembly.ts')).Assembly(file, host) : undefined;
    const spell = isJson ? inJson : undefined;
    return {
      document: new TemplateDocument(template, tree, policies, embedded, aws, more, () => nesting?.nestedTemplates(template, host) ?? [], assembly, spell),
      problems,
    };
  },
};
export default parser;

class TemplateDocument implements Document<Subjects> {
  readonly format = 'cloudformation';

  constructor(
    private readonly template: Template,
    private readonly tree: Tree,
    private readonly policies: readonly PolicyAt[],
    private readonly embedded: ReadonlyMap<Node, EmbeddedPolicy>,
    private readonly aws: AwsPolicies | undefined,
    private readonly more: () => readonly Subject[],
    readonly nested: () => Iterable<Nested>,
    /** What the CDK wrote beside it. */
    private readonly assembly: Assembly | undefined,
    readonly spell: Document<Subjects>['spell'],
  ) {}

  get file(): SourceFile {
    return this.template.file;
  }
  get surface(): Template['surface'] {
    return this.template.surface;
  }
  get choices(): Template['choices'] {
    return this.template.choices;
  }
  get notes(): NonNullable<Document<Subjects>['notes']> {
    return this.template.openEnds.map((reason) => ({ kind: 'incomplete' as const, reason }));
  }

  comments(): ReturnType<Tree['comments']> {
    return this.tree.comments();
  }

  nodeAt(offset: number): ReturnType<typeof nodeFrom> {
    return nodeFrom(this.tree.roots, offset);
  }

  *subjects(): Generator<Subject> {
    const { template } = this;
    yield { type: 'cfn.template', node: template };
    yield* outputSubjects(template);
    yield* resourceSubjects(template, this.policies, this.embedded, this.aws);
    yield* this.more();
    yield* arnSubjects(this.tree, 'template');
    yield* scalarSubjects(this.tree, '');
  }

  madeAt({ path, span }: Location): Related | undefined {
    if (!this.assembly || path !== this.file.path) return undefined;
    const resource = this.template.resources.find(({ at, node }) => at.span.start <= span.start && span.end <= node.span.end);
    return resource && this.assembly.madeAt(resource.logicalId);
  }

  foreignSuppressions(): ReturnType<typeof foreignSuppressions> {
    return foreignSuppressions(this.template, () => this.comments());
  }

  *suppressions(): Generator<MetadataSuppression> {
    const told = new Set<number>();
    for (const { logicalId, node, at } of this.template.resources) {
      // An included file has its own places, and the resources of a loop share one.
      if (at.file !== this.file || told.has(at.span.start)) continue;
      told.add(at.span.start);
      const metadata = node.get('Metadata')?.value;
      const own = metadata?.kind === 'map' ? metadata.get('lintel')?.value : undefined;
      const list = own?.kind === 'map' ? own.get('disable')?.value : undefined;
      if (list?.kind !== 'seq') continue;
      for (const item of list.items) {
        const id = item.kind === 'map' ? item.get('id')?.value : undefined;
        if (item.kind !== 'map' || id?.kind !== 'scalar') continue;
        yield {
          at: { file: this.file, span: id.span, path: `Resources/${logicalId}/Metadata/lintel/disable` },
          covers: { start: at.span.start, end: node.span.end },
          id: id.value,
          reason: literal(item.get('reason')?.value),
          until: literal(item.get('until')?.value),
        };
      }
    }
  }
}

/** The resources of a template, and what they hold: policies, images, values that may be secrets. */
export function* resourceSubjects(
  template: Template,
  policies: readonly PolicyAt[],
  embedded: ReadonlyMap<Node, EmbeddedPolicy>,
  aws: AwsPolicies | undefined,
): Generator<Subject> {
  for (const resource of [...template.resources, ...template.made]) {
    yield { type: 'cfn.resource', node: resource, selector: resource.type, guard: () => resource.exists() };
  }
  const held = new Map<TemplateResource, HeldPolicy[]>();
  for (const place of policies) {
    for (const subject of policySubjectsAt(template, place, embedded.get(place.alternative.node))) {
      // What the transform writes nobody can edit; it counts for the role that has it.
      if (!place.resource.isMade) yield subject;
      if (subject.type !== 'iam.policy' || place.kind !== 'identity') continue;
      const one = { policy: subject.node, isThere: subject.guard ?? (() => true) };
      const others = held.get(place.resource);
      if (others) others.push(one);
      else held.set(place.resource, [one]);
    }
  }
  yield* principals(template, held, aws);
  yield* imageSubjects(template);
  yield* templateCredentials(template);
}

function* imageSubjects(template: Template): Generator<Subject> {
  for (const resource of template.resources) {
    const properties = resource.node.get('Properties')?.value;
    if (!properties) continue;
    for (const { holder, property, credentials, where } of IMAGE_PLACES.get(resource.declaredType) ?? []) {
      for (const held of nodesAt({ node: properties, path: `${resource.at.path}/Properties`, branches: [], file: resource.at.file }, holder)) {
        const pair = held.node.kind === 'map' ? held.node.get(property) : undefined;
        if (!pair) continue;
        for (const { node, path, branches, file } of expand({ ...held, node: pair.value, path: `${held.path}/${property}`, file: pair.file ?? held.file })) {
          const place: Place = { file: file ?? template.file, span: node.span, path };
          yield {
            type: 'image.reference',
            guard: () => resource.exists() && taken(template, branches),
            node: {
              where,
              surface: template.surface,
              value: () => template.read(node, place),
              ...(credentials && {
                credentials: () => {
                  const value = template.read(held.node, { file: held.file ?? template.file, span: held.node.span, path: held.path }).get(credentials);
                  return value.isUnknown ? undefined : !value.isAbsent;
                },
              }),
            },
          };
        }
      }
    }
  }
}

/** The outputs of a template, each under its condition. */
function* outputSubjects(template: Template): Generator<Subject> {
  const section = template.root.get('Outputs')?.value;
  for (const { name, key, value: node, file = template.file } of section?.kind === 'map' ? section.pairs : []) {
    const written = node.kind === 'map' ? node.get('Value') : undefined;
    if (node.kind !== 'map' || !written) continue;
    const path = `Outputs/${name}`;
    const condition = literal(node.get('Condition')?.value);
    const place: Place = { file: written.file ?? file, span: written.value.span, path: `${path}/Value` };
    yield {
      type: 'cfn.output',
      ...(condition !== undefined && { guard: () => template.condition(condition) !== false }),
      node: new TemplateOutput(name, { file, span: key.span, path }, template, written.value, place),
    };
  }
}

class TemplateOutput implements Output {
  constructor(
    readonly name: string,
    readonly at: Located,
    readonly template: Template,
    private readonly node: Node,
    private readonly place: Place,
  ) {}

  get value(): Value {
    return this.template.read(this.node, this.place);
  }
}

/** A text that was claimed but holds no map: nothing to judge but its problems. */
function emptyDocument(file: SourceFile, tree: Tree): Document<Subjects> {
  return { file, format: 'cloudformation', surface: 'cloudformation', subjects: () => [], comments: () => tree.comments() };
}
