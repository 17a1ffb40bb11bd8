import { parseArgs } from 'node:util';
import { nearest } from '../core/text.ts';
import { UsageError } from './io.ts';

export const commands = ['check', 'files', 'explain', 'rules', 'init', 'graph', 'aws iam', 'aws config-rule'] as const;
export type Command = (typeof commands)[number];

export const commandHelp: Readonly<Record<Command, { readonly usage: string; readonly text: string }>> = {
  check: { usage: 'lintel [check] [options] [paths…]', text: 'Lint files and folders (default: the working directory).' },
  files: { usage: 'lintel files [options] [paths…]', text: 'List what each file is recognised as, and why.' },
  explain: { usage: 'lintel explain <rule>', text: 'Say what a rule demands, why, and how to comply.' },
  rules: { usage: 'lintel rules [options]', text: 'List the rules.' },
  init: { usage: 'lintel init', text: 'Write a configuration file to start from.' },
  graph: { usage: 'lintel graph <paths…>', text: 'Draw the queues of YARN and the pipelines of Fluent Bit.' },
  'aws iam': { usage: 'lintel aws iam [options]', text: 'Lint the roles, users, groups and policies of an AWS account.' },
  'aws config-rule': { usage: 'lintel aws config-rule [options]', text: 'Try the rule of AWS Config on a saved event.' },
};

/** Options as the help lists them. */
const groups = ['Files', 'Account', 'Rules', 'Fixes', 'Output', 'Exit code', 'Other'] as const;

interface Option {
  readonly commands: readonly Command[];
  readonly group: (typeof groups)[number];
  readonly help: string;
  readonly short?: string;
  /** How the help names the value; without it the option is a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly repeatable?: boolean;
  /** What it is instead for some of its commands, where the same name means something else. */
  readonly on?: { readonly [C in Command]?: Pick<Option, 'group' | 'help' | 'value'> };
}

const check = ['check'] as const;
const linting = ['check', 'files', 'graph'] as const;
const judging = ['check', 'aws iam'] as const;
const configured = [...linting, 'aws iam'] as const;
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
  config: { commands: configured, group: 'Rules', value: '<file>', help: 'Use this configuration instead of the nearest one.' },
  parameters: {
    commands: check,
    group: 'Rules',
    value: '<file or folder>',
    repeatable: true,
    help: 'Values of template parameters, in a file or a folder of files named as templates.',
  },
  'no-config': { commands: configured, group: 'Rules', help: 'Use no configuration.' },
  'print-config': { commands: check, group: 'Rules', help: 'Print the configuration that applies (to a path, if one is given).' },
  profile: {
    commands: judging,
    group: 'Rules',
    value: '<profile>',
    choices: profiles,
    help: 'Which rules to start from.',
    on: { 'aws iam': { group: 'Account', value: '<profile>', help: 'The profile of the AWS configuration to take credentials from.' } },
  },
  select: { commands: judging, group: 'Rules', value: '<rule>', repeatable: true, help: 'Run only these rules (ids or topic/*, comma-separated).' },
  skip: { commands: judging, group: 'Rules', value: '<rule>', repeatable: true, help: 'Do not run these rules.' },
  'certain-only': { commands: check, group: 'Rules', help: 'Leave out findings that hold only for some parameter values or conditions.' },
  baseline: { commands: check, group: 'Rules', value: '<file>', help: 'Put up with the findings that this file lists; report new ones only.' },
  'update-baseline': { commands: check, group: 'Rules', help: 'Write all findings to the baseline.' },
  fix: { commands: check, group: 'Fixes', help: 'Apply safe fixes.' },
  'fix-suggested': { commands: check, group: 'Fixes', help: 'Apply safe and suggested fixes.' },
  diff: { commands: check, group: 'Fixes', help: 'Print what fixing would change as a diff, and change nothing.' },
  format: {
    commands: ['check', 'rules', 'aws iam'],
    group: 'Output',
    short: 'f',
    value: '<format[:file]>',
    repeatable: true,
    help: 'terminal, compact, json, sarif, github, gitlab, junit, markdown. Repeatable.',
  },
  output: {
    commands: judging,
    group: 'Output',
    short: 'o',
    value: '<file>',
    help: 'Write the report to a file.',
    on: { 'aws iam': { group: 'Account', value: '<file>', help: 'Save what was read of the account, for `lintel check <file>`.' } },
  },
  color: { commands: judging, group: 'Output', value: '<when>', choices: ['auto', 'always', 'never'], help: 'Colours in the terminal format.' },
  quiet: { commands: judging, group: 'Output', help: 'Report errors only, without notes.' },
  'include-suppressed': { commands: check, group: 'Output', help: 'Put suppressed findings into json and sarif, marked.' },
  'no-progress': { commands: judging, group: 'Output', help: 'Show no progress.' },
  'explain-unknown': { commands: check, group: 'Output', help: 'List the values that rules asked for and that only deployment knows.' },
  timing: { commands: check, group: 'Output', help: 'Say which rules took most time.' },
  'fail-on': { commands: judging, group: 'Exit code', value: '<severity>', choices: severities, help: 'Least severity that fails (default: error).' },
  'max-warnings': { commands: judging, group: 'Exit code', value: '<number>', help: 'Fail when there are more warnings.' },
  'fail-on-incomplete': { commands: judging, group: 'Exit code', help: 'Fail when something could not be judged.' },
  'exit-zero': { commands: judging, group: 'Exit code', help: 'Succeed whatever the findings.' },
  equivalent: { commands: ['rules'], group: 'Rules', value: '<id>', help: "Only rules that check the same as another tool's rule, such as CKV_AWS_272." },
  surface: { commands: ['rules'], group: 'Rules', value: '<surface>', help: 'Only rules for a surface, such as cloudformation or dockerfile.' },
  region: { commands: ['aws iam'], group: 'Account', value: '<region>', help: 'The AWS Region to call, instead of the configured one.' },
  'last-accessed': { commands: ['aws iam'], group: 'Account', help: 'Ask which services each role and user uses, and tell what is allowed and never used.' },
  test: { commands: ['aws config-rule'], group: 'Files', value: '<event.json>', help: 'The event that AWS Config sent; what would be told is printed.' },
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
    /** Whether the command was named; `lintel` alone is check. */
    readonly isNamed: boolean,
  ) {}

  /** The same options for another command, as far as it knows them and they mean the same there, and more. */
  as(command: Command, operands: readonly string[], more: { readonly [N in OptionName]?: string } = {}): Arguments {
    const shared = [...this.given].filter(([name]) => (options[name] as Option).commands.includes(command) && !(options[name] as Option).on?.[this.command]);
    const added = Object.entries(more).map(([name, value]) => [name as OptionName, [value]] as const);
    return new Arguments(command, operands, new Map([...shared, ...added]), true);
  }

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
  const operands = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const command = commands.find((name) => name.split(' ').every((word, i) => word === operands[i]));
  if (!command && operands[0] === 'aws' && !tokens.some((token) => token.kind === 'option' && token.name === 'help')) {
    const known = commands.flatMap((name) => (name.startsWith('aws ') ? name.slice('aws '.length) : []));
    throw new UsageError(
      operands[1] === undefined ? `aws needs to know what: ${known.join(' or ')}` : `there is no "aws ${operands[1]}"; there is ${known.join(' and ')}`,
    );
  }
  if (command) operands.splice(0, command.split(' ').length);
  const given = new Map<OptionName, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const general = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!general) throw new UsageError(`unknown option ${rawName}${suggestion(rawName)}`);
    const option = optionOf(general, command ?? 'check');
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
  }
  for (const token of tokens) {
    if (token.kind === 'option' && !(options[token.name as OptionName] as Option).commands.includes(command ?? 'check'))
      throw new UsageError(`${token.rawName} is no option of ${command ?? 'check'}; \`lintel ${command ?? 'check'} --help\` lists them`);
  }
  return new Arguments(command ?? 'check', operands, given, command !== undefined);
}

/** What an option is for a command. */
const optionOf = ({ on, ...general }: Option, command: Command): Option => {
  const own = on?.[command];
  if (!own) return general;
  const { choices: _, ...rest } = general;
  return { ...rest, ...own };
};

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
  const own = (Object.entries(options) as [string, Option][])
    .filter(([, option]) => option.commands.includes(command))
    .map(([name, option]) => [name, optionOf(option, command)] as const);
  for (const group of groups) {
    const members = own.filter(([, option]) => option.group === group);
    if (members.length > 0) lines.push('', `${group}:`);
    for (const [name, option] of members) {
      const value = option.choices ? option.choices.join('|') : option.value;
      const label = `${option.short ? `-${option.short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`;
      lines.push(...(label.length > 33 ? [`  ${label}`, `${' '.repeat(38)}${option.help}`] : [`  ${label.padEnd(36)}${option.help}`]));
    }
  }
  if (command === 'check' || command === 'aws iam') {
    lines.push('', 'Exit code: 0 nothing at or above --fail-on; 1 findings; 2 the whole job could not be done.');
  }
  return `${lines.join('\n')}\n`;
}
