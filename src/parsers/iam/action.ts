import type { Value } from '../../core/value.ts';

/** An element of `Action` taken apart: both halves in lower case, `*` and `?` in them. */
export interface ActionPattern {
  readonly service: string;
  readonly name: string;
}

/** The halves of a known action; `*` alone is `*:*`. Undefined for what is not known in full or is no action. */
export function actionPattern(action: Value): ActionPattern | undefined {
  const text = action.string?.toLowerCase();
  if (text === undefined) return undefined;
  const colon = text.indexOf(':');
  if (colon < 0) return isStar(text) ? { service: '*', name: '*' } : undefined;
  return { service: text.slice(0, colon), name: text.slice(colon + 1) };
}

/** `*`, `**` …: matches every text. */
export const isStar = (text: string): boolean => text !== '' && /^\*+$/.test(text);
