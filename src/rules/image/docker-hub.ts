import official from '../../../data/docker-official-images.json' with { type: 'json' };
import type { ProposedFix } from '../../core/document.ts';
import type { Settings } from '../../core/rule.ts';
import type { Value } from '../../core/value.ts';
import { displayFrom, type ImageReference, imageName, locate, placeToReport } from '../../parsers/image/model.ts';
import { type ImageName, isHubHost } from '../../parsers/image/reference.ts';
import { defineRule } from '../define-rule.ts';

/** Errors that leave the registry plain; a reference with any other gets its finding from image/invalid-reference alone. */
const REGISTRY_IS_PLAIN: ReadonlySet<string> = new Set(['white-space', 'empty-tag', 'tag', 'digest']);

/** Docker's official images on Amazon ECR Public. */
const ECR_PUBLIC = 'public.ecr.aws/docker/library/';
const officialImages = new Set(official.images);

export default defineRule({
  meta: {
    id: 'image/docker-hub',
    aliases: ['docker/no-docker-hub', 'docker/no-docker-hub-image-ref', 'k8s/image-docker-hub'],
    summary: 'An image is pulled from Docker Hub.',
    why: 'Docker Hub limits pulls by address and by account. Builds and tasks behind one NAT gateway or on one shared build fleet use up one limit together, so a deployment or a scale-out fails when it is needed, for a reason that nothing in the repository shows. It is also a registry outside of your account: images there can change or go away.',
    remediation:
      'Pull official images from Amazon ECR Public (public.ecr.aws/docker/library/…). For all others set up an ECR pull-through cache rule for registry-1.docker.io, name images by the cache, and put its prefix into `settings.mirror`. A registry that you allow goes into `settings.allowedRegistries`.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['dockerfile', 'cloudformation', 'sam', 'cdk', 'kubernetes', 'yaml', 'text', 'config'],
    articles: [12, 19],
    references: [
      'https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html',
      'https://docs.docker.com/docker-hub/usage/pulls/',
      'https://gallery.ecr.aws/docker',
      'https://aws.amazon.com/blogs/containers/docker-official-images-now-available-on-amazon-elastic-container-registry-public/',
    ],
    equivalents: ['hadolint:DL3026'],
    tags: ['containers', 'supply-chain', 'reliability'],
    since: '0.1.0',
  },
  messages: {
    official: {
      text: '{image} is pulled from Docker Hub, whose pull limits are shared by all builds and tasks behind one address.',
      advice: 'Write {replacement}: Amazon ECR Public has the official images of Docker Hub.',
    },
    other: {
      text: '{image} is pulled from Docker Hub, whose pull limits are shared by all builds and tasks behind one address.',
      advice:
        'Mirror it with an ECR pull-through cache rule for registry-1.docker.io, and write {replacement} with the account, region and prefix of the cache.',
    },
    mirrored: {
      text: '{image} is pulled from Docker Hub past the mirror, and counts against its pull limits.',
      advice: 'Write {replacement}.',
    },
    sourceName: {
      text: '{image} names no stage of this file, so it is pulled from Docker Hub.',
      advice: 'If a stage or build context is meant, write its name; for the image write {replacement}.',
      precision: 'medium',
    },
    authenticated: {
      text: '{image} is pulled from Docker Hub with credentials: the limits of that account apply, and its password has to be kept.',
      advice: 'Pull it from {replacement}, and drop the credentials.',
      severity: 'info',
    },
    frontend: {
      text: 'The build frontend {image} is pulled from Docker Hub at every build.',
      advice: 'Leave the line out if the builder knows all that this file uses, or mirror it with an ECR pull-through cache rule and write its address here.',
      severity: 'info',
    },
  },
  create: ({ report, settings }) => ({
    'image.reference'(reference) {
      const value = reference.value();
      const name = imageName(value);
      if (!name?.isDockerHub || name.errors.some(({ kind }) => !REGISTRY_IS_PLAIN.has(kind))) return;
      if ((reference.where === 'codebuild' && name.text.startsWith('aws/codebuild/')) || allows(settings, name)) return;
      // AWS Config does not record whether a build project has credentials.
      if (reference.surface === 'config' && reference.credentials && reference.credentials() === undefined) return;

      const message = messageFor(reference, name, settings);
      // Docker Hub has no such image: what has that name was built here.
      if (isOfficial(name) && !officialImages.has(name.hubPath?.slice('library/'.length) ?? '') && message !== 'sourceName') return;

      const { at, related } = placeToReport(reference, value, { start: 0, end: name.text.length });
      const { replacement, fix } = replace(reference, value, name, settings);
      report({
        at,
        related,
        message,
        data: { image: value.display, replacement },
        ...(fix && { fix }),
      });
    },
  }),
});

function messageFor(reference: ImageReference, name: ImageName, { mirror }: Settings) {
  const { where } = reference;
  if (where === 'syntax') return mirror ? 'mirrored' : 'frontend';
  // No credentials can be known to be missing while only deployment knows them.
  if (reference.credentials && reference.credentials() !== false) return 'authenticated';
  const bare = name.host.state === 'absent' && name.tag.state === 'absent' && name.digest.state === 'absent' && !name.text.includes('/');
  if (bare && (where === 'copy-from' || where === 'mount-from')) return 'sourceName';
  if (mirror) return 'mirrored';
  return isOfficial(name) ? 'official' : 'other';
}

/** An official image has no owner in front: `library/golang`. Undefined paths hang on a hole. */
const isOfficial = (name: ImageName): boolean => /^library\/[^/]+$/.test(name.hubPath ?? '');

/** Whether the settings allow Docker Hub, or this part of it. */
function allows({ allowedRegistries }: Settings, name: ImageName): boolean {
  return allowedRegistries.some((entry) => {
    const slash = entry.indexOf('/');
    if (entry === '*') return true;
    if (!isHubHost(slash < 0 ? entry : entry.slice(0, slash))) return false;
    const path = slash < 0 ? '' : entry.slice(slash + 1).replace(/\/?\*?$/, '');
    return path === '' || name.hubPath === path || name.hubPath?.startsWith(`${path}/`) === true;
  });
}

/** What to write instead, and the edit that writes it where the file holds the beginning of the reference as it is. */
function replace(reference: ImageReference, value: Value, name: ImageName, { mirror }: Settings): { replacement: string; fix: ProposedFix | undefined } {
  const ofDocker = isOfficial(name);
  const host = mirror ? `${mirror.replace(/\/+$/, '')}/${ofDocker ? 'library/' : ''}` : ofDocker ? ECR_PUBLIC : undefined;
  const rest = displayFrom(value, name.nameStart);
  if (host === undefined) return { replacement: `<account>.dkr.ecr.<region>.amazonaws.com/<prefix>/${rest}`, fix: undefined };
  const whole = locate(reference, { start: 0, end: name.text.length });
  const written = whole.file.text.slice(whole.span.start, whole.span.end);
  const begins = written.startsWith(name.text.slice(0, name.nameStart + 1));
  if (!begins || name.errors.length > 0) return { replacement: `${host}${rest}`, fix: undefined };
  const replacement = `${host}${written.slice(name.nameStart)}`;
  const at = { file: whole.file, path: whole.path, span: { start: whole.span.start, end: whole.span.start + name.nameStart } };
  return {
    replacement,
    fix: { title: `Pull it from ${host.slice(0, host.indexOf('/'))}`, safety: mirror ? 'safe' : 'suggested', edits: [{ at, text: host }] },
  };
}
