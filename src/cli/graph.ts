import { join } from 'node:path';
import type { Location } from '../core/finding.ts';
import { lint } from '../core/lint.ts';
import type { Collected } from '../core/rule.ts';
import { SourceFile } from '../core/source-file.ts';
import { whenText } from '../reporters/summary.ts';
import { visible } from '../reporters/visible.ts';
import { defineRule } from '../rules/define-rule.ts';
import type { Arguments } from './arguments.ts';
import { discover, readText } from './files.ts';
import { pipelineText } from './graph-pipeline.ts';
import { queueTreeText } from './graph-queues.ts';
import { DiskHost } from './host.ts';
import { type Io, UsageError } from './io.ts';
import { openProject, type Parts } from './project.ts';

interface Drawing {
  readonly at: Location;
  readonly text: string;
}

/**
 * What draws, as a rule that collects: so configurations are found wherever they stand (in a template, a ConfigMap), and each way in which
 * conditions and parameters can go is drawn with what it depends on.
 */
const rule = (take: (drawings: readonly Collected<Drawing>[]) => void) =>
  defineRule({
    meta: {
      id: 'lintel/graph',
      summary: '',
      why: '',
      remediation: '',
      severity: 'info',
      precision: 'high',
      profile: 'recommended',
      scope: 'file',
      surfaces: ['hadoop', 'json', 'yaml', 'cloudformation', 'sam', 'cdk', 'fluent-bit', 'kubernetes'],
      articles: [],
      references: [],
      tags: [],
      since: '0.1.0',
    },
    messages: {},
    collect: ({ locate }) => ({
      'yarn.queueTree': (configuration): Drawing => ({ at: locate(configuration.at), text: queueTreeText(configuration.read()) }),
      'fluentbit.pipeline': (pipeline): Drawing => ({ at: locate(pipeline), text: pipelineText(pipeline) }),
    }),
    conclude: take,
  });

/** The graph command: the queues of YARN and the pipelines of Fluent Bit in some files, as text. */
export async function graph(args: Arguments, io: Io, parts: Parts): Promise<0 | 2> {
  if (args.operands.length === 0) throw new UsageError('graph needs a file or folder with queues of YARN or a pipeline of Fluent Bit');
  const project = await openProject(args, args.operands, io, parts);
  const { root, targets, exclude, shown, pathOf, formatOf } = project;
  const found = discover(targets, { root, exclude, forceExclude: args.has('force-exclude'), shown });
  const errors = [...found.errors];
  const files = found.files.flatMap(({ path }) => {
    const result = readText(join(root, path));
    if (result.kind === 'error') errors.push(`${visible(pathOf(path))}: ${result.reason}`);
    return result.kind === 'text' ? [new SourceFile(path, result.text)] : [];
  });
  const drawn: Collected<Drawing>[] = [];
  const drawing = rule((drawings) => drawn.push(...drawings));
  const { id, profile, surfaces } = drawing.meta;
  const { failures } = await lint(files, {
    parsers: parts.parsers,
    rules: [{ id, profile, surfaces, subjects: ['yarn.queueTree', 'fluentbit.pipeline'], load: async () => drawing }],
    host: new DiskHost(root),
    settings: project.config.settings,
    now: io.now,
    wholeRoot: false,
    setting: () => ({ enabled: true }),
    formatOf,
    suppress: ({ findings }) => ({ findings, problems: [] }),
  });
  const texts = drawn.map(({ fact: { at, text }, when }) => {
    const condition = when ? `, when ${visible(whenText(when))}` : '';
    return `${visible(pathOf(at.path))}:${at.line}${condition}\n${text.split('\n').map(visible).join('\n')}\n`;
  });
  io.stdout.write(texts.join('\n'));
  for (const { path, error } of failures) errors.push(`${path === undefined ? '' : `${visible(pathOf(path))}: `}${visible(`${error.name}: ${error.message}`)}`);
  if (drawn.length === 0 && errors.length === 0)
    errors.push('no queues of YARN and no pipeline of Fluent Bit in these files; `lintel files` says what they are');
  for (const error of errors) io.stderr.write(`lintel: ${error}\n`);
  return errors.length > 0 ? 2 : 0;
}
