import type { Value } from '../../core/value.ts';
import { actionPattern, isStar } from './action.ts';
import { isOn, narrows } from './condition.ts';
import { covers, globMatches } from './glob.ts';
import type { Policy, Statement } from './model.ts';
import { coversEveryRole, coversEverything, coversService } from './resource.ts';

/** An element of a statement that allows something. */
export interface Grant {
  readonly element: Value;
  readonly statement: Statement;
}

/** What one or several policies together surely grant without a condition. Deny counts where it surely applies; what may deny without being seen makes all of it unknown. */
export class Grants {
  readonly #statements: readonly Statement[];
  readonly #allows: readonly Statement[];
  #denies: readonly Statement[] | undefined;
  #passing: readonly Grant[] | undefined;

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
  everywhere(action: string): Grant | undefined {
    if (this.#isDenied(action)) return undefined;
    for (const statement of this.#allows) {
      if (statement.isConditional || !isOnAll(statement, action)) continue;
      const element = elementFor(statement, action);
      if (element) return { element, statement };
    }
    return undefined;
  }

  /**
   * What each statement allows everywhere and unconditionally of some actions, by elements of `Action` that name more than a service: its whole is
   * iam/action-wildcard's. Nothing when something unseen may deny it.
   */
  named(actions: readonly string[]): { readonly statement: Statement; readonly found: readonly { readonly action: string; readonly element: Value }[] }[] {
    const services = [...new Set(actions.map((action) => action.slice(0, action.indexOf(':'))))];
    if (!this.reaches(services) || !this.complete) return [];
    return this.#allows.flatMap((statement) => {
      if (statement.isConditional) return [];
      const elements = statement.actions.filter((element) => !isStar(actionPattern(element)?.name ?? '*'));
      const found =
        elements.length === 0
          ? []
          : actions.flatMap((action) => {
              const element = elements.find((one) => covers(one, action) === 'yes');
              return element && isOnAll(statement, action) && !this.#isDenied(action) ? [{ action, element }] : [];
            });
      return found.length > 0 ? [{ statement, found }] : [];
    });
  }

  /** The elements that surely allow an action on some resources, whatever the conditions. */
  somewhere(action: string): readonly Grant[] {
    if (this.#isDenied(action)) return [];
    return this.#allows.flatMap((statement) => {
      const element = statement.resources.length > 0 ? elementFor(statement, action) : undefined;
      return element ? [{ element, statement }] : [];
    });
  }

  /** The element that lets any role be passed, and to a service: `iam:PassRole` on every role, with no condition on the service or one that it fits. */
  passesAnyRole(service: string): Grant | undefined {
    this.#passing ??= this.#passed();
    return this.#passing.find(({ statement }) =>
      statement.conditions.entries.every(
        (condition) => !narrows(condition) || (isOn(condition, 'iam:PassedToService') && condition.values.some((value) => value.is(service))),
      ),
    );
  }

  /** What lets every role be passed, whatever the service. */
  #passed(): readonly Grant[] {
    if (this.#isDenied('iam:PassRole')) return [];
    return this.#allows.flatMap((statement) => {
      const element = elementFor(statement, 'iam:PassRole');
      if (!element || !statement.conditions.complete || !(isEverywhere(statement) || statement.resources.some(coversEveryRole))) return [];
      return [{ element, statement }];
    });
  }

  #isDenied(action: string): boolean {
    this.#denies ??= this.#statements.filter((statement) => statement.effect === 'Deny' && !statement.isConditional && isEverywhere(statement));
    return this.#denies.some(({ actions, notActions }) =>
      notActions.length > 0 ? notActions.every((element) => covers(element, action) === 'no') : actions.some((element) => covers(element, action) !== 'no'),
    );
  }
}

/**
 * Whether a policy denies, or may once it is deployed, all that a wildcard for a service (`iam`, or `*` for every one) allows, or all but what is named:
 * a Deny with `NotAction` leaves that alone. Statements of which nothing is seen don't count: every second policy of a program has some.
 */
export function mayLeaveNamedAlone({ statements }: Policy, service: string): boolean {
  const isWhole = (element: Value): boolean => {
    const pattern = actionPattern(element);
    if (!pattern || !isStar(pattern.name)) return false;
    // What is left of `*` where another service stays as a whole is still a wildcard.
    return isStar(pattern.service) || globMatches(pattern.service, service);
  };
  return statements.some((statement) => {
    const { actions, notActions, resources, notResources } = statement;
    if (!statement.value.get('Effect').mayBe('Deny') || statement.isConditional) return false;
    const mayBeOnAll =
      resources.some((resource) => coversEverything(resource) || resource.mayBe('*')) || (notResources.length > 0 && !notResources.some(coversEverything));
    if (!mayBeOnAll) return false;
    if (notActions.length > 0) return !notActions.some((element) => isWhole(element) || (isStar(service) && isStar(actionPattern(element)?.name ?? '')));
    return actions.some(
      (element) =>
        (isStar(service) ? isStar(actionPattern(element)?.service ?? '') && isWhole(element) : isWhole(element)) ||
        element.mayBe('*') ||
        element.mayBe(`${service}:*`),
    );
  });
}

/** The element of `Action` that surely covers an action; with `NotAction`, that element when it surely leaves the action in. */
function elementFor({ actions, notActions }: Statement, action: string): Value | undefined {
  const [first] = notActions;
  if (first) return notActions.every((element) => covers(element, action) === 'no') ? first : undefined;
  return actions.find((element) => covers(element, action) === 'yes');
}

/** Whether a statement surely applies to every resource of an action's service. */
function isOnAll(statement: Statement, action: string): boolean {
  const service = action.slice(0, action.indexOf(':')).toLowerCase();
  return isEverywhere(statement) || statement.resources.some((resource) => coversService(resource, service));
}

/** Whether a statement surely applies to every resource. A policy on a resource of its own is about that one. */
const isEverywhere = ({ resources, notResources }: Statement): boolean =>
  resources.some(coversEverything) ||
  (notResources.length > 0 && notResources.every((resource) => resource.parts !== undefined && !coversEverything(resource)));
