/**
 * Open choices and how they are explored.
 *
 * A document may leave values open: parameters with allowed values or a default, conditions over them, mapping keys, build arguments.
 * Each is a {@link Variable} over a small finite domain. A visitor runs under a {@link Choices}; the first read that meets an open
 * choice picks a satisfiable branch and records it, and the visitor runs again until all branches that it touched are done.
 * Contradictory assignments are never visited, and cost follows what a visitor reads.
 */
import type { Assignment } from './finding.ts';

/** One value that a variable may take. `text` undefined: some other value, that nothing in the document names. */
export interface Possibility {
  readonly text: string | undefined;
  /** How `when` names it: the value itself, `default`, or `other`. */
  readonly label: string;
}

export interface Variable {
  readonly name: string;
  readonly possibilities: readonly Possibility[];
}

export type Formula =
  | { readonly op: 'true' }
  | { readonly op: 'false' }
  | { readonly op: 'in'; readonly variable: Variable; readonly set: bigint }
  | { readonly op: 'not'; readonly of: Formula }
  | { readonly op: 'and' | 'or'; readonly of: readonly Formula[] };

export const TRUE: Formula = { op: 'true' };
export const FALSE: Formula = { op: 'false' };

const full = (variable: Variable): bigint => (1n << BigInt(variable.possibilities.length)) - 1n;

/** `variable` takes one of the possibilities that `test` accepts. */
export function oneOf(variable: Variable, test: (possibility: Possibility) => boolean): Formula {
  let set = 0n;
  variable.possibilities.forEach((possibility, i) => {
    if (test(possibility)) set |= 1n << BigInt(i);
  });
  return within(variable, set);
}

function within(variable: Variable, set: bigint): Formula {
  if (set === 0n) return FALSE;
  if (set === full(variable)) return TRUE;
  return { op: 'in', variable, set };
}

export function not(formula: Formula): Formula {
  switch (formula.op) {
    case 'true':
      return FALSE;
    case 'false':
      return TRUE;
    case 'not':
      return formula.of;
    case 'in':
      return within(formula.variable, full(formula.variable) & ~formula.set);
    default:
      return { op: 'not', of: formula };
  }
}

/** Conjunction; sets of one variable are merged, so that `Or(Env=a, Env=b)` is a single choice. */
export const and = (formulas: readonly Formula[]): Formula => join('and', formulas);
export const or = (formulas: readonly Formula[]): Formula => join('or', formulas);

function join(op: 'and' | 'or', formulas: readonly Formula[]): Formula {
  const absorbing = op === 'and' ? 'false' : 'true';
  const sets = new Map<Variable, bigint>();
  const rest: Formula[] = [];
  for (const formula of formulas) {
    if (formula.op === absorbing) return formula;
    if (formula.op === 'in') {
      const known = sets.get(formula.variable);
      if (known === undefined) sets.set(formula.variable, formula.set);
      else sets.set(formula.variable, op === 'and' ? known & formula.set : known | formula.set);
    } else if (formula.op !== 'true' && formula.op !== 'false') rest.push(formula);
  }
  const parts: Formula[] = [];
  for (const [variable, set] of sets) {
    const merged = within(variable, set);
    if (merged.op === absorbing) return merged;
    if (merged.op === 'in') parts.push(merged);
  }
  parts.push(...rest);
  if (parts.length === 0) return op === 'and' ? TRUE : FALSE;
  return parts.length === 1 ? (parts[0] as Formula) : { op, of: parts };
}

/** A way in which a choice can be made: what is chosen, and the assignments in which it is. */
interface Option<P = unknown> {
  readonly region: Region;
  readonly payload: P;
}

/** A set of assignments: what each variable may still be, and formulas over several variables that must hold. */
export class Region {
  /** What `evaluate` found: conditions share parts, and a part that many of them hold is looked at once. */
  readonly #truths: Map<Formula, boolean | undefined>;
  #satisfiable: boolean | undefined;
  /** What was asked before: the rules of a document ask for the same choices in the same order, so that each is worked out once. */
  #halves: Map<Formula, readonly Option<boolean>[]> | undefined;
  #values: Map<Variable, readonly Option<Possibility>[]> | undefined;

  private constructor(
    readonly sets: ReadonlyMap<Variable, bigint>,
    readonly pending: readonly Formula[],
    truths = new Map<Formula, boolean | undefined>(),
  ) {
    this.#truths = truths;
  }

  /** All assignments. Each document starts from a region of its own, which keeps what was worked out for it. */
  static everything(): Region {
    return new Region(new Map(), []);
  }

  /** The truth of a formula in all assignments of the region; undefined when it differs, or when only a search could tell. */
  evaluate(formula: Formula): boolean | undefined {
    switch (formula.op) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'in': {
        const left = this.sets.get(formula.variable);
        if (left === undefined) return undefined;
        if ((left & formula.set) === 0n) return false;
        return (left & ~formula.set) === 0n ? true : undefined;
      }
      case 'not': {
        const inner = this.evaluate(formula.of);
        return inner === undefined ? undefined : !inner;
      }
      default: {
        if (this.#truths.has(formula)) return this.#truths.get(formula);
        const value = this.#join(formula.op, formula.of);
        this.#truths.set(formula, value);
        return value;
      }
    }
  }

  #join(op: 'and' | 'or', parts: readonly Formula[]): boolean | undefined {
    const stops = op === 'or';
    let open = false;
    for (const part of parts) {
      const value = this.evaluate(part);
      if (value === stops) return stops;
      if (value === undefined) open = true;
    }
    return open ? undefined : !stops;
  }

  /** The part of the region where a formula holds; undefined when that is plainly empty. */
  assert(formula: Formula): Region | undefined {
    const sets = new Map(this.sets);
    const pending = [...this.pending];
    const queue: Formula[] = [formula];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (next.op === 'true') continue;
      if (next.op === 'false') return undefined;
      if (next.op === 'in') {
        const left = (sets.get(next.variable) ?? full(next.variable)) & next.set;
        if (left === 0n) return undefined;
        sets.set(next.variable, left);
      } else if (next.op === 'and') queue.push(...next.of);
      else if (next.op === 'not' && next.of.op === 'or') queue.push(...next.of.of.map(not));
      else pending.push(next);
    }
    const narrowed = new Region(sets, []);
    const open: Formula[] = [];
    for (const other of pending) {
      const value = narrowed.evaluate(other);
      if (value === false) return undefined;
      if (value === undefined) open.push(other);
    }
    return new Region(sets, open, narrowed.#truths);
  }

  /** Whether any assignment is left. A search that exceeds its steps answers true: better a branch too many than one lost. */
  satisfiable(): boolean {
    this.#satisfiable ??= this.#search();
    return this.#satisfiable;
  }

  #search(): boolean {
    let steps = 2000;
    const search = (region: Region): boolean => {
      const [formula] = region.pending;
      if (formula === undefined || steps-- <= 0) return true;
      const { variable, set } = openSet(formula, region) as Extract<Formula, { op: 'in' }>;
      for (const half of [set, full(variable) & ~set]) {
        const next = region.assert({ op: 'in', variable, set: half });
        if (next && search(next)) return true;
      }
      return false;
    };
    return search(this);
  }

  /** The parts of the region in which a formula holds and in which it doesn't, those of them that have an assignment. */
  halves(formula: Formula): readonly Option<boolean>[] {
    let halves = this.#halves?.get(formula);
    if (!halves) {
      halves = [true, false].flatMap((payload) => {
        const region = this.assert(payload ? formula : not(formula));
        return region?.satisfiable() ? [{ region, payload }] : [];
      });
      this.#halves ??= new Map();
      this.#halves.set(formula, halves);
    }
    return halves;
  }

  /** The possibilities of a variable that some assignment of the region gives it. With `classOf`, those of one class together, in order of their first. */
  valuesOf(variable: Variable, classOf?: (possibility: Possibility) => string | undefined): readonly Option<Possibility>[] {
    if (classOf) return this.#remaining(variable, classOf);
    let values = this.#values?.get(variable);
    if (!values) {
      values = this.#remaining(variable, () => undefined);
      this.#values ??= new Map();
      this.#values.set(variable, values);
    }
    return values;
  }

  #remaining(variable: Variable, classOf: (possibility: Possibility) => string | undefined): Option<Possibility>[] {
    const left = this.sets.get(variable) ?? full(variable);
    const classes = new Map<unknown, { readonly first: Possibility; set: bigint }>();
    for (const [i, possibility] of variable.possibilities.entries()) {
      const bit = 1n << BigInt(i);
      if ((left & bit) === 0n) continue;
      const key = classOf(possibility) ?? possibility;
      const same = classes.get(key);
      if (same) same.set |= bit;
      else classes.set(key, { first: possibility, set: bit });
    }
    const result = [];
    for (const { first: payload, set } of classes.values()) {
      const region = this.assert({ op: 'in', variable, set });
      if (region?.satisfiable()) result.push({ region, payload });
    }
    return result;
  }

  /** What the region says of a variable: the possibilities that it leaves, named by one of them that an assignment gives it. */
  factOf(variable: Variable): Fact {
    const set = this.sets.get(variable) ?? full(variable);
    const left = variable.possibilities.filter((_, i) => (set & (1n << BigInt(i))) !== 0n);
    const just = (one: Possibility): Formula => oneOf(variable, (other) => other === one);
    const isReachable = (one: Possibility): boolean => left.length === 1 || this.assert(just(one))?.satisfiable() === true;
    const fact = { name: variable.name, value: (left.find(isReachable) ?? (left[0] as Possibility)).label, formula: within(variable, set) };
    if (left.length === 1) return fact;
    return { ...fact, narrower: () => left.filter(isReachable).map((one) => ({ name: variable.name, value: one.label, formula: just(one) })) };
  }
}

/** A part of a formula that the region leaves open. */
function openSet(formula: Formula, region: Region): Formula | undefined {
  if (region.evaluate(formula) !== undefined) return undefined;
  if (formula.op === 'not') return openSet(formula.of, region);
  if (formula.op !== 'and' && formula.op !== 'or') return formula;
  for (const part of formula.of) {
    const found = openSet(part, region);
    if (found) return found;
  }
  return undefined;
}

/** A choice that a visitor touched, as `when` states it. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly formula: Formula;
  /** Where the run did not tell several values of a variable apart: each of them on its own. */
  narrower?(): Fact[];
}

/** Thrown by a read that no deployment can reach (a mapping without the key): the branch is discarded. */
class Unreachable extends Error {}

interface Decision {
  readonly options: readonly Option[];
  chosen: number;
}

const none: readonly Fact[] = [];

/** The choice context of one run of a visitor. */
export class Choices {
  /** By name; a variable's fact is what the whole run says of it. */
  #facts: Map<string, Fact | Variable> | undefined;
  #region: Region;
  #cursor = 0;

  constructor(
    root: Region,
    private readonly trail: Decision[],
  ) {
    this.#region = root;
  }

  get region(): Region {
    return this.#region;
  }

  /** Decides whether a formula holds in this run. `name` is what `when` calls it. */
  test(name: string, formula: Formula): boolean {
    if (formula.op === 'true') return true;
    if (formula.op === 'false') return false;
    let value = this.#region.evaluate(formula);
    value ??= this.#decide(() => this.#region.halves(formula));
    this.#note(name, String(value), value ? formula : not(formula));
    return value;
  }

  /**
   * Decides which value a variable has in this run. With `classOf`, only as far as the caller sees a difference: of possibilities of one class
   * the first stands for all, and they stay open for others. Undefined is a class of its own.
   */
  valueOf(variable: Variable, classOf?: (possibility: Possibility) => string | undefined): Possibility {
    const first = this.#decide(() => this.#region.valuesOf(variable, classOf));
    this.#facts ??= new Map();
    if (!this.#facts.has(variable.name)) this.#facts.set(variable.name, variable);
    return first;
  }

  /** The choices that the run touched, in order, as the run left them. */
  facts(): readonly Fact[] {
    // Most runs touch none.
    if (!this.#facts) return none;
    const facts: Fact[] = [];
    for (const fact of this.#facts.values()) {
      if ('formula' in fact) facts.push(fact);
      else {
        const told = this.#region.factOf(fact);
        if (told.formula.op !== 'true') facts.push(told);
      }
    }
    return facts;
  }

  /** This run's assignments can't be deployed: drop it. */
  unreachable(): never {
    throw new Unreachable();
  }

  /** Replays the decision that the trail holds at this point, or makes a new one. A visitor reads the same in the same branch, so the n-th decision is the same. */
  #decide<P>(compute: () => readonly Option<P>[]): P {
    let decision = this.trail[this.#cursor] as (Decision & { readonly options: readonly Option<P>[] }) | undefined;
    if (!decision) {
      const options = compute();
      if (options.length === 0) throw new Unreachable();
      decision = { options, chosen: 0 };
      this.trail.push(decision);
    }
    this.#cursor++;
    const { region, payload } = decision.options[decision.chosen] as Option<P>;
    this.#region = region;
    return payload;
  }

  #note(name: string, value: string, formula: Formula): void {
    if (formula.op === 'true') return;
    this.#facts ??= new Map();
    if (!this.#facts.has(name)) this.#facts.set(name, { name, value, formula });
  }
}

/** One finished run: the assignments that it stands for, the choices that it touched, and what it gave. */
export interface Leaf<T> {
  readonly region: Region;
  readonly facts: readonly Fact[];
  readonly result: T;
}

/** Most runs of one visitor on one subject. Deterministic, unlike a time limit; a run costs what the visitor reads. */
export const MAX_RUNS = 512;

/** The open choices of a document. Values read `current` while a visitor runs; outside of a run every open choice is unknown. */
export class ChoiceSpace {
  current: Choices | undefined;

  #root = Region.everything();

  /** What holds in every assignment: what the document itself demands of its parameters. */
  get root(): Region {
    return this.#root;
  }

  /** Demands a formula of every assignment. False, and nothing is demanded, when no assignment would be left. */
  require(formula: Formula): boolean {
    const region = this.#root.assert(formula);
    if (!region?.satisfiable()) return false;
    this.#root = region;
    return true;
  }

  /** Runs `visit` once for each combination of the choices that it touches. */
  explore<T>(visit: (choices: Choices) => T): { readonly leaves: readonly Leaf<T>[]; readonly complete: boolean } {
    // Most visitors run once: a list of one takes less than one that grows.
    let leaves: Leaf<T>[] | undefined;
    const trail: Decision[] = [];
    const outer = this.current;
    try {
      for (let runs = 0; ; runs++) {
        if (runs === MAX_RUNS) return { leaves: leaves ?? [], complete: false };
        const choices = new Choices(this.root, trail);
        this.current = choices;
        try {
          const result = visit(choices);
          const leaf = { region: choices.region, facts: choices.facts(), result };
          if (leaves) leaves.push(leaf);
          else leaves = [leaf];
        } catch (error) {
          if (!(error instanceof Unreachable)) throw error;
        }
        let last = trail.at(-1);
        while (last && last.chosen === last.options.length - 1) {
          trail.pop();
          last = trail.at(-1);
        }
        if (!last) return { leaves: leaves ?? [], complete: true };
        last.chosen++;
      }
    } finally {
      this.current = outer;
    }
  }
}

const MAX_FACTS_SEARCHED = 12;

/**
 * The smallest set of touched choices under which something always happens, given the runs in which it did and those in which it didn't.
 * Undefined when it happens always. Ties go to the earliest run and the choices touched first.
 */
export function smallestWhen(withIt: readonly Leaf<unknown>[], without: readonly Leaf<unknown>[], complete: boolean): Assignment | undefined {
  if (without.length === 0 && complete) return undefined;
  const first = withIt[0] as Leaf<unknown>;
  if (!complete) return assignment(first.facts);
  const sufficient = (facts: readonly Fact[]): boolean =>
    without.every((leaf) => {
      let region: Region | undefined = leaf.region;
      for (const fact of facts) region = region?.assert(fact.formula);
      return !region?.satisfiable();
    });
  const most = Math.max(...withIt.map((leaf) => leaf.facts.length));
  for (let size = 1; size <= Math.min(most, 3); size++) {
    const tried = new Set<string>();
    for (const leaf of withIt) {
      for (const together of combinations(leaf.facts.slice(0, MAX_FACTS_SEARCHED), size)) {
        for (const facts of narrowings(together)) {
          const key = facts.map(({ name, value, formula }) => `${name}\0${value}\0${formula.op === 'in' ? formula.set : ''}`).join('\0');
          if (tried.has(key)) continue;
          tried.add(key);
          if (sufficient(facts)) return assignment(facts);
        }
      }
    }
  }
  // Larger sets: drop what is not needed from the run that touched least, one choice at a time.
  let best: readonly Fact[] | undefined;
  for (const leaf of withIt) {
    let facts: readonly Fact[] = leaf.facts;
    for (const fact of [...leaf.facts].reverse()) {
      const fewer = facts.filter((other) => other !== fact);
      if (sufficient(fewer)) facts = fewer;
    }
    if (!best || facts.length < best.length) best = facts;
  }
  return assignment(best ?? first.facts);
}

/** A set of facts, then the sets with single values in the place of several; of many values the first few. */
function* narrowings(facts: readonly Fact[]): Generator<readonly Fact[]> {
  yield facts;
  if (!facts.some((fact) => fact.narrower)) return;
  const most = facts.length === 1 ? Infinity : 8;
  const options = facts.map((fact) => [fact, ...(fact.narrower?.() ?? []).slice(0, most)]);
  let sets: Fact[][] = [[]];
  for (const option of options) sets = sets.flatMap((set) => option.map((fact) => [...set, fact]));
  yield* sets.slice(1);
}

function* combinations<T>(items: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= items.length - size; i++) {
    for (const rest of combinations(items, size - 1, i + 1)) yield [items[i] as T, ...rest];
  }
}

const assignment = (facts: readonly Fact[]): Assignment => Object.fromEntries(facts.map((fact) => [fact.name, fact.value]));
