import { keeping, lostBy } from '../../parsers/cloudformation/retention.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'private-ca/ca-retain',
    aliases: ['pca/ca-retain'],
    summary: 'A private certificate authority goes with its stack.',
    why: 'Most properties of a certificate authority cannot be changed: an update replaces it by another one with another key, which the authority above has to sign anew and which nobody trusts yet. Certificates that the old one issued are no longer renewed or revoked, and after at most 30 days it cannot be restored.',
    remediation: 'Set DeletionPolicy and UpdateReplacePolicy to Retain. Disable and delete an authority that is no longer needed by hand.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 3,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    notOn: { config: 'what becomes of a resource stands in its template' },
    articles: [2],
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-acmpca-certificateauthority.html',
      'https://docs.aws.amazon.com/privateca/latest/userguide/PCARestoreCA.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html',
    ],
    equivalents: ['cfn-lint:I3011'],
    tags: ['private-ca', 'data-loss', 'availability'],
    since: '0.1.0',
  },
  messages: {
    both: {
      text: 'The certificate authority {name} is deleted with its stack, and by updates that replace it.',
      advice: '{keep}.',
    },
    deletion: { text: 'The certificate authority {name} is deleted with its stack.', advice: '{keep}.' },
    replacement: { text: 'An update that replaces the certificate authority {name} deletes the old one.', advice: '{keep}.' },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::ACMPCA::CertificateAuthority'(authority) {
      const lost = lostBy(authority);
      if (lost) report({ ...lost, data: { name: authority.logicalId, keep: keeping(authority, 'DeletionPolicy', 'UpdateReplacePolicy') } });
    },
  }),
});
