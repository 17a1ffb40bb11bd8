import type { Value } from '../../core/value.ts';

/** What a capacity says: a share of the parent in percent, a weight among its siblings (`2w`), or resources (`[memory=1024,vcores=2]`). */
export type Capacity =
  | { readonly kind: 'percent'; readonly number: number }
  | { readonly kind: 'weight'; readonly number: number }
  | { readonly kind: 'resources' }
  /** No capacity at all. Hadoop stops at such a text. */
  | { readonly kind: 'malformed'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

/** Decimal numbers as Java's Float.parseFloat takes them. */
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?$/;

/** Reads a capacity or maximum capacity. Source: CapacitySchedulerConfiguration of Hadoop; blanks around a number don't matter. */
export function capacityOf(value: Value): Capacity {
  if (value.isAbsent) return { kind: 'absent' };
  const text = value.string?.trim();
  if (text === undefined || text === '' || /^[+-]?(?:NaN|0x)/i.test(text)) return { kind: 'unknown' };
  if (text.startsWith('[') && text.endsWith(']')) return { kind: 'resources' };
  if (FLOAT.test(text)) return { kind: 'percent', number: Number.parseFloat(text) };
  if (text.endsWith('w') && FLOAT.test(text.slice(0, -1))) return { kind: 'weight', number: Number.parseFloat(text) };
  return { kind: 'malformed', text };
}

/** A number as people write it: at most four decimals. */
export const shown = (number: number): string => String(Math.round(number * 10_000) / 10_000);
