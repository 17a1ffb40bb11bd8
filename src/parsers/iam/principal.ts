import type { Value } from '../../core/value.ts';

/** One principal of a statement: `{"Service": "lambda.amazonaws.com"}` gives type `Service`; the bare `"*"` has type `*`. */
export interface Principal {
  readonly type: string;
  readonly value: Value;
}

/** The principals of a `Principal` or `NotPrincipal` element; nothing for an element that is not known. */
export function principalsOf(element: Value): Principal[] {
  if (element.string !== undefined) return element.is('*') ? [{ type: '*', value: element }] : [];
  return (element.keys ?? []).flatMap((type) => element.get(type).items.map((value) => ({ type, value })));
}

/** `"*"` or `{"AWS": "*"}`: anyone, with an AWS account or without. */
export const isEveryone = (principal: Principal): boolean => principal.value.is('*') && (principal.type === '*' || principal.type === 'AWS');
