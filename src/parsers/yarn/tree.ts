import type { Located } from '../../core/document.ts';
import { absent, type Place, unknown, type Value } from '../../core/value.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { PREFIX, queueKey } from './keys.ts';

/** A property of the CapacityScheduler, under its full name. */
export interface SchedulerProperty {
  readonly name: string;
  readonly at: Located;
  readonly value: Value;
}

/** A configuration of the CapacityScheduler, wherever it stands. */
export interface SchedulerConfiguration {
  readonly at: Located;
  /** The queues under the choices of the current run: read them anew in each visit. */
  read(): QueueTree;
}

export interface YarnSubjects {
  'yarn.queueTree': SchedulerConfiguration;
}

/** A setting of a queue, as it stands in the configuration. */
export interface QueueSetting extends SchedulerProperty {
  readonly path: string;
  readonly setting: string;
  /** The node label that it is about; '' for all other nodes. */
  readonly label: string;
}

/** A queue that its parent declares. */
export interface Queue {
  /** `root.analytics.etl` */
  readonly path: string;
  readonly name: string;
  readonly parent: Queue | undefined;
  /** Its name in the list of its parent. */
  readonly at: Located;
  /** In the order of the list; empty for a leaf. */
  readonly children: readonly Queue[];
  /** Whether `children` are all that there are. */
  readonly complete: boolean;
}

/**
 * What the properties are laid over: nothing, when they are all that the scheduler reads; the file that EMR brings, of which only the default of
 * each setting is known; or something that nobody sees. What the properties lack is absent only in the first case.
 */
export type Base = 'none' | 'emr' | 'unknown';

interface Source {
  /** The name of the configuration: where it lacks something. */
  readonly at: Located;
  /** By full name; only those with {@link PREFIX} count. */
  readonly properties: ReadonlyMap<string, SchedulerProperty>;
  readonly base: Base;
}

/** Most things that a message names. */
const MOST_NAMED = 8;
/** Most node labels under one queue that are looked at. */
const MOST_LABELS = 20;

/** The queues of a CapacityScheduler and what is set for them. */
export class QueueTree {
  readonly at: Located;
  readonly base: Base;
  /** All that are declared, parents before their children. */
  readonly queues: readonly Queue[];
  /** Those without queues below them. */
  readonly leaves: readonly Queue[];
  /** Settings of queues, declared or not, in the order in which they stand. */
  readonly settings: readonly QueueSetting[];
  readonly #properties: ReadonlyMap<string, SchedulerProperty>;
  readonly #byPath = new Map<string, Queue>();
  readonly #byName = new Map<string, Queue[]>();
  readonly #labels = new Map<string, Set<string>>();
  readonly #lacks: (at: Place) => Value;

  constructor({ at, properties, base }: Source) {
    this.at = at;
    this.base = base;
    this.#properties = properties;
    // A file without queues is a part of a configuration.
    this.#lacks = base === 'none' && properties.has(`${PREFIX}root.queues`) ? absent : (place) => unknown(place, 'may be set elsewhere');
    this.queues = this.#declared();
    this.leaves = this.queues.filter(({ children }) => children.length === 0);
    this.settings = [...properties.values()].flatMap((property) => {
      const key = property.name.startsWith(PREFIX) ? queueKey(property.name.slice(PREFIX.length)) : undefined;
      return key ? [{ ...property, label: '', ...key }] : [];
    });
    for (const { path, setting, label } of this.settings) {
      if (label === '' || setting !== 'capacity') continue;
      const parent = path.slice(0, Math.max(0, path.lastIndexOf('.')));
      const labels = this.#labels.get(parent);
      if (!labels) this.#labels.set(parent, new Set([label]));
      else if (labels.size < MOST_LABELS) labels.add(label);
    }
  }

  get root(): Queue {
    return this.queues[0] as Queue;
  }

  /** What is written under a name, which is given without {@link PREFIX}. */
  property(key: string): SchedulerProperty | undefined {
    return this.#properties.get(PREFIX + key);
  }

  /** A value; what is missing is absent at the configuration's name, or unknown when it may be set elsewhere. */
  get(key: string): Value {
    return this.property(key)?.value ?? this.#lacks({ ...this.at, path: key });
  }

  /** The name of a queue's property, without {@link PREFIX}. */
  key({ path }: Pick<Queue, 'path'>, setting: string, label = ''): string {
    return label === '' ? `${path}.${setting}` : `${path}.accessible-node-labels.${label}.${setting}`;
  }

  capacity(queue: Pick<Queue, 'path'>, label = ''): Capacity {
    return capacityOf(this.get(this.key(queue, 'capacity', label)));
  }

  maximum(queue: Pick<Queue, 'path'>, label = ''): Capacity {
    return capacityOf(this.get(this.key(queue, 'maximum-capacity', label)));
  }

  /** The node labels that capacities of the queues under a path are set for. */
  labelsUnder({ path }: Queue): readonly string[] {
    return [...(this.#labels.get(path) ?? [])];
  }

  queue(path: string): Queue | undefined {
    return this.#byPath.get(path);
  }

  /** Queues by the end of their path: `etl`, or `analytics.etl`. */
  named(end: string): readonly Queue[] {
    if (this.#byName.size === 0) {
      for (const queue of this.queues) {
        const same = this.#byName.get(queue.name);
        if (same) same.push(queue);
        else this.#byName.set(queue.name, [queue]);
      }
    }
    const last = end.slice(end.lastIndexOf('.') + 1);
    return (this.#byName.get(last) ?? []).filter(({ path }) => path === end || path.endsWith(`.${end}`));
  }

  /** The declared queue at a path, or the nearest above it. */
  nearest(path: string): Queue {
    for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
      const queue = this.#byPath.get(at);
      if (queue) return queue;
    }
    return this.root;
  }

  /** Whether a path names a queue that the scheduler has: one that is declared, or that it may make when it is asked for. */
  has(path: string): 'yes' | 'no' | 'maybe' {
    const nearest = this.nearest(path);
    if (nearest.path === path) return 'yes';
    return nearest.complete && !this.makesQueues(nearest) ? 'no' : 'maybe';
  }

  /** Whether queues may be made under a queue when somebody asks for them. */
  makesQueues(queue: Queue): boolean {
    for (let at: Queue | undefined = queue; at; at = at.parent) {
      for (const setting of ['auto-create-child-queue.enabled', 'auto-queue-creation-v2.enabled']) {
        if (this.isSet(this.key(at, setting))) return true;
      }
    }
    return false;
  }

  /** Whether queues may be made anywhere. */
  get makesAnyQueues(): boolean {
    return this.queues.some((queue) => this.makesQueues(queue));
  }

  /** Whether a switch is written and may be on. */
  isSet(key: string): boolean {
    const value = this.property(key)?.value;
    return value !== undefined && !value.isAbsent && (value.string === undefined || value.string.trim().toLowerCase() === 'true');
  }

  /** Whether capacities follow the rules of percentages, weights or resources: so by default, until legacy-queue-mode is switched off. */
  get legacyMode(): boolean {
    const value = this.property('legacy-queue-mode.enabled')?.value;
    return value === undefined || value.isAbsent || value.string?.trim().toLowerCase() === 'true';
  }

  #declared(): Queue[] {
    type Building = Queue & { children: Queue[]; complete: boolean };
    const root: Building = { path: 'root', name: 'root', parent: undefined, at: this.at, children: [], complete: false };
    const queues: Building[] = [root];
    this.#byPath.set('root', root);
    for (const queue of queues) {
      const list = this.get(`${queue.path}.queues`);
      queue.complete = list.isAbsent || list.string !== undefined;
      for (const { text, at } of itemsOf(list)) {
        const path = `${queue.path}.${text}`;
        if (this.#byPath.has(path)) continue;
        const child: Building = { path, name: text, parent: queue, at: { ...at, path }, children: [], complete: false };
        this.#byPath.set(path, child);
        queue.children.push(child);
        queues.push(child);
      }
    }
    return queues;
  }
}

/** The first of some things in words. */
export function listed<T>(things: readonly T[], nameOf: (thing: T) => string): string {
  const names = things.slice(0, MOST_NAMED).map(nameOf).join(', ');
  return things.length > MOST_NAMED ? `${names} and ${things.length - MOST_NAMED} more` : names;
}

/** The elements of a list with commas, trimmed, without empty ones. */
export function itemsOf(value: Value): { readonly text: string; readonly at: Located }[] {
  const items: { text: string; at: Located }[] = [];
  const part = partsOf(value);
  let start = 0;
  for (const piece of value.string?.split(',') ?? []) {
    const text = piece.trim();
    const from = start + piece.indexOf(text);
    if (text !== '') items.push({ text, at: part(from, from + text.length) });
    start += piece.length + 1;
  }
  return items;
}

/** A part of a known text where the file shows the text as it is read, but for its line ends; else the whole value. */
export const partOf = (value: Value, start: number, end: number): Located => partsOf(value)(start, end);

/** The same for many parts of one text. */
function partsOf(value: Value): (start: number, end: number) => Located {
  const { file, path, span, string = '' } = value;
  const written = file.text.slice(span.start, span.end);
  const plain = written.replaceAll('\r\n', '\n');
  const shift = plain.indexOf(string);
  // Only quotes may stand around it.
  if (string === '' || shift < 0 || shift > 1 || plain.length > string.length + 2) return () => value;
  // Where each CRLF stands in the text in which it is one character.
  const lineEnds: number[] = [];
  for (let at = written.indexOf('\r\n'); at >= 0; at = written.indexOf('\r\n', at + 2)) lineEnds.push(at - lineEnds.length);
  const offset = (at: number): number => span.start + at + countBelow(lineEnds, at);
  return (start, end) => ({ file, path, span: { start: offset(shift + start), end: offset(shift + end) } });
}

/** How many of some ascending numbers are below a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
