import type { Located } from '../../core/document.ts';
import type { Surface } from '../../core/rule.ts';
import type { SourceFile } from '../../core/source-file.ts';
import { absent, type MapContent, type Place, unknown, Value } from '../../core/value.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { expressionText } from './expression.ts';
import { intrinsic, literal } from './intrinsics.ts';
import { emptyMap, toldAt } from './maps.ts';
import type { Resource, ResourceAttribute } from './resource.ts';
import { globalsFor, SAM_TYPES, samView, withGlobals } from './sam.ts';
import type { Template } from './template.ts';

/** A resource of a template. Reading its properties follows the choices of the current run. */
export class TemplateResource implements Resource<any> {
  #properties: { readonly value: Value; readonly isFixed: boolean } | undefined;
  readonly #props = new Map<string, () => Value>();
  readonly #identities = new Map<string, string | undefined>();
  readonly type: string;
  readonly surface: Surface;
  /** What `Globals` have for it. */
  readonly globals: MapNode | undefined;

  constructor(
    readonly template: Template,
    readonly logicalId: string,
    readonly declaredType: string,
    readonly node: MapNode,
    readonly at: Located,
  ) {
    this.type = SAM_TYPES.get(declaredType) ?? declaredType;
    this.surface = template.surface;
    this.globals = template.globals && globalsFor(template.globals, declaredType, node.get('IgnoreGlobals')?.value);
  }

  /** Whether the transform makes it of something else, at whose place all of it stands: nobody can edit its policies. */
  get isMade(): boolean {
    return this.node.get('Type')?.value.span.start === this.at.span.start;
  }

  get conditionName(): string | undefined {
    return literal(this.node.get('Condition')?.value);
  }

  exists(): boolean {
    const name = this.conditionName;
    return this.template.isMade(this.node) && (name === undefined || this.template.condition(name) !== false);
  }

  get properties(): Value {
    this.#properties ??= this.#read();
    return this.#properties.isFixed ? this.#properties.value : this.#read().value;
  }

  /** The properties; fixed when they are written as a map, whose keys are read under the choices of each run. */
  #read(): { value: Value; isFixed: boolean } {
    const pair = this.node.get('Properties');
    const node = pair?.value;
    return { value: this.#valueOf(node, pair?.file ?? this.at.file), isFixed: !node || (node.kind === 'map' && intrinsic(node) === undefined) };
  }

  #valueOf(node: Node | undefined, file: SourceFile): Value {
    const { template } = this;
    const place: Place = { ...this.at, path: `${this.at.path}/Properties` };
    let own = node ? template.read(node, { ...place, file, span: node.span }) : absent(place);
    if (own.isAbsent) own = emptyMap(place);
    if (own.kind !== 'map') return own;
    const { content } = own;
    const lacking = content.kind === 'map' ? toldAt(content.map, place, template.hasMacro) : undefined;
    if (!lacking) return own;
    let map: MapContent = lacking;
    if (this.globals) map = withGlobals(map, template, this.declaredType, this.globals);
    if (SAM_TYPES.has(this.declaredType)) map = samView(map, this.at, this.declaredType);
    return new Value(own.file, own.span, place.path, { kind: 'map', map }, own.extras);
  }

  prop(name: string): Value {
    let value = this.#props.get(name);
    if (!value) {
      value = this.template.keep(() => this.properties.get(name));
      this.#props.set(name, value);
    }
    return value();
  }

  identity(property: string): string | undefined {
    let identity = this.#identities.get(property);
    if (identity === undefined && !this.#identities.has(property)) {
      // What Globals have beneath it belongs to it.
      const inherited = this.globals?.get(property)?.value;
      const own = this.propertyNode(property);
      const node = own && inherited && (own.kind !== 'scalar' || own.tag !== undefined) ? undefined : (own ?? inherited);
      this.#identities.set(property, (identity = node && expressionText(node)));
    }
    return identity;
  }

  attribute(name: ResourceAttribute): Value {
    const { at, node, template } = this;
    const place: Place = { ...at, path: `${at.path}/${name}` };
    const pair = node.get(name);
    if (pair) {
      const file = pair.file ?? at.file;
      const value = template.read(pair.value, { ...place, file, span: pair.value.span });
      return value.isAbsent ? absent({ ...place, file, span: pair.key.span }) : value;
    }
    if (this.surface === 'config') return unknown(place, 'an item does not say it');
    return template.hasMacro || node.get('Fn::Transform') ? unknown(place, 'a macro may add it') : absent(place);
  }

  waitsFor(other: Resource): boolean | undefined {
    return this.template.waits(this, other);
  }

  get written(): MapNode | undefined {
    return this.isMade ? undefined : this.node;
  }

  called(property: string): string {
    return property;
  }

  /** The node of a property as written, for syntax that no choice changes. */
  propertyNode(name: string): Node | undefined {
    const properties = this.node.get('Properties')?.value;
    return properties?.kind === 'map' ? properties.get(name)?.value : undefined;
  }
}
