import table from '../../../data/sam-connectors.json' with { type: 'json' };
import type { MapNode, Node, Pair, ScalarNode } from '../yaml/node.ts';
import { argumentsOf, intrinsic, literal } from './intrinsics.ts';
import { type Json, madeMap, madeNode, scalar, withItems, withPairs, withValue } from './nodes.ts';
import { CONNECTOR, SAM_TYPES } from './sam.ts';

type Access = Readonly<Record<string, readonly Json[]>>;
interface Profile {
  /** The type of the resource that is made. */
  readonly makes: string;
  /** Whose permissions change. */
  readonly owner: 'Source' | 'Destination';
  /** By permission (Read, Write), statements, or the properties of a permission of Lambda. */
  readonly access: Access;
}
const profiles = new Map(Object.entries(table.connectors as unknown as Readonly<Record<string, Profile>>));
const resourceTypes = new Map(
  Object.entries(table.resources as unknown as Readonly<Record<string, { readonly role?: string; readonly attributes: Readonly<Record<string, Json>> }>>),
);

/** SAM's types as connectors see them. Source: samtranslator/model/connector/connector.py. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ...SAM_TYPES,
  ['AWS::Serverless::Api', 'AWS::ApiGateway::RestApi'],
  ['AWS::Serverless::HttpApi', 'AWS::ApiGatewayV2::Api'],
]);
/** What SAM calls the resource that it makes of a connector, behind the connector's name. */
const SUFFIXES: Readonly<Record<string, string>> = {
  'AWS::IAM::ManagedPolicy': 'Policy',
  'AWS::SQS::QueuePolicy': 'QueuePolicy',
  'AWS::SNS::TopicPolicy': 'TopicPolicy',
};

/** A template of AWS SAM with its connectors as the policies and permissions that the transform makes of them; those that can't be read stay as they are. */
export function writeOutConnectors(root: MapNode): MapNode {
  const resources = root.get('Resources')?.value;
  if (resources?.kind !== 'map') return root;
  const pairs = resources.pairs.flatMap((pair): readonly Pair[] => {
    if (typeOf(pair.value) === CONNECTOR) return new Connector(resources, pair, pair.name).made() ?? [pair];
    const embedded = entry(pair.value, 'Connectors');
    if (embedded?.kind !== 'map') return [pair];
    return [pair, ...embedded.pairs.flatMap((connector) => new Connector(resources, connector, `${pair.name}${connector.name}`, pair).written())];
  });
  return withPairs(
    root,
    root.pairs.map((pair) => (pair.name === 'Resources' ? withValue(pair, withPairs(resources, pairs)) : pair)),
  );
}

/** One end of a connector: a resource of the template, or what is said of one elsewhere. */
interface End {
  readonly type: string | undefined;
  readonly id: string | undefined;
  readonly written: Node | undefined;
}

class Connector {
  constructor(
    private readonly resources: MapNode,
    private readonly pair: Pair,
    private readonly id: string,
    /** The resource that it is an attribute of. */
    private readonly holder?: Pair,
  ) {}

  /** What the transform makes of an attribute, or the connector that stands for it where that isn't certain. */
  written(): Pair[] {
    return this.made() ?? [this.#resource('', CONNECTOR, madeMap(this.pair.key, []))];
  }

  /** What the transform makes; undefined where that isn't certain. */
  made(): Pair[] | undefined {
    const properties = entry(this.pair.value, 'Properties');
    const destinations = entry(properties, 'Destination');
    const permissions = entry(properties, 'Permissions');
    if (!destinations || permissions?.kind !== 'seq') return undefined;
    const isList = destinations.kind === 'seq';
    const made: Pair[] = [];
    for (const [i, written] of (isList ? destinations.items : [destinations]).entries()) {
      const source = this.holder ? this.#end(entry(properties, 'SourceReference'), this.holder.name) : this.#end(entry(properties, 'Source'));
      const destination = this.#end(written);
      const profile = profiles.get(`${source.type} ${destination.type}`);
      if (!profile) return undefined;
      made.push(...this.#resources(profile, source, destination, permissions.items, isList ? `Destination${i}` : ''));
    }
    return made;
  }

  #end(written: Node | undefined, own?: string): End {
    const id = own ?? literal(entry(written, 'Id'));
    const type = id === undefined ? literal(entry(written, 'Type')) : typeOf(this.resources.get(id)?.value);
    return { id, type: type && (TYPES.get(type) ?? type), written };
  }

  #resources({ makes, owner, access }: Profile, source: End, destination: End, permissions: readonly Node[], suffix: string): Pair[] {
    const ends = { Source: source, Destination: destination };
    const end = ends[owner];
    const { key } = this.pair;
    const write = (at: Node, value: Json): Node => madeNode(at, value, (one) => (typeof one === 'string' ? this.#filled(at, one, ends) : undefined));
    const given = Object.entries(access).flatMap(([name, values]) => {
      const at = permissions.find((permission) => literal(permission) === name);
      return at ? values.map((value) => ({ at, value })) : [];
    });
    if (makes === 'AWS::Lambda::Permission') {
      return given.map(({ at, value }) => {
        const properties = write(at, value) as MapNode;
        const fn = madeMap(at, [['FunctionName', this.#attribute(at, end, 'Arn')]]);
        return this.#resource(`${literal(at)}LambdaPermission${suffix}`, makes, withPairs(properties, [...properties.pairs, ...fn.pairs]));
      });
    }
    const statements = withItems(
      { kind: 'seq', span: key.span, tag: undefined, tagSpan: undefined, flow: false, items: [] },
      given.map(({ at, value }) => write(at, value)),
    );
    const holders: Readonly<Record<string, readonly [string, Node]>> = {
      'AWS::IAM::ManagedPolicy': ['Roles', this.#role(end)],
      'AWS::SQS::QueuePolicy': ['Queues', this.#attribute(key, end, 'Url')],
      'AWS::SNS::TopicPolicy': ['Topics', this.#attribute(key, end, 'Arn')],
    };
    const [name, holder] = holders[makes] ?? [];
    const policy = madeMap(key, [
      ['Version', scalar(key, '2012-10-17', undefined)],
      ['Statement', statements],
    ]);
    return [
      this.#resource(
        `${SUFFIXES[makes]}${suffix}`,
        makes,
        madeMap(key, [['PolicyDocument', policy], ...(name && holder ? [[name, withItems(statements, [holder])] as const] : [])]),
      ),
    ];
  }

  /** A made resource stands where the connector does, and has its condition and metadata. */
  #resource(suffix: string, type: string, properties: MapNode): Pair {
    const { key, value } = this.pair;
    const attributes = [this.holder?.value, value].flatMap((node) =>
      node?.kind === 'map' ? node.pairs.filter(({ name }) => name === 'Condition' || name === 'Metadata') : [],
    );
    const made = madeMap(value, [
      ['Type', scalar(key, type, undefined)],
      ['Properties', properties],
    ]);
    return { ...withValue(this.pair, withPairs(made, [...made.pairs, ...attributes])), name: `${this.id}${suffix}`, key };
  }

  /** A text of a profile with what stands for its `%{Source.Arn}`: that itself, or an `Fn::Sub` with it. */
  #filled(at: Node, text: string, ends: Readonly<Record<string, End>>): Node | undefined {
    const names = [...text.matchAll(/%\{(\w+)\.(\w+)\}/g)];
    const node = ([, end = '', name = '']: RegExpMatchArray): Node => this.#attribute(at, ends[end], name);
    if (names[0]?.[0] === text) return node(names[0]);
    if (names.length === 0 && !text.includes('${')) return undefined;
    const variables = madeMap(
      at,
      names.map((match) => [`${match[1]}${match[2]}`, node(match)]),
    );
    const template = scalar(at, text.replace(/%\{(\w+)\.(\w+)\}/g, '${$1$2}'), undefined);
    return madeMap(at, [
      ['Fn::Sub', withItems({ kind: 'seq', span: at.span, tag: undefined, tagSpan: undefined, flow: false, items: [] }, [template, variables])],
    ]);
  }

  /** An attribute of an end, such as its ARN: as written, else by the resource's id; a call that nobody knows where neither says it. */
  #attribute(at: Node, end: End | undefined, name: string): Node {
    const written = entry(end?.written, name === 'Id' ? 'ResourceId' : name);
    const made = resourceTypes.get(end?.type ?? '')?.attributes[name === 'ResourceId' ? 'Id' : name];
    if (written) return written;
    if (made === undefined || end?.id === undefined) return scalar(at, name, '!Missing');
    return madeNode(at, made, (value) => (value === '%{logicalId}' ? scalar(at, end.id as string, undefined) : undefined));
  }

  /** The role of an end: as written, a resource of the template that it names, or the one that SAM makes; else one that nobody knows. */
  #role(end: End): Node {
    const { key } = this.pair;
    const written = entry(end.written, 'RoleName');
    if (written) return written;
    const resource = end.id === undefined ? undefined : this.resources.get(end.id)?.value;
    const properties = entry(resource, 'Properties');
    const role = entry(properties, resourceTypes.get(end.type ?? '')?.role ?? '') ?? entry(properties, 'Role');
    const call = role && intrinsic(role);
    const named = call && (literal(call.argument, call.tagged) ?? literal(argumentsOf(call)?.[0]))?.split('.')[0];
    const id = role === undefined && typeOf(resource)?.startsWith('AWS::Serverless::') ? `${end.id}Role` : named;
    return id === undefined ? scalar(key, 'Role', '!Missing') : madeMap(key, [['Ref', scalar(key, id, undefined)]]);
  }
}

const entry = (node: Node | undefined, name: string): Node | undefined => (node?.kind === 'map' ? node.get(name)?.value : undefined);
const typeOf = (node: Node | undefined): string | undefined => literal(entry(node, 'Type') as ScalarNode | undefined);
