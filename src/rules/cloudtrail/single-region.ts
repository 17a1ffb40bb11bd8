import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'cloudtrail/single-region',
    summary: 'A trail does not record everything.',
    why: 'A trail of one Region misses what happens in the others, which is where intruders go because nobody looks there. Without global service events it misses IAM and STS.',
    remediation: 'Set IsMultiRegionTrail and IncludeGlobalServiceEvents to true.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-multi-region-trails.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudtrail-trail.html',
    ],
    equivalents: ['checkov:CKV_AWS_67', 'security-hub:CloudTrail.1', 'config:multi-region-cloudtrail-enabled'],
    tags: ['cloudtrail', 'logging', 'security'],
    since: '0.1.0',
  },
  messages: {
    oneRegion: {
      text: 'The trail {name} records one Region only.',
      advice: 'Set {property} to true.',
    },
    noGlobal: {
      text: 'The trail {name} leaves out global services such as IAM and STS.',
      advice: 'Set {property} to true.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::CloudTrail::Trail'(trail) {
      const [regions, global] = [trail.prop('IsMultiRegionTrail'), trail.prop('IncludeGlobalServiceEvents')];
      const name = trail.logicalId;
      if (regions.isAbsent || regions.boolean === false)
        report({ at: regions, message: 'oneRegion', data: { name, property: trail.called('IsMultiRegionTrail') } });
      if (global.boolean === false) report({ at: global, message: 'noGlobal', data: { name, property: trail.called('IncludeGlobalServiceEvents') } });
    },
  }),
});
