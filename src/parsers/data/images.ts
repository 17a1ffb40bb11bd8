import type { SubjectOf } from '../../core/document.ts';
import { absent, type Place, unknown } from '../../core/value.ts';
import type { ImageSubjects } from '../image/model.ts';
import { writtenImage } from '../image/written.ts';
import { commandImages } from '../text/commands.ts';
import { scan } from '../text/scan.ts';
import { embed } from '../yaml/embed.ts';
import type { Node, Pair, Tree } from '../yaml/node.ts';
import { elementName } from '../yaml/value.ts';

type Subject = SubjectOf<ImageSubjects>;

/**
 * The images that the services of a Compose file are pulled as. With `build` beside it, `image` names what is built here, for other services too
 * (Compose specification, "build" and "image"); `pull_policy` may say that nothing is pulled.
 */
export function* composeImages({ file, roots }: Tree): Generator<Subject> {
  const [root] = roots;
  const services = root?.kind === 'map' ? pairsOf(root.get('services')?.value) : [];
  const built = new Set(services.flatMap(({ value }) => (value.kind === 'map' && value.get('build') ? (textOf(value.get('image')?.value) ?? []) : [])));
  for (const { name, value: service } of services) {
    const pair = service.kind === 'map' ? service.get('image') : undefined;
    if (service.kind !== 'map' || !pair || service.get('build') || built.has(textOf(pair.value) ?? '')) continue;
    if (/^(?:never|build)$/.test(textOf(service.get('pull_policy')?.value) ?? '')) continue;
    // What several services take from one place is told there.
    const span = (pair.merged ? undefined : pair.aliasSpan) ?? pair.value.span;
    const place: Place = { file, span, path: `services/${name}/image` };
    yield image(place, pair.value);
  }
}

/**
 * The images of a workflow of GitHub Actions: of jobs that run in containers, of their services, of actions that are images, and those that its
 * scripts pull.
 */
export function* workflowImages({ file, roots }: Tree): Generator<Subject> {
  const [root] = roots;
  for (const { name, value: job } of root?.kind === 'map' ? pairsOf(root.get('jobs')?.value) : []) {
    if (job.kind !== 'map') continue;
    const path = `jobs/${name}`;
    const container = job.get('container');
    if (container) yield* containerImage(container, file, `${path}/container`);
    for (const service of pairsOf(job.get('services')?.value)) yield* containerImage(service, file, `${path}/services/${service.name}`);
    const steps = job.get('steps')?.value;
    for (const step of steps?.kind === 'seq' ? steps.items : []) {
      if (step.kind !== 'map') continue;
      const own = `${path}/steps[${elementName(step, file)}]`;
      const uses = step.get('uses')?.value;
      if (uses?.kind === 'scalar' && uses.value.startsWith(DOCKER)) yield dockerAction({ file, span: uses.span, path: `${own}/uses` }, uses.value);
      const run = step.get('run')?.value;
      if (run?.kind !== 'scalar') continue;
      const text = embed(file, run, `${own}/run`);
      yield* commandImages(text, scan(text.text, 'shell').lines, 'yaml');
    }
  }
}

function* containerImage({ value, aliasSpan }: Pair, file: Place['file'], path: string): Generator<Subject> {
  if (value.kind === 'scalar') yield image({ file, span: aliasSpan ?? value.span, path }, value);
  const pair = value.kind === 'map' ? value.get('image') : undefined;
  if (value.kind !== 'map' || !pair) return;
  yield image({ file, span: pair.aliasSpan ?? pair.value.span, path: `${path}/image` }, pair.value, value.get('credentials') !== undefined);
}

const DOCKER = 'docker://';

/** The reference stands behind the scheme. */
function dockerAction(place: Place, text: string): Subject {
  const { span } = place;
  const quotes = span.end - span.start === text.length ? 0 : 1;
  const own = { ...place, span: { start: span.start + quotes + DOCKER.length, end: span.end - quotes } };
  return { type: 'image.reference', node: { where: 'container', surface: 'yaml', value: () => writtenImage(own, text.slice(DOCKER.length)) } };
}

function image(place: Place, node: Node, credentials?: boolean): Subject {
  return {
    type: 'image.reference',
    node: {
      where: 'container',
      surface: 'yaml',
      value: () => (node.kind !== 'scalar' ? unknown(place, 'no text') : node.isNull || node.value === '' ? absent(place) : writtenImage(place, node.value)),
      ...(credentials !== undefined && { credentials: () => credentials }),
    },
  };
}

const pairsOf = (node: Node | undefined): readonly Pair[] => (node?.kind === 'map' ? node.pairs : []);
const textOf = (node: Node | undefined): string | undefined => (node?.kind === 'scalar' && !node.isNull ? node.value : undefined);
