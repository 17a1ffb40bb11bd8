import { literalEdit } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

/** Most signing profile versions of one configuration. Source: Lambda API, AllowedPublishers. */
const MAX_PROFILES = 20;

export default defineRule({
  meta: {
    id: 'lambda/code-signing-warn-only',
    summary: 'A code-signing configuration lets unsigned packages through.',
    why: 'With the policy Warn, which is the default, Lambda deploys a package whose signature is missing, expired, revoked or from another publisher, and only counts it in a CloudWatch metric. Every function that names the configuration looks governed and is not.',
    remediation:
      'Set CodeSigningPolicies.UntrustedArtifactOnDeployment to Enforce. Where unsigned packages are still on their way, watch the metric SigningValidationErrors first, and enforce once it stays at zero.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-codesigningconfig-codesigningpolicies.html',
      'https://docs.aws.amazon.com/lambda/latest/api/API_AllowedPublishers.html',
    ],
    tags: ['lambda', 'governance', 'supply-chain', 'security'],
    since: '0.1.0',
  },
  messages: {
    warns: {
      text: 'The code-signing configuration {name} only warns of unsigned packages, and deploys them.',
      advice: 'Set {setting} to {enforce}.',
    },
    defaultWarns: {
      text: 'The code-signing configuration {name} does not say what becomes of unsigned packages: by default Lambda warns, and deploys them.',
      advice: 'Add {setting}: {enforce}{inside}.',
    },
    noPublisher: {
      text: 'The code-signing configuration {name} allows no signing profile; Lambda wants at least one.',
      advice: 'List the ProfileVersionArn of an AWS::Signer::SigningProfile in {profiles}.',
      severity: 'error',
    },
    tooManyPublishers: {
      text: `The code-signing configuration {name} allows {count} signing profiles; Lambda takes ${MAX_PROFILES}.`,
      advice: `Keep at most ${MAX_PROFILES} profile versions in {profiles}, or split the functions over two configurations.`,
      severity: 'error',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::CodeSigningConfig'(config) {
      const name = config.logicalId;
      // Classes of the CDK have the settings without the levels between.
      const isFlat = config.called('CodeSigningPolicies') === 'untrustedArtifactOnDeployment';
      const isCode = config.surface === 'cdk';
      const words = {
        name,
        setting: isCode ? 'untrustedArtifactOnDeployment' : 'UntrustedArtifactOnDeployment',
        enforce: isFlat ? 'lambda.UntrustedArtifactOnDeployment.ENFORCE' : isCode ? "'Enforce'" : 'Enforce',
        inside: isFlat ? '' : ` in ${config.called('CodeSigningPolicies')}`,
        profiles: isFlat ? 'signingProfiles' : isCode ? 'allowedPublishers.signingProfileVersionArns' : 'AllowedPublishers.SigningProfileVersionArns',
      };
      const policy = config.prop('CodeSigningPolicies').get('UntrustedArtifactOnDeployment');
      if (policy.isAbsent) report({ at: policy, message: 'defaultWarns', data: words });
      else if (policy.is('Warn')) {
        const edit = literalEdit(policy.origin, policy.string, 'Enforce');
        report({
          at: policy,
          message: 'warns',
          data: words,
          ...(edit && { fix: { title: 'Refuse unsigned packages', safety: 'suggested', edits: [edit] } }),
        });
      }
      const profiles = config.prop('AllowedPublishers').get('SigningProfileVersionArns');
      const count = profiles.items.length;
      const at = profiles.isAbsent ? profiles : (config.prop('AllowedPublishers').keyAt('SigningProfileVersionArns') ?? profiles);
      if (profiles.isAbsent || (profiles.kind === 'list' && profiles.complete && count === 0)) report({ at, message: 'noPublisher', data: words });
      else if (count > MAX_PROFILES) report({ at, message: 'tooManyPublishers', data: { ...words, count } });
    },
  }),
});
