import type { ErrorObject } from 'ajv';
import { nearest } from '../core/text.ts';

/** A mistake in the configuration: keys and indices that lead to it, whether the key or the value is wrong, and one sentence. */
interface Explained {
  readonly path: readonly string[];
  readonly at: 'key' | 'value';
  readonly text: string;
}

/** An error of the validator in our words; undefined for one that only repeats another. */
export function explainError(
  { instancePath, keyword, params, message, data, parentSchema }: ErrorObject,
  isRule: (name: string) => boolean,
): Explained | undefined {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  // `if` only tells which branch the error beside it is from, and an unknown rule is said once.
  const rule = path[path.indexOf('rules') + 1];
  if (keyword === 'if' || (path.includes('rules') && rule !== undefined && !isRule(rule))) return undefined;
  const last = path.at(-1);
  const isEntry = /^\d+$/.test(last ?? '');
  const name = last === undefined ? 'the configuration' : isEntry ? `an entry of "${path.at(-2)}"` : `"${last}"`;
  const wrong = (text: string): Explained => ({ path, at: 'value', text });
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      return { path: [...path, key], at: 'key', text: `unknown key "${key}"${keyHint(key, path, Object.keys(parentSchema?.properties ?? {}))}` };
    }
    case 'required':
      return wrong(`${name} has no "${params.missingProperty}"`);
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String);
      const near = typeof data === 'string' ? (foreignWords.get(data.toLowerCase()) ?? nearest(data, allowed)) : data === false ? 'off' : undefined;
      return wrong(`${name} is ${describe(data)}, not one of ${allowed.join(', ')}${near && allowed.includes(near) ? `; did you mean "${near}"?` : ''}`);
    }
    case 'type': {
      const types = [params.type].flat().map((type) => typeWords.get(String(type)) ?? String(type));
      return wrong(`${name} is ${describe(data)}, not ${types.join(' or ')}`);
    }
    case 'pattern':
      return wrong(`${name} is ${describe(data)}, which does not match ${params.pattern}`);
    case 'minLength':
      return wrong(`${name} is empty`);
    default:
      return wrong(`${name} ${message ?? 'is wrong'}`);
  }
}

function keyHint(key: string, path: readonly string[], known: readonly string[]): string {
  if (key === 'options' && !known.includes('options')) return `; the rule "${path.at(-1)}" has no options`;
  const near = nearest(key, known);
  if (near) return `; did you mean "${near}"?`;
  return known.length > 0 ? `; there are ${known.filter((other) => other !== '$schema').join(', ')}` : '';
}

/** What other linters call our severities. */
const foreignWords: ReadonlyMap<string, string> = new Map([
  ['none', 'off'],
  ['disable', 'off'],
  ['disabled', 'off'],
  ['ignore', 'off'],
  ['warn', 'warning'],
  ['note', 'info'],
  ['notice', 'info'],
  ['information', 'info'],
  ['err', 'error'],
  ['fatal', 'error'],
]);

const typeWords: ReadonlyMap<string, string> = new Map([
  ['array', 'a list'],
  ['object', 'a map'],
  ['string', 'a text'],
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
]);

function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : String(value);
}
