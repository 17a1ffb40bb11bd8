import { imageName, placeToReport } from '../../parsers/image/model.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'image/unpinned-digest',
    aliases: ['k8s/image-digest'],
    summary: 'An image is named by its version and not by its content.',
    why: 'A tag can be moved: whoever may write to the registry gives the same version another content, by mistake or on purpose. A digest names the content itself, and the pull fails when it is another.',
    remediation:
      'Add the digest behind the tag (`nginx:1.29@sha256:…`): the tag tells people, the digest counts. Renovate and Dependabot update both. Immutable tags in Amazon ECR do the same for repositories of your own.',
    severity: 'info',
    precision: 'high',
    profile: 'strict',
    scope: 'file',
    surfaces: ['dockerfile', 'cloudformation', 'sam', 'cdk', 'kubernetes', 'yaml', 'text', 'config'],
    articles: [7, 12],
    references: [
      'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
      'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html',
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-considerations.html',
    ],
    equivalents: ['checkov:CKV_K8S_43'],
    tags: ['containers', 'supply-chain', 'reproducibility'],
    since: '0.1.0',
  },
  messages: {
    tag: {
      text: '{image} is named by a tag, which can be moved to another content.',
      advice: 'Pin the content: {image}@sha256:<digest>.',
    },
  },
  create: ({ report }) => ({
    'image.reference'(reference) {
      const value = reference.value();
      const name = imageName(value);
      // Without a version, image/unpinned-tag tells it. CodeBuild's own images have no digests, and build frontends are meant to move.
      if (!name || name.errors.length > 0 || name.digest.state !== 'absent' || name.tag.state !== 'known' || name.tag.text === 'latest') return;
      if (reference.where === 'syntax' || (reference.where === 'codebuild' && name.text.startsWith('aws/codebuild/'))) return;
      report({ ...placeToReport(reference, value, name.tag.span), message: 'tag', data: { image: value.display } });
    },
  }),
});
