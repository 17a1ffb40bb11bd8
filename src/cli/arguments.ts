import { parseArgs } from 'node:util';
import { nearest } from '../core/text.ts';
import { UsageError } from './io.ts';

export const commands = ['check', 'files', 'explain', 'rules', 'init', 'graph', 'aws'] as const;
export type Command = (typeof commands)[number];

export const commandHelp: Readonly<Record<Command, { readonly usage: string; readonly text: string }>> = {
  check: { usage: 'lintel [check] [options] [paths…]', text: 'Lint files and folders (default: the working directory).' },
  files: { usage: 'lintel files [options] [paths…]', text: 'List what each file is recognised as, and why.' },
  explain: { usage: 'lintel explain <rule>', text: 'Say what a rule demands, why, and how to comply.' },
  rules: { usage: 'lintel rules [options]', text: 'List the rules.' },
  init: { usage: 'lintel init', text: 'Write a configuration file to start from.' },
  graph: { usage: 'lintel graph <paths…>', text: 'Draw the queues of YARN and the pipelines of Fluent Bit.' },
  aws: { usage: 'lintel aws config-rule', text: 'Try the rule of AWS Config on a saved event.' },
};

interface Option {
  readonly commands: readonly Command[];
  readonly group: 'Files' | 'Rules' | 'Fixes' | 'Output' | 'Exit code' | 'Other';
  readonly help: string;
  readonly short?: string;
  /** How the help names the value; without it the option is a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly repeatable?: boolean;
}

const check = ['check'] as const;
const linting = ['check', 'files', 'graph'] as const;
const severities = ['error', 'warning', 'info'] as const;
const profiles = ['recommended', 'strict', 'all'] as const;

/** Every option of every command. None exists before what it does works. */
export const options = {
  exclude: {
    commands: linting,
    group: 'Files',
    value: '<pattern>',
    repeatable: true,
    help: 'Leave out paths (.gitignore syntax, from the working directory). Repeatable.',
  },
  'force-exclude': { commands: linting, group: 'Files', help: 'Apply exclusions and .gitignore to paths that are named too.' },
  'allow-empty': { commands: check, group: 'Files', help: 'Succeed when there is no file to lint.' },
  since: {
    commands: check,
    group: 'Files',
    value: '<git ref>',
    help: 'Lint only files that changed since the working tree left this commit or branch.',
  },
  'changed-lines': { commands: check, group: 'Files', help: 'With --since: report only what stands on changed lines.' },
  stdin: { commands: check, group: 'Files', help: 'Lint standard input.' },
  'stdin-filename': { commands: check, group: 'Files', value: '<path>', help: 'The path that standard input stands for.' },
  config: { commands: linting, group: 'Rules', value: '<file>', help: 'Use this configuration instead of the nearest one.' },
  parameters: {
    commands: check,
    group: 'Rules',
    value: '<file or folder>',
    repeatable: true,
    help: 'Values of template parameters, in a file or a folder of files named as templates.',
  },
  'no-config': { commands: linting, group: 'Rules', help: 'Use no configuration.' },
  'print-config': { commands: check, group: 'Rules', help: 'Print the configuration that applies (to a path, if one is given).' },
  profile: { commands: check, group: 'Rules', value: '<profile>', choices: profiles, help: 'Which rules to start from.' },
  select: { commands: check, group: 'Rules', value: '<rule>', repeatable: true, help: 'Run only these rules (ids or topic/*, comma-separated).' },
  skip: { commands: check, group: 'Rules', value: '<rule>', repeatable: true, help: 'Do not run these rules.' },
  'certain-only': { commands: check, group: 'Rules', help: 'Leave out findings that hold only for some parameter values or conditions.' },
  baseline: { commands: check, group: 'Rules', value: '<file>', help: 'Put up with the findings that this file lists; report new ones only.' },
  'update-baseline': { commands: check, group: 'Rules', help: 'Write all findings to the baseline.' },
  fix: { commands: check, group: 'Fixes', help: 'Apply safe fixes.' },
  'fix-suggested': { commands: check, group: 'Fixes', help: 'Apply safe and suggested fixes.' },
  diff: { commands: check, group: 'Fixes', help: 'Print what fixing would change as a diff, and change nothing.' },
  format: {
    commands: ['check', 'rules'],
    group: 'Output',
    short: 'f',
    value: '<format[:file]>',
    repeatable: true,
    help: 'terminal, compact, json, sarif, github, gitlab, junit, markdown. Repeatable.',
  },
  output: { commands: check, group: 'Output', short: 'o', value: '<file>', help: 'Write the report to a file.' },
  color: { commands: check, group: 'Output', value: '<when>', choices: ['auto', 'always', 'never'], help: 'Colours in the terminal format.' },
  quiet: { commands: check, group: 'Output', help: 'Report errors only, without notes.' },
  'include-suppressed': { commands: check, group: 'Output', help: 'Put suppressed findings into json and sarif, marked.' },
  'no-progress': { commands: check, group: 'Output', help: 'Show no progress.' },
  'explain-unknown': { commands: check, group: 'Output', help: 'List the values that rules asked for and that only deployment knows.' },
  timing: { commands: check, group: 'Output', help: 'Say which rules took most time.' },
  'fail-on': { commands: check, group: 'Exit code', value: '<severity>', choices: severities, help: 'Least severity that fails (default: error).' },
  'max-warnings': { commands: check, group: 'Exit code', value: '<number>', help: 'Fail when there are more warnings.' },
  'fail-on-incomplete': { commands: check, group: 'Exit code', help: 'Fail when something could not be judged.' },
  'exit-zero': { commands: check, group: 'Exit code', help: 'Succeed whatever the findings.' },
  equivalent: { commands: ['rules'], group: 'Rules', value: '<id>', help: "Only rules that check the same as another tool's rule, such as CKV_AWS_272." },
  surface: { commands: ['rules'], group: 'Rules', value: '<surface>', help: 'Only rules for a surface, such as cloudformation or dockerfile.' },
  test: { commands: ['aws'], group: 'Files', value: '<event.json>', help: 'The event that AWS Config sent; what would be told is printed.' },
  help: { commands, group: 'Other', short: 'h', help: 'Print this.' },
  version: { commands, group: 'Other', short: 'V', help: 'Print the version.' },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;

/** The command line taken apart, every option known and allowed for the command. */
export class Arguments {
  constructor(
    readonly command: Command,
    readonly operands: readonly string[],
    private readonly given: ReadonlyMap<OptionName, readonly string[]>,
  ) {}

  has(name: OptionName): boolean {
    return this.given.has(name);
  }
  /** The last value. */
  value(name: OptionName): string | undefined {
    return this.given.get(name)?.at(-1);
  }
  /** All values, in order. */
  values(name: OptionName): readonly string[] {
    return this.given.get(name) ?? [];
  }
  /** All values, each a comma-separated list. */
  list(name: OptionName): readonly string[] {
    return this.values(name).flatMap((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    );
  }
}

/** Takes a command line apart. Throws a UsageError that names the nearest right option or value. */
export function readArguments(argv: readonly string[]): Arguments {
  const table: Readonly<Record<string, Option>> = options;
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(table).map(([name, { value, short }]) => [name, { type: value ? ('string' as const) : ('boolean' as const), ...(short && { short }) }]),
    ),
  });
  const operands: string[] = [];
  const given = new Map<OptionName, string[]>();
  const raw: { name: OptionName; shown: string }[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!option) throw new UsageError(`unknown option ${rawName}${suggestion(rawName)}`);
    if (!option.value && value !== undefined) throw new UsageError(`${rawName} takes no value`);
    if (option.value && (value === undefined || value === '' || (!inlineValue && /^-./.test(value))))
      throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value}`);
    if (value !== undefined && option.choices && !option.choices.includes(value)) {
      const near = nearest(value, option.choices);
      throw new UsageError(
        `${rawName} is ${option.choices.join(', ').replace(/, ([^,]*)$/, ' or $1')}, not "${value}"${near ? `; did you mean ${near}?` : ''}`,
      );
    }
    const known = given.get(name as OptionName) ?? [];
    if (known.length > 0 && option.value && !option.repeatable) throw new UsageError(`${rawName} is given twice`);
    given.set(name as OptionName, [...known, value ?? '']);
    raw.push({ name: name as OptionName, shown: rawName });
  }
  const first = commands.find((command) => command === operands[0]);
  if (first) operands.shift();
  const command = first ?? 'check';
  for (const { name, shown } of raw) {
    if (!(options[name] as Option).commands.includes(command))
      throw new UsageError(`${shown} is no option of ${command}; \`lintel ${command} --help\` lists them`);
  }
  return new Arguments(command, operands, given);
}

function suggestion(rawName: string): string {
  const near = rawName.startsWith('--') ? nearest(rawName.slice(2), Object.keys(options)) : undefined;
  return near ? `; did you mean --${near}?` : '; `lintel --help` lists them';
}

/** The help of one command, or of all when none was named. */
export function helpText(command: Command, all: boolean): string {
  const { usage, text } = commandHelp[command];
  const lines = all
    ? [
        'lintel finds what breaks governance in AWS configuration.',
        '',
        'Usage:',
        ...commands.map((name) => `  ${commandHelp[name].usage.padEnd(36)}${commandHelp[name].text}`),
      ]
    : [text, '', 'Usage:', `  ${usage}`];
  const own = (Object.entries(options) as [string, Option][]).filter(([, option]) => option.commands.includes(command));
  for (const group of new Set(own.map(([, option]) => option.group))) {
    lines.push('', `${group}:`);
    for (const [name, option] of own) {
      if (option.group !== group) continue;
      const value = option.choices ? option.choices.join('|') : option.value;
      const label = `${option.short ? `-${option.short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`;
      lines.push(...(label.length > 33 ? [`  ${label}`, `${' '.repeat(38)}${option.help}`] : [`  ${label.padEnd(36)}${option.help}`]));
    }
  }
  if (command === 'check') {
    lines.push('', 'Exit code: 0 nothing at or above --fail-on; 1 findings; 2 the whole job could not be done.');
  }
  return `${lines.join('\n')}\n`;
}
