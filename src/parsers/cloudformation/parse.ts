import type { Document, MetadataSuppression, Parser, Problem, SubjectOf } from '../../core/document.ts';
import type { SourceFile } from '../../core/source-file.ts';
import type { Place, Value } from '../../core/value.ts';
import { policySubjects, trustedServices } from '../iam/model.ts';
import type { Subjects } from '../subjects.ts';
import { scalarSubjects } from '../text/model.ts';
import { nodeFrom } from '../yaml/find.ts';
import type { MapNode, Node, ScalarNode, Tree } from '../yaml/node.ts';
import { embed } from '../yaml/embed.ts';
import { parseJson, parseYaml } from '../yaml/parse.ts';
import { elementName, plainValue, structure } from '../yaml/value.ts';
import { claims } from './claims.ts';
import { intrinsic, literal } from './intrinsics.ts';
import { type Alternative, expand, IMAGE_PLACES, nodesAt, POLICY_PLACES, taken } from './places.ts';
import { Template, type TemplateResource } from './template.ts';

type Subject = SubjectOf<Subjects>;

/** A JSON text in a scalar of the template, parsed; `substituted` when it stands in an `Fn::Sub`. */
interface EmbeddedPolicy {
  readonly tree: Tree;
  readonly substituted: boolean;
}

const parser: Parser<Subjects> = {
  format: 'cloudformation',
  claims,
  async parse(file) {
    const isJson = /^\uFEFF?\s*[{[]/.test(file.text);
    const tree = await (isJson ? parseJson(file) : parseYaml(file));
    const problems: Problem[] = [...tree.problems];
    const root = tree.roots[0];
    if (root?.kind !== 'map') return { document: emptyDocument(file, tree), problems };
    const template = new Template(file, root);
    const embedded = new Map<Node, EmbeddedPolicy>();
    for (const { alternative } of policyPlaces(template)) {
      const text = embeddedText(alternative.node);
      if (!text) continue;
      const inner = await parseJson(embed(file, text.scalar, alternative.path));
      embedded.set(alternative.node, { tree: inner, substituted: text.substituted });
      problems.push(...inner.problems);
    }
    return { document: new TemplateDocument(template, tree, embedded), problems };
  },
};
export default parser;

class TemplateDocument implements Document<Subjects> {
  readonly format = 'cloudformation';

  constructor(
    private readonly template: Template,
    private readonly tree: Tree,
    private readonly embedded: ReadonlyMap<Node, EmbeddedPolicy>,
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
    for (const resource of template.resources) {
      yield { type: 'cfn.resource', node: resource, selector: resource.type, guard: () => resource.exists() };
    }
    for (const { resource, alternative, kind } of policyPlaces(template)) yield* this.#policy(resource, alternative, kind);
    yield* imageSubjects(template);
    yield* scalarSubjects(this.tree, '');
  }

  *suppressions(): Generator<MetadataSuppression> {
    for (const { logicalId, node, at } of this.template.resources) {
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

  /** The policy at a place: as a map of the template, or as JSON text. */
  *#policy(resource: TemplateResource, alternative: Alternative, kind: PolicyKindOfPlace): Generator<Subject> {
    const { template, embedded } = this;
    const { node, path, branches } = alternative;
    const guard = (): boolean => resource.exists() && taken(template, branches);
    const inner = embedded.get(node);
    let document: () => Value;
    let statements: { read: () => Value; guard?: () => boolean }[];
    if (inner) {
      const root = inner.tree.roots[0];
      if (root?.kind !== 'map') return;
      const read = (of: Node, place: Place): Value =>
        inner.substituted && of.kind === 'scalar' && !of.isNull ? template.substitute(of.value, place) : structure(of, place, read);
      const value = (of: Node, at: string): Value => (inner.substituted ? read(of, { file: inner.tree.file, span: of.span, path: at }) : plainValue(inner.tree.file, of, at));
      document = () => value(root, '');
      statements = statementNodes(root, '').map(({ node: statement, path: at }) => ({ read: () => value(statement, `Statement[${elementName(statement, inner.tree.file)}]${at}`) }));
    } else {
      if (node.kind !== 'map' || intrinsic(node)) return;
      document = () => template.read(node, { file: template.file, span: node.span, path });
      statements = statementNodes(node, path).map((statement) => ({
        read: () => template.read(statement.node, { file: template.file, span: statement.node.span, path: `${statement.path}[${elementName(statement.node, template.file)}]` }),
        guard: () => taken(template, statement.branches),
      }));
    }
    yield* policySubjects({
      kind,
      document: { read: document, guard },
      statements,
      attachedTo: { logicalId: resource.logicalId },
      ...(resource.type === 'AWS::IAM::Role' && { trustedServices: () => trustedServices(resource.prop('AssumeRolePolicyDocument')) }),
    }) as Generator<Subject> | Subject[];
  }
}

type PolicyKindOfPlace = (typeof POLICY_PLACES)[number]['kind'];

const statementNodes = (document: MapNode, path: string): Alternative[] => nodesAt({ node: document, path, branches: [] }, ['Statement', '*']);

/** Every place of the template that holds a policy, in every branch of a condition. */
function* policyPlaces(template: Template): Generator<{ resource: TemplateResource; alternative: Alternative; kind: PolicyKindOfPlace }> {
  for (const resource of template.resources) {
    const properties = resource.node.get('Properties')?.value;
    if (!properties) continue;
    for (const { types, path, kind } of POLICY_PLACES) {
      if (!types.includes(resource.declaredType)) continue;
      for (const alternative of nodesAt({ node: properties, path: `${resource.at.path}/Properties`, branches: [] }, path)) {
        // SAM's list holds managed policies' names and policy templates too.
        if (resource.declaredType.startsWith('AWS::Serverless::') && kind === 'identity' && !(alternative.node.kind === 'map' && alternative.node.get('Statement'))) continue;
        yield { resource, alternative, kind };
      }
    }
  }
}

/** The scalar that holds JSON text: written as it is, or inside an `Fn::Sub` without own variables. */
function embeddedText(node: Node): { scalar: ScalarNode; substituted: boolean } | undefined {
  const call = intrinsic(node);
  const scalar = call ? (call.name === 'Fn::Sub' ? call.argument : undefined) : node;
  if (scalar?.kind !== 'scalar' || (call && !call.tagged && scalar.tag !== undefined)) return undefined;
  return /^\s*\{/.test(scalar.value) ? { scalar, substituted: call !== undefined } : undefined;
}

function* imageSubjects(template: Template): Generator<Subject> {
  for (const resource of template.resources) {
    const properties = resource.node.get('Properties')?.value;
    if (!properties) continue;
    for (const { types, holder, property, credentials, where } of IMAGE_PLACES) {
      if (!types.includes(resource.declaredType)) continue;
      for (const held of nodesAt({ node: properties, path: `${resource.at.path}/Properties`, branches: [] }, holder)) {
        const pair = held.node.kind === 'map' ? held.node.get(property) : undefined;
        if (!pair) continue;
        for (const { node, path, branches } of expand({ node: pair.value, path: `${held.path}/${property}`, branches: held.branches })) {
          const place: Place = { file: template.file, span: node.span, path };
          yield {
            type: 'image.reference',
            guard: () => resource.exists() && taken(template, branches),
            node: {
              where,
              surface: template.surface,
              value: () => template.read(node, place),
              ...(credentials && {
                credentials: () => {
                  const value = template.read(held.node, { file: template.file, span: held.node.span, path: held.path }).get(credentials);
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

/** A text that was claimed but holds no map: nothing to judge but its problems. */
function emptyDocument(file: SourceFile, tree: Tree): Document<Subjects> {
  return { file, format: 'cloudformation', surface: 'cloudformation', subjects: () => [], comments: () => tree.comments() };
}
