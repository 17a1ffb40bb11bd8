import { imageName, placeToReport } from '../../parsers/image/model.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'image/unpinned-tag',
    aliases: ['docker/pin-base-image', 'k8s/image-latest'],
    summary: 'An image is named without a version, or as `latest`.',
    why: 'Without a tag the registry gives `latest`, which its owner moves at will. The same commit then builds or runs something else tomorrow: a failure can not be reproduced, a rollback brings the new image back, and nobody sees in the repository what is running.',
    remediation:
      'Name the version (`nginx:1.29`), or pin the content by digest (`nginx:1.29@sha256:…`), and let a bot such as Renovate or Dependabot propose updates. In a template take the tag from a parameter that the pipeline fills with the commit or the digest.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['dockerfile', 'cloudformation', 'sam', 'cdk', 'kubernetes', 'yaml', 'text', 'config'],
    articles: [7, 12],
    references: [
      'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-considerations.html',
      'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html',
    ],
    equivalents: ['hadolint:DL3006', 'hadolint:DL3007', 'checkov:CKV_DOCKER_7'],
    tags: ['containers', 'supply-chain', 'reproducibility'],
    since: '0.1.0',
  },
  messages: {
    missing: {
      text: '{image} has no tag, so it is whatever `latest` points to on the day.',
      advice: 'Name the version: {image}:<version>, or pin its content: {image}@sha256:<digest>.',
    },
    sourceName: {
      text: '{image} names no stage of this file, so it is pulled as an image without a tag.',
      advice: 'If a stage or build context is meant, write its name; for the image name the version: {image}:<version>.',
      precision: 'medium',
    },
    latest: {
      text: '{image} is whatever `latest` points to on the day.',
      advice: 'Name the version: {name}:<version>, or pin its content: {name}@sha256:<digest>.',
    },
  },
  create: ({ report }) => ({
    'image.reference'(reference) {
      const { where } = reference;
      const value = reference.value();
      const name = imageName(value);
      // A build frontend is meant to move: without a tag it stays compatible.
      if (!name || name.errors.length > 0 || name.digest.state !== 'absent' || where === 'syntax') return;
      const image = value.display;
      if (name.tag.state === 'known' && name.tag.text === 'latest') {
        report({ ...placeToReport(reference, value, name.tag.span), message: 'latest', data: { image, name: image.replace(/:latest$/, '') } });
      } else if (name.tag.state === 'absent') {
        const fromSource = where === 'copy-from' || where === 'mount-from';
        const message = fromSource && name.host.state === 'absent' && !name.text.includes('/') ? 'sourceName' : 'missing';
        report({ ...placeToReport(reference, value, { start: 0, end: name.text.length }), message, data: { image } });
      }
    },
  }),
});
