import type { ProposedFix } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import { type ImageReference, imageName, locate, placeToReport } from '../../parsers/image/model.ts';
import type { ImageName, ReferenceFault } from '../../parsers/image/reference.ts';
import { defineRule } from '../define-rule.ts';

/** Text that waits to be filled in (`<account>`, `%%VERSION%%`, `@TAG@`, `ECR_REPO_URI:IMAGE_TAG`): the placeholder is the cause, and another rule's business. */
const PLACEHOLDER = /<[^<>]*>|\{\{|%%|@[A-Z][A-Z0-9_]*@|__[A-Z][A-Z0-9_]*__|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?:[:@]|$)/;

const MESSAGES = {
  blank: 'blank',
  'white-space': 'whiteSpace',
  scheme: 'scheme',
  host: 'host',
  'ecr-host': 'ecrHost',
  'upper-case': 'upperCase',
  repository: 'repository',
  'too-long': 'tooLong',
  identifier: 'identifier',
  'empty-tag': 'emptyTag',
  tag: 'tag',
  digest: 'digest',
} as const;

export default defineRule({
  meta: {
    id: 'image/invalid-reference',
    aliases: ['docker/image-ref-valid', 'docker/ecr-host-valid'],
    summary: 'An image reference breaks the grammar of image references, so nothing can be pulled by it.',
    why: 'The builder or the container service refuses the reference, or looks for a registry host that does not exist. In a Dockerfile the build stops; in a task definition the deployment goes through and every task fails to start.',
    remediation:
      'Write the reference as host/path:tag or host/path@sha256:…, in lower case up to the tag and without blanks. A private ECR registry is <account>.dkr.ecr.<region>.amazonaws.com.',
    severity: 'error',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['dockerfile', 'cloudformation', 'sam', 'cdk', 'kubernetes', 'yaml', 'text', 'config'],
    articles: [12],
    references: [
      'https://pkg.go.dev/github.com/distribution/reference',
      'https://docs.docker.com/reference/cli/docker/image/tag/',
      'https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html',
      'https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/',
    ],
    equivalents: ['buildkit:InvalidDefaultArgInFrom', 'buildkit:UndefinedArgInFrom'],
    tags: ['containers', 'correctness'],
    since: '0.1.0',
  },
  messages: {
    blank: {
      text: 'The image reference is empty.',
      advice: 'Write the image, or give the variable that stands for it a default: ARG NAME=image:tag above the first FROM.',
    },
    blankDefault: {
      text: 'The image reference is empty unless the build is given an argument.',
      advice: 'Give the argument an image as its default, or leave the equals sign out to say that it has none.',
      severity: 'warning',
    },
    whiteSpace: { text: '{image} has a blank inside, which an image reference can not have.', advice: 'Write {joined}.' },
    scheme: { text: '{image} begins with {part}, but an image reference has no scheme.', advice: 'Write {joined}.' },
    host: {
      text: '{part} is no registry host: labels of letters, digits and hyphens with dots between, and a port in digits.',
      advice: 'Correct the host in front of the first slash.',
    },
    ecrHost: {
      text: '{part} is no host of an ECR registry.',
      advice: 'Write <account>.dkr.ecr.<region>.amazonaws.com with a region such as eu-west-1 (amazonaws.com.cn in China).',
    },
    upperCase: { text: '{part} has upper-case letters, but the path of an image is in lower case.', advice: 'Write {joined}.' },
    repository: {
      text: '{image} is no image reference: {part} can not stand in the path of an image.',
      advice: 'Each part between slashes begins and ends with a lower-case letter or digit and has single separators (. _ __ -) inside.',
    },
    tooLong: { text: 'The path of the image has {length} characters, and registries take 255.', advice: 'Shorten the path, or put what varies into the tag.' },
    identifier: {
      text: '{image} is the id of an image: it names nothing in a registry.',
      advice: 'Write the repository with a tag, or with the digest that the registry gives it: name@sha256:….',
    },
    emptyTag: { text: '{image} has a colon with no tag behind it.', advice: 'Write the version behind the colon, or pin the content: {name}@sha256:<digest>.' },
    tag: {
      text: '{part} can not be a tag.',
      advice: 'A tag has up to 128 letters, digits, underscores, dots and hyphens, and begins with none of the last two.',
    },
    digest: { text: '{part} is no digest.', advice: 'Write sha256: and the 64 hexadecimal digits of the image, in lower case.' },
  },
  create: ({ report }) => ({
    'image.reference'(reference) {
      const value = reference.value();
      const name = imageName(value);
      const error = name?.errors[0];
      if (!name || !error || PLACEHOLDER.test(value.display)) return;
      const { at, related } = placeToReport(reference, value, error.span);
      const part = partOf(value, name, error);
      const joined = corrected(value, error);
      const fix = joined === undefined ? undefined : fixFor(reference, value, error);
      report({
        at,
        related,
        message: error.kind === 'blank' && value.trace.some((step) => step.at.path.startsWith('ARG ')) ? 'blankDefault' : MESSAGES[error.kind],
        data: {
          image: value.display,
          part,
          joined: joined ?? 'it without blanks',
          name: value.display.replace(/:(?:@.*)?$/, ''),
          length: error.span.end - error.span.start,
        },
        ...(fix && { fix }),
      });
    },
  }),
});

function partOf(value: Value, name: ImageName, { span, kind }: ReferenceFault): string {
  if (kind === 'host' || kind === 'ecr-host') return value.display.slice(0, value.display.indexOf('/'));
  if (kind === 'digest') return value.display.slice(value.display.indexOf('@') + 1) || '@';
  const part = name.text.slice(span.start, span.end);
  return /[\uE000-\uE004]/.test(part) ? value.display : part;
}

/** The reference set right; undefined where only its author knows how. Holes are never near: the text of a pattern can't be pieced together here. */
function corrected({ string }: Value, { kind, span }: ReferenceFault): string | undefined {
  if (string === undefined) return undefined;
  const before = string.slice(0, span.start);
  const after = string.slice(span.end);
  if (kind === 'scheme') return after;
  if (kind === 'upper-case') return before + string.slice(span.start, span.end).toLowerCase() + after;
  // A tag that the blank parts from its colon, or blanks around.
  const isTag = before.endsWith(':') && /^\w[\w.-]{0,127}(?:@\S+)?$/.test(after);
  return kind === 'white-space' && (isTag || before === '' || after === '') ? before + after : undefined;
}

function fixFor(reference: ImageReference, value: Value, error: ReferenceFault): ProposedFix | undefined {
  const at = locate(reference, error.span);
  const written = at.file.text.slice(at.span.start, at.span.end);
  if (written !== value.string?.slice(error.span.start, error.span.end)) return undefined;
  if (error.kind === 'white-space') return { title: 'Take the blank out', safety: 'safe', edits: [{ at, text: '' }] };
  if (error.kind === 'scheme') return { title: `Take ${written} out`, safety: 'suggested', edits: [{ at, text: '' }] };
  return { title: 'Write it in lower case', safety: 'suggested', edits: [{ at, text: written.toLowerCase() }] };
}
