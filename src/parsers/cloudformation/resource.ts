import type { Located } from '../../core/document.ts';
import type { Surface } from '../../core/rule.ts';
import type { Value } from '../../core/value.ts';
import type { MapNode } from '../yaml/node.ts';
import type { CfnTypes } from './types.gen.ts';

/** The property types of a resource type; `any` for types that no rule names. */
export type PropertiesOf<T extends string> = T extends keyof CfnTypes ? CfnTypes[T] : any;

/** What stands beside the properties of a resource and says what becomes of it. */
export type ResourceAttribute = 'DeletionPolicy' | 'UpdateReplacePolicy';

/** A resource, wherever it is declared: template, SAM (seen as what the transform makes of it), CDK code, later AWS Config items. */
export interface Resource<T extends string = string> {
  readonly logicalId: string;
  /** The type that rules see: `AWS::Lambda::Function` for `AWS::Serverless::Function`. */
  readonly type: T;
  /** The type as written. */
  readonly declaredType: string;
  readonly surface: Surface;
  /** Its name: where a missing thing is reported. */
  readonly at: Located;
  /** All properties under the current choices. */
  readonly properties: Value<PropertiesOf<T>>;
  /** A property under the current choices; absent at the resource's name. */
  prop<K extends keyof PropertiesOf<T> & string>(name: K): Value<NonNullable<PropertiesOf<T>[K]>>;
  /**
   * A property as it is written: where two resources of a template have the same, they are equal in every deployment. Makes no choice, unlike the
   * identity of the value under the choices of a run: cheap to ask of many. Undefined when it isn't written, or nothing says what it is.
   */
  identity(property: keyof PropertiesOf<T> & string): string | undefined;
  /**
   * An attribute under the current choices; absent at the resource's name. Functions count there as they do in properties, with and without
   * AWS::LanguageExtensions (CloudFormation user guide, "Intrinsic function references in DeletionPolicy and UpdateReplacePolicy attributes").
   */
  attribute(name: ResourceAttribute): Value;
  /** Whether it is made after another resource of its template, because it or what it waits for depends on that or refers to it; undefined when that can't be seen. */
  waitsFor(other: Resource): boolean | undefined;
  /** The map that declares it in a template, for fixes; undefined elsewhere. */
  readonly written: MapNode | undefined;
  /** How its source calls a property, for advice: `CodeSigningConfigArn`, in code of the CDK `codeSigningConfig`. */
  called(property: string): string;
  /** Whether it is deployed under the current choices (its Condition). */
  exists(): boolean;
  readonly template: TemplateModel;
}

/** A template, as rules see it. */
export interface TemplateModel {
  readonly at: Located;
  readonly surface: Surface;
  /** False when a macro, an unexpanded loop or the like may add resources. */
  readonly complete: boolean;
  readonly resources: readonly Resource[];
  readonly parameters: ReadonlyMap<string, import('./parameters.ts').Parameter>;
  /** Resources of a type, whatever their Condition. */
  ofType<T extends string>(type: T): readonly Resource<T>[];
  /** Whether some deployed resource of a type satisfies a test; unknown when none does but one may that lintel can't see. */
  find<T extends string>(type: T, test: (resource: Resource<T>) => boolean | undefined): 'some' | 'none' | 'unknown';
  /** Whether two resources are deployed at the same time, by their Conditions. Makes no choice: cheap to ask of many. */
  together(one: Resource, other: Resource): 'always' | 'sometimes' | 'never';
}

/** What a stack tells of itself to whoever may read it. */
export interface Output {
  readonly name: string;
  readonly at: Located;
  readonly template: TemplateModel;
  /** Under the choices of the current run. */
  readonly value: Value;
}

/** The resource that a value refers to (`Ref`, `Fn::GetAtt`), if it is one of the same template, and of a type when one is asked for. */
export function resourceOf<T extends string = string>(value: Value, type?: T): Resource<T> | undefined {
  const target = value.reference?.target as Resource<T> | undefined;
  return type === undefined || target?.type === type ? target : undefined;
}

/** Visitor keys: `cfn.resource` for all, `cfn.resource:AWS::Lambda::Function` for one type, with its property types. */
export type CfnSubjects = { 'cfn.template': TemplateModel; 'cfn.resource': Resource; 'cfn.output': Output } & {
  [T in keyof CfnTypes & string as `cfn.resource:${T}`]: Resource<T>;
};
