import type { Located } from '../../core/document.ts';
import { absent, known, list, type MapContent, type Place, unknown, Value } from '../../core/value.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { literal } from './intrinsics.ts';
import { withPairs } from './nodes.ts';
import type { Template } from './template.ts';

/** SAM types that rules see as the type that the transform makes of them. */
export const SAM_TYPES: ReadonlyMap<string, string> = new Map([
  ['AWS::Serverless::Function', 'AWS::Lambda::Function'],
  ['AWS::Serverless::LayerVersion', 'AWS::Lambda::LayerVersion'],
  ['AWS::Serverless::SimpleTable', 'AWS::DynamoDB::Table'],
  ['AWS::Serverless::StateMachine', 'AWS::StepFunctions::StateMachine'],
]);

/** The type of a connector; one that stays in a template may make anything. */
export const CONNECTOR = 'AWS::Serverless::Connector';

/** Sections of `Globals` by resource type, from the SAM specification ("Globals section"). */
const GLOBALS: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'Function',
  'AWS::Serverless::Api': 'Api',
  'AWS::Serverless::HttpApi': 'HttpApi',
  'AWS::Serverless::SimpleTable': 'SimpleTable',
  'AWS::Serverless::StateMachine': 'StateMachine',
  'AWS::Serverless::LayerVersion': 'LayerVersion',
};

/**
 * What `Globals` have for a resource, without what it ignores: its attribute `IgnoreGlobals` is "*" or a list of properties (SAM specification,
 * "Globals section").
 */
export function globalsFor(globals: MapNode, declaredType: string, ignored: Node | undefined): MapNode | undefined {
  const node = globals.get(GLOBALS[declaredType] ?? '')?.value;
  if (node?.kind !== 'map' || !ignored) return node?.kind === 'map' ? node : undefined;
  const names = (ignored.kind === 'seq' ? ignored.items : [ignored]).map((item) => literal(item));
  return names.includes('*')
    ? undefined
    : withPairs(
        node,
        node.pairs.filter(({ name }) => !names.includes(name)),
      );
}

/** The properties of a resource with what the template's `Globals` have for it underneath. */
export function withGlobals(own: MapContent, template: Template, declaredType: string, node: MapNode): MapContent {
  const globals = template.read(node, { file: template.file, span: node.span, path: `Globals/${GLOBALS[declaredType]}` });
  return globals.content.kind === 'map' ? merged(own, globals.content.map) : own;
}

/** SAM's merge: maps are merged, lists are appended to the global ones, anything else is replaced ("Globals section", Overridable). */
function merged(own: MapContent, globals: MapContent): MapContent {
  return {
    keys: () => [...new Set([...globals.keys(), ...own.keys()])],
    complete: own.complete && globals.complete,
    keyAt: (key) => own.keyAt(key) ?? globals.keyAt(key),
    get(key) {
      const value = own.get(key);
      if (globals.keyAt(key) === undefined) return value;
      const inherited = globals.get(key);
      if (own.keyAt(key) === undefined) return inherited;
      const { content } = value;
      if (content.kind === 'map' && inherited.content.kind === 'map')
        return withContent(value, { kind: 'map', map: merged(content.map, inherited.content.map) });
      if (content.kind === 'list' && inherited.content.kind === 'list')
        return list(value, [...inherited.items, ...content.list.items], content.list.complete && inherited.complete);
      return value;
    },
  };
}

const withContent = (value: Value, content: Value['content']): Value => new Value(value.file, value.span, () => value.path, content, value.extras);

/** What SAM calls the properties of the resource that the transform makes, and which of them it supplies itself when they aren't written. */
interface Renaming {
  readonly names: Readonly<Record<string, string>>;
  readonly supplied: ReadonlySet<string>;
}

/** By type, from the SAM specification's page of each ("... properties"). */
const RENAMINGS: Readonly<Record<string, Renaming>> = {
  'AWS::Serverless::StateMachine': {
    names: {
      StateMachineName: 'Name',
      StateMachineType: 'Type',
      LoggingConfiguration: 'Logging',
      TracingConfiguration: 'Tracing',
      RoleArn: 'Role',
      DefinitionS3Location: 'DefinitionUri',
    },
    supplied: new Set(['RoleArn', 'DefinitionString', 'DefinitionS3Location']),
  },
  'AWS::Serverless::SimpleTable': { names: {}, supplied: new Set(['KeySchema', 'AttributeDefinitions', 'BillingMode']) },
  'AWS::Serverless::LayerVersion': { names: { Content: 'ContentUri' }, supplied: new Set(['LayerName', 'Content']) },
};

/** A SAM resource as the resource that the transform makes of it. */
export function samView(own: MapContent, owner: Located, declaredType: string): MapContent {
  const view = declaredType === 'AWS::Serverless::Function' ? samFunction(own, owner) : renamedView(own, owner, RENAMINGS[declaredType]);
  return SAM_TYPES.has(declaredType) ? withSamTags(view) : own;
}

/** `Tags` of SAM, a map, as the list that CloudFormation has. */
function withSamTags(view: MapContent): MapContent {
  return {
    keys: () => view.keys(),
    complete: view.complete,
    keyAt: (key) => view.keyAt(key),
    get: (key) => (key === 'Tags' ? samTags(view.get(key)) : view.get(key)),
  };
}

function renamedView(own: MapContent, owner: Located, renaming: Renaming | undefined): MapContent {
  if (!renaming) return own;
  const { names, supplied } = renaming;
  return {
    keys: () => own.keys(),
    complete: own.complete,
    keyAt: (key) => own.keyAt(names[key] ?? key),
    get(key) {
      const value = own.get(names[key] ?? key);
      return value.isAbsent && supplied.has(key) ? unknown({ ...owner, path: () => value.path }, 'SAM supplies it') : value;
    },
  };
}

/** SAM writes tags as a map, and adds one of its own to what it makes: a list that may have more. */
function samTags(tags: Value): Value {
  if (tags.content.kind !== 'map') return tags;
  const { map } = tags.content;
  const items = map.keys().map((key) => {
    const value = map.get(key);
    const name = known(value, key);
    return new Value(value.file, value.span, () => value.path, {
      kind: 'map',
      map: {
        keys: () => ['Key', 'Value'],
        complete: true,
        keyAt: () => map.keyAt(key),
        get: (part) => (part === 'Key' ? name : part === 'Value' ? value : absent(value)),
      },
    });
  });
  return list(tags, items, false);
}

/** `AWS::Serverless::Function` as `AWS::Lambda::Function`: what the transform renames, and what it supplies. Source: SAM specification, "AWS::Serverless::Function". */
function samFunction(own: MapContent, owner: Located): MapContent {
  const renamed: Readonly<Record<string, string>> = { DeadLetterConfig: 'DeadLetterQueue' };
  const get = (key: string): Value => {
    switch (key) {
      case 'Role': {
        const role = own.get('Role');
        return role.isAbsent ? unknown({ ...owner, path: () => role.path }, 'SAM makes a role for the function') : role;
      }
      case 'Code': {
        const inline = own.get('InlineCode');
        const image = own.get('ImageUri');
        const given = !inline.isAbsent ? inline : !image.isAbsent ? image : own.get('CodeUri');
        return new Value(given.file, given.span, () => given.path, { kind: 'map', map: codeOf(given, inline, image) });
      }
      case 'TracingConfig': {
        const tracing = own.get('Tracing');
        return tracing.isAbsent ? tracing : new Value(tracing.file, tracing.span, () => tracing.path, { kind: 'map', map: single('Mode', tracing) });
      }
      default:
        return own.get(renamed[key] ?? key);
    }
  };
  return { keys: () => own.keys(), complete: own.complete, keyAt: (key) => own.keyAt(renamed[key] ?? key), get };
}

/** `Code` as the transform writes it: inline text, an image, or an object in S3 that packaging supplies. */
function codeOf(given: Value, inline: Value, image: Value): MapContent {
  const place: Place = { file: given.file, span: given.span, path: () => given.path };
  const get = (key: string): Value => {
    if (key === 'ZipFile') return inline;
    if (key === 'ImageUri') return image;
    return inline.isAbsent && image.isAbsent ? unknown(place, 'packaging supplies the code') : absent(place);
  };
  return { keys: () => ['ZipFile', 'ImageUri', 'S3Bucket', 'S3Key'].filter((key) => !get(key).isAbsent), complete: true, get, keyAt: () => undefined };
}

function single(name: string, value: Value): MapContent {
  return { keys: () => [name], complete: true, get: (key) => (key === name ? value : absent(value)), keyAt: (key) => (key === name ? value : undefined) };
}
