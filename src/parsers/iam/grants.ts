import type { Value } from '../../core/value.ts';
import { actionPattern } from './action.ts';
import { isOn, narrows } from './condition.ts';
import { covers } from './glob.ts';
import type { Policy, Statement } from './model.ts';
import { coversEveryRole, coversEverything, coversService } from './resource.ts';

/** What one or several policies together surely grant without a condition. Deny counts where it surely applies; what may deny without being seen makes all of it unknown. */
export class Grants {
  readonly #statements: readonly Statement[];
  readonly #allows: readonly Statement[];
  #denies: readonly Statement[] | undefined;

  constructor(private readonly policies: readonly Policy[]) {
    this.#statements = policies.flatMap((policy) => policy.statements);
    this.#allows = this.#statements.filter(({ effect }) => effect === 'Allow');
  }

  /** False when a statement that can't be seen may deny something. */
  get complete(): boolean {
    return this.policies.every((policy) => policy.complete) && this.#statements.every(({ effect }) => effect !== undefined);
  }

  /** Whether an action of some services, given in lower case, may be allowed: a quick look, before each is asked for. */
  reaches(services: readonly string[]): boolean {
    return this.#allows.some(
      ({ actions, notActions }) =>
        notActions.length > 0 ||
        actions.some((action) => !/^[a-z0-9-]+:/i.test(action.string ?? '') || services.includes(actionPattern(action)?.service ?? '')),
    );
  }

  /** The element that surely allows an action on every resource of its service, without a condition; undefined when none does, or something denies it. */
  everywhere(action: string): Value | undefined {
    if (this.#isDenied(action)) return undefined;
    const service = action.slice(0, action.indexOf(':')).toLowerCase();
    for (const statement of this.#allows) {
      if (statement.isConditional || !(isEverywhere(statement) || statement.resources.some((resource) => coversService(resource, service)))) continue;
      const element = elementFor(statement, action);
      if (element) return element;
    }
    return undefined;
  }

  /** The element that surely allows an action on some resources, whatever the conditions. */
  somewhere(action: string): Value | undefined {
    if (this.#isDenied(action)) return undefined;
    for (const statement of this.#allows) {
      const element = statement.resources.length > 0 ? elementFor(statement, action) : undefined;
      if (element) return element;
    }
    return undefined;
  }

  /** The statements that surely allow an action. */
  statementsFor(action: string): readonly Statement[] {
    return this.#isDenied(action) ? [] : this.#allows.filter((statement) => elementFor(statement, action) !== undefined);
  }

  /** Whether any role can be passed, and to a service: by `iam:PassRole` on every role, with no condition on the service or one that it fits. */
  passesAnyRole(service: string): boolean {
    if (this.#isDenied('iam:PassRole')) return false;
    return this.#allows.some((statement) => {
      const { entries, complete } = statement.conditions;
      if (!complete || !elementFor(statement, 'iam:PassRole')) return false;
      if (!(isEverywhere(statement) || statement.resources.some(coversEveryRole))) return false;
      return entries.every(
        (condition) => !narrows(condition) || (isOn(condition, 'iam:PassedToService') && condition.values.some((value) => value.is(service))),
      );
    });
  }

  #isDenied(action: string): boolean {
    this.#denies ??= this.#statements.filter((statement) => statement.effect === 'Deny' && !statement.isConditional && isEverywhere(statement));
    return this.#denies.some(({ actions, notActions }) =>
      notActions.length > 0 ? notActions.every((element) => covers(element, action) === 'no') : actions.some((element) => covers(element, action) !== 'no'),
    );
  }
}

/** The element of `Action` that surely covers an action; with `NotAction`, that element when it surely leaves the action in. */
function elementFor({ actions, notActions }: Statement, action: string): Value | undefined {
  const [first] = notActions;
  if (first) return notActions.every((element) => covers(element, action) === 'no') ? first : undefined;
  return actions.find((element) => covers(element, action) === 'yes');
}

/** Whether a statement surely applies to every resource. A policy on a resource of its own is about that one. */
const isEverywhere = ({ resources, notResources }: Statement): boolean =>
  resources.some(coversEverything) ||
  (notResources.length > 0 && notResources.every((resource) => resource.parts !== undefined && !coversEverything(resource)));
