import { expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { run } from './branching-rule.ts';

/**
 * Proof of lazy branching: on random templates the engine gives the same findings, certainty and `when` as brute force over all assignments
 * of the parameters (allowed values, default, constants in conditions and rules, mapping keys, and one value that nothing names) that the template's rules allow.
 */
const COUNT = Number(process.env.BRANCHING ?? 400);
const SEED = Number(process.env.BRANCHING_SEED ?? (process.env.BRANCHING ? Date.now() % 1_000_000 : 7));

type Json = null | string | Json[] | { [key: string]: Json };
type Template = {
  Parameters: Record<string, { Type: string; Default?: string; AllowedValues?: string[] }>;
  Mappings: Record<string, Record<string, Record<string, string>>>;
  Rules: Record<string, { RuleCondition?: Json; Assertions: { Assert: Json }[] }>;
  Conditions: Record<string, Json>;
  Resources: Record<string, { Type: string; Condition?: string; Properties: Record<string, Json> }>;
};

/** Small deterministic generator (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const CONSTANTS = ['a', 'b', 'bad'];

function generate(next: (below: number) => number): Template {
  const pick = <T>(items: readonly T[]): T => items[next(items.length)] as T;
  const parameters = Object.fromEntries(
    Array.from({ length: 1 + next(4) }, (_, i) => {
      const kind = next(3);
      const some = CONSTANTS.filter(() => next(3) > 0);
      const allowed = some.length > 0 ? some : ['a'];
      return [`P${i}`, { Type: 'String', ...(kind === 0 && { AllowedValues: allowed }), ...(kind === 1 && { Default: pick(CONSTANTS) }) }];
    }),
  );
  const names = Object.keys(parameters);
  const mappings = {
    M: Object.fromEntries(
      ['a', 'b', 'c'].slice(0, 1 + next(3)).map((key) => [key, { v: pick(CONSTANTS), w: pick(CONSTANTS), a: pick(CONSTANTS), b: pick(CONSTANTS) }]),
    ),
  };
  const conditions: Record<string, Json> = {};
  const count = next(5);
  /** `earlier`: how many named conditions it may use; undefined in rules, which have functions of their own instead. */
  const condition = (depth: number, earlier: number | undefined): Json => {
    const kind = next(depth > 2 ? 2 : 6);
    if (kind === 2) return { 'Fn::Not': [condition(depth + 1, earlier)] };
    if (kind === 3) return { 'Fn::And': [condition(depth + 1, earlier), condition(depth + 1, earlier)] };
    if (kind === 4) return { 'Fn::Or': [condition(depth + 1, earlier), condition(depth + 1, earlier)] };
    if (kind === 5 && earlier !== undefined && earlier > 0) return { Condition: `C${next(earlier)}` };
    if (kind === 5 && earlier === undefined) {
      const some = CONSTANTS.filter(() => next(2));
      return next(2) ? { 'Fn::Contains': [some, { Ref: pick(names) }] } : { 'Fn::EachMemberIn': [[{ Ref: pick(names) }, { Ref: pick(names) }], some] };
    }
    const equals: Json[] = [{ Ref: pick(names) }, pick(CONSTANTS)];
    return { 'Fn::Equals': next(2) ? equals : equals.reverse() };
  };
  for (let i = 0; i < count; i++) conditions[`C${i}`] = condition(0, i);
  const rules = Object.fromEntries(
    Array.from({ length: next(3) }, (_, i) => [
      `R${i}`,
      {
        ...(next(2) && { RuleCondition: condition(1, undefined) }),
        Assertions: Array.from({ length: 1 + next(2) }, () => ({ Assert: condition(1, undefined) })),
      },
    ]),
  );
  const value = (depth: number): Json => {
    const kind = next(depth > 3 ? 3 : 9);
    if (kind === 0) return pick(CONSTANTS);
    if (kind === 1) return { Ref: pick(names) };
    if (kind === 2) return { 'Fn::Sub': next(2) ? `\${${pick(names)}}` : `b\${${pick(names)}}` };
    if (kind === 3 && count > 0) return { 'Fn::If': [`C${next(count)}`, value(depth + 1), next(4) ? value(depth + 1) : { Ref: 'AWS::NoValue' }] };
    if (kind === 4 && count > 0) return { 'Fn::If': [`C${next(count)}`, { Ref: 'AWS::NoValue' }, value(depth + 1)] };
    if (kind === 5) return { 'Fn::Join': ['', ['b', { Ref: pick(names) }]] };
    if (kind === 6) return { 'Fn::Select': [String(next(2)), [pick(CONSTANTS), { Ref: pick(names) }]] };
    if (kind === 7) return { 'Fn::FindInMap': ['M', { Ref: pick(names) }, next(3) ? pick(['v', 'w']) : { Ref: pick(names) }] };
    return pick(CONSTANTS);
  };
  const resources = Object.fromEntries(
    Array.from({ length: 1 + next(3) }, (_, i) => [
      `F${i}`,
      {
        Type: 'AWS::Lambda::Function',
        ...(count > 0 && next(2) && { Condition: `C${next(count)}` }),
        Properties: {
          Runtime: value(0),
          ...(next(3) && { Handler: value(0) }),
          Layers: Array.from({ length: 1 + next(3) }, () => value(1)),
        },
      },
    ]),
  );
  return { Parameters: parameters, Mappings: mappings, Rules: rules, Conditions: conditions, Resources: resources } as unknown as Template;
}

class Unreachable extends Error {}
const ABSENT = Symbol('absent');
const UNKNOWN = Symbol('unknown');
type Plain = string | typeof ABSENT | typeof UNKNOWN;
/** `undefined`: the value that nothing names. */
type Assignment = Record<string, string | undefined>;

/** Brute force, written apart from the engine: evaluates under one full assignment and notes which choices it touched. */
/** What a condition or assertion is under one full assignment. `named` answers for conditions by name. */
function decide(assignment: Assignment, node: Json, named: (name: string) => boolean): boolean {
  const [name, argument] = Object.entries(node as Record<string, Json>)[0] as [string, Json];
  const list = argument as Json[];
  const inner = (part: Json): boolean => decide(assignment, part, named);
  const text = (side: Json | undefined): string | undefined => (typeof side === 'string' ? side : assignment[(side as { Ref: string }).Ref]);
  const isIn = (side: Json | undefined, members: Json | undefined): boolean => (members as Json[]).some((member) => text(member) === text(side));
  if (name === 'Condition') return named(argument as string);
  if (name === 'Fn::Not') return !inner(list[0] as Json);
  if (name === 'Fn::And') return list.every(inner);
  if (name === 'Fn::Or') return list.some(inner);
  if (name === 'Fn::Contains') return isIn(list[1], list[0]);
  if (name === 'Fn::EachMemberIn') return (list[0] as Json[]).every((member) => isIn(member, list[1]));
  return text(list[0]) === text(list[1]);
}

/** Whether the template's rules let an assignment be deployed. A rule that would leave nothing to what the earlier ones allow does not count. */
function allowed(template: Template): Assignment[] {
  let left = [...assignments(template)];
  for (const { RuleCondition, Assertions } of Object.values(template.Rules)) {
    const never = (): never => {
      throw new Error('rules have no named conditions');
    };
    const passing = left.filter(
      (assignment) =>
        (RuleCondition !== undefined && !decide(assignment, RuleCondition, never)) || Assertions.every(({ Assert }) => decide(assignment, Assert, never)),
    );
    if (passing.length > 0) left = passing;
  }
  return left;
}

function evaluate(template: Template, assignment: Assignment, resource: Template['Resources'][string]): { findings: string[]; touched: Map<string, string> } {
  const touched = new Map<string, string>();
  const condition = (node: Json): boolean => decide(assignment, node, (name) => condition(template.Conditions[name] as Json));
  const holds = (name: string): boolean => {
    const value = condition(template.Conditions[name] as Json);
    if (!touched.has(name)) touched.set(name, String(value));
    return value;
  };
  const parameter = (name: string): string | undefined => {
    touched.set(name, labelOf(template, name, assignment[name]));
    return assignment[name];
  };
  const read = (node: Json): Plain => {
    if (typeof node === 'string') return node;
    const [name, argument] = Object.entries(node as Record<string, Json>)[0] as [string, Json];
    const list = argument as Json[];
    switch (name) {
      case 'Ref':
        return argument === 'AWS::NoValue' ? ABSENT : (parameter(argument as string) ?? UNKNOWN);
      case 'Fn::If':
        return read(holds(list[0] as string) ? (list[1] as Json) : (list[2] as Json));
      case 'Fn::Sub': {
        const [, prefix, inner] = /^(b?)\$\{(\w+)\}$/.exec(argument as string) as unknown as [string, string, string];
        const value = parameter(inner);
        return value === undefined ? UNKNOWN : prefix + value;
      }
      case 'Fn::Join': {
        const value = read((list[1] as Json[])[1] as Json);
        return typeof value === 'string' ? `b${value}` : UNKNOWN;
      }
      case 'Fn::Select': {
        const values = (list[1] as Json[]).map(read);
        return values[Number(list[0])] as Plain;
      }
      default: {
        const key = parameter((list[1] as { Ref: string }).Ref);
        const entry = key === undefined ? undefined : template.Mappings.M?.[key];
        const inner = typeof list[2] === 'string' ? list[2] : parameter((list[2] as { Ref: string }).Ref);
        const found = inner === undefined ? undefined : entry?.[inner];
        if (found === undefined) throw new Unreachable();
        return found;
      }
    }
  };
  const findings: string[] = [];
  if (resource.Condition !== undefined && !holds(resource.Condition)) return { findings, touched };
  const runtime = read(resource.Properties.Runtime as Json);
  const handler = resource.Properties.Handler === undefined ? ABSENT : read(resource.Properties.Handler);
  const layers = (resource.Properties.Layers as Json[]).map(read).filter((layer) => layer !== ABSENT);
  if (runtime === 'bad') findings.push('bad');
  if (handler === ABSENT) findings.push('missing');
  if (layers.length === 1) findings.push('single');
  return { findings, touched };
}

function domain(template: Template, name: string): (string | undefined)[] {
  const parameter = template.Parameters[name] as Template['Parameters'][string];
  if (parameter.AllowedValues) return [...new Set(parameter.AllowedValues)];
  const values = new Set<string>(parameter.Default === undefined ? [] : [parameter.Default]);
  const visit = (node: Json): void => {
    if (node === null || typeof node === 'string') return;
    if (!Array.isArray(node)) {
      const equals = node['Fn::Equals'] as Json[] | undefined;
      const [members, member] = (node['Fn::Contains'] ?? []) as [Json[], Json] | [];
      if ((member as { Ref?: string } | undefined)?.Ref === name) for (const text of members ?? []) values.add(text as string);
      const [each, allowed] = (node['Fn::EachMemberIn'] ?? []) as [{ Ref?: string }[], string[]] | [];
      if (each?.some((side) => side.Ref === name)) for (const text of allowed ?? []) values.add(text);
      if (equals?.some((side) => (side as { Ref?: string }).Ref === name)) for (const side of equals) if (typeof side === 'string') values.add(side);
      const find = node['Fn::FindInMap'] as Json[] | undefined;
      if ((find?.[1] as { Ref?: string } | undefined)?.Ref === name) for (const key of Object.keys(template.Mappings.M ?? {})) values.add(key);
      if ((find?.[2] as { Ref?: string } | undefined)?.Ref === name)
        for (const row of Object.values(template.Mappings.M ?? {})) for (const key of Object.keys(row)) values.add(key);
    }
    for (const child of Object.values(node)) visit(child as Json);
  };
  visit(template.Rules as unknown as Json);
  visit(template.Conditions as Json);
  visit(template.Resources as unknown as Json);
  return values.size === 0 ? [undefined] : [...values, undefined];
}

function labelOf(template: Template, name: string, value: string | undefined): string {
  const parameter = template.Parameters[name] as Template['Parameters'][string];
  if (value === undefined) return 'other';
  return parameter.AllowedValues === undefined && parameter.Default === value ? 'default' : value;
}

/** Every fact that an assignment makes true, of the names that `when` may use. */
function truthOf(template: Template, assignment: Assignment, name: string): string {
  if (name in template.Parameters) return labelOf(template, name, assignment[name]);
  const probe = { Type: '', Condition: name, Properties: { Runtime: 'x', Layers: [] } };
  return evaluate(template, assignment, probe).touched.get(name) as string;
}

function* assignments(template: Template): Generator<Assignment> {
  const names = Object.keys(template.Parameters);
  const domains = names.map((name) => domain(template, name));
  function* rest(i: number, sofar: Assignment): Generator<Assignment> {
    if (i === names.length) {
      yield { ...sofar };
      return;
    }
    for (const value of domains[i] as (string | undefined)[]) yield* rest(i + 1, { ...sofar, [names[i] as string]: value });
  }
  yield* rest(0, {});
}

/** Size of the smallest sufficient `when` over touched facts, up to 3; undefined when larger. */
function smallest(having: Map<string, string>[], without: ((name: string) => string)[]): number | undefined {
  for (let size = 1; size <= 3; size++) {
    for (const touched of having) {
      const facts = [...touched];
      const choose = (from: number, chosen: [string, string][]): boolean => {
        if (chosen.length === size) return without.every((truth) => chosen.some(([name, value]) => truth(name) !== value));
        for (let i = from; i < facts.length; i++) if (choose(i + 1, [...chosen, facts[i] as [string, string]])) return true;
        return false;
      };
      if (choose(0, [])) return size;
    }
  }
  return undefined;
}

async function findingsOf(template: Template): Promise<readonly Finding[]> {
  const outcome = await run(JSON.stringify(template));
  expect(outcome.failures).toEqual([]);
  expect(outcome.notes).toEqual([]);
  return outcome.findings;
}

test(`lazy branching equals brute force on ${COUNT} random templates (seed ${SEED})`, { timeout: 600_000 }, async () => {
  let findings = 0;
  let conditional = 0;
  for (let i = 0; i < COUNT; i++) {
    const template = generate(random(SEED + i));
    const shown = `seed ${SEED + i}: ${JSON.stringify(template)}`;
    const actual = await findingsOf(template);
    const all = allowed(template);
    for (const [id, resource] of Object.entries(template.Resources)) {
      const runs = all.flatMap((assignment) => {
        try {
          return [{ assignment, ...evaluate(template, assignment, resource) }];
        } catch (error) {
          if (error instanceof Unreachable) return [];
          throw error;
        }
      });
      for (const message of ['bad', 'missing', 'single']) {
        const having = runs.filter((run) => run.findings.includes(message));
        const without = runs.filter((run) => !run.findings.includes(message));
        const found = actual.filter((finding) => finding.messageId === message && finding.logicalPath.startsWith(`Resources/${id}/`));
        expect(found.length, `${message} at ${id}, ${shown}`).toBe(having.length > 0 ? 1 : 0);
        const finding = found[0];
        if (!finding) continue;
        findings++;
        expect(finding.certainty, `${message} at ${id}, ${shown}`).toBe(without.length === 0 ? 'always' : 'some');
        if (without.length === 0) {
          expect(finding.when).toBeUndefined();
          continue;
        }
        conditional++;
        const when = Object.entries(finding.when ?? {});
        const covers = (assignment: Assignment): boolean => when.every(([name, value]) => truthOf(template, assignment, name) === value);
        expect(
          having.some((run) => covers(run.assignment)),
          `reachable ${JSON.stringify(finding.when)} for ${message} at ${id}, ${shown}`,
        ).toBe(true);
        expect(
          without.some((run) => covers(run.assignment)),
          `sufficient ${JSON.stringify(finding.when)} for ${message} at ${id}, ${shown}`,
        ).toBe(false);
        const size = smallest(
          having.map((run) => run.touched),
          without.map((run) => (name) => truthOf(template, run.assignment, name)),
        );
        if (size !== undefined) expect(when.length, `smallest ${JSON.stringify(finding.when)} for ${message} at ${id}, ${shown}`).toBe(size);
      }
    }
  }
  console.log(`branching: ${COUNT} templates from seed ${SEED}, ${findings} findings, ${conditional} of them conditional`);
  expect(conditional).toBeGreaterThan(COUNT / 4);
});
