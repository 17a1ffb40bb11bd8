import type { Value } from '../../core/value.ts';
import { isProvider, prefixOf } from './keys.ts';

/** A `${…}` in a text of a policy. */
export interface Variable {
  /** As written, `${aws:PrincipalTag/team, 'none'}`; cut where the closing brace is missing. */
  readonly text: string;
  /** What the policy language does not take of it. */
  readonly fault: 'brace' | 'empty' | 'space' | 'quote' | undefined;
  /**
   * `key` when a condition key stands in it, `literal` for `${*}`, `${?}` and `${$}`, which stand for the character itself. Anything else is
   * `other`: a placeholder that some tool was meant to fill in before the policy reaches AWS.
   */
  readonly kind: 'key' | 'literal' | 'other';
}

/** Stands for what only deployment knows while a text is looked through. */
const HOLE = '\uFFFC';

/**
 * The variables in a value. What `Fn::Sub` or a template literal fills in is none of them: it is a hole here, and a variable around a hole
 * (`${aws:PrincipalTag/${Tag}}`) is one variable.
 */
export function variablesIn(value: Value): Variable[] {
  const text = value.parts?.map((part) => (typeof part === 'string' ? part : HOLE)).join('') ?? '';
  const found: Variable[] = [];
  for (let start = text.indexOf('${'); start >= 0; ) {
    const close = text.indexOf('}', start);
    const next = text.indexOf('${', start + 2);
    // Another one begins before this one ends.
    const isOpen = close < 0 || (next >= 0 && next < close);
    const end = isOpen ? (next < 0 ? text.length : next) : close + 1;
    found.push(variable(text.slice(start, end), isOpen));
    start = next;
  }
  return found;
}

function variable(text: string, isOpen: boolean): Variable {
  const inner = text.slice(2, isOpen ? undefined : -1);
  const comma = inner.indexOf(',');
  const name = comma < 0 ? inner : inner.slice(0, comma);
  const kind = /^[*?$]$/.test(inner) ? 'literal' : isKey(name.trim()) ? 'key' : 'other';
  const shown = text.replaceAll(HOLE, '…');
  if (isOpen) return { text: shown.slice(0, 60), fault: 'brace', kind };
  if (inner.trim() === '') return { text: shown, fault: 'empty', kind };
  if (kind === 'literal' || name.includes(HOLE)) return { text: shown, fault: undefined, kind };
  if (/\s/.test(name)) return { text: shown, fault: 'space', kind };
  const given = comma < 0 ? undefined : inner.slice(comma + 1).trim();
  const isQuoted = given === undefined || (given.length >= 2 && given.startsWith("'") && given.endsWith("'"));
  return { text: shown, fault: isQuoted ? undefined : 'quote', kind };
}

/** `prefix:name` with one colon, as condition keys are; `AWS::Region` is CloudFormation's. */
function isKey(name: string): boolean {
  if (name.includes('::')) return false;
  const prefix = prefixOf(name);
  return prefix !== '' && prefix.length < name.length - 1 && (isProvider(prefix) || /^[a-z][a-z0-9-]*$/.test(prefix));
}

/** Whether a text has the marks of a placeholder that somebody or some tool is to fill in: `<my-vpc>`, `{{region}}`, `${Region}`, `%REGION%`. */
export const isToBeFilledIn = (text: string): boolean => /[<>{}%$]/.test(text);
