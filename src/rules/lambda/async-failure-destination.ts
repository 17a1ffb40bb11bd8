import { callersOf, referring } from '../../parsers/cloudformation/graph.ts';
import { type Resource, resourceOf } from '../../parsers/cloudformation/resource.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'lambda/async-failure-destination',
    summary: 'Events that a Lambda function fails on are lost.',
    why: 'SNS, S3 and EventBridge hand over an event and do not wait. When the function fails, Lambda tries twice more, and then drops the event: nobody learns that it existed.',
    remediation:
      'Add an AWS::Lambda::EventInvokeConfig with DestinationConfig.OnFailure (a queue, topic, bucket, bus or function), or a DeadLetterConfig, and an alarm on what arrives there.',
    severity: 'warning',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam'],
    notOn: { cdk: 'other files of the program, and onFailure of its props, may set it' },
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventinvokeconfig.html',
    ],
    equivalents: ['checkov:CKV_AWS_116', 'config:lambda-dlq-check'],
    tags: ['lambda', 'resilience', 'data-loss'],
    since: '0.1.0',
  },
  messages: {
    lost: {
      text: 'An event from {caller} that {name} fails on three times is dropped.',
      advice: '{advice}.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::Lambda::Function'(fn) {
      const queue = fn.prop('DeadLetterConfig');
      if (!queue.isAbsent) return;
      const caller = callersOf(fn).asynchronous.find((one) => !isSchedule(one));
      if (!caller) return;
      const { resources, complete } = referring(fn, 'AWS::Lambda::EventInvokeConfig', 'FunctionName');
      if (!complete || resources.some((config) => !config.prop('DestinationConfig').get('OnFailure').isAbsent)) return;
      const isSam = fn.declaredType === 'AWS::Serverless::Function';
      report({
        at: queue,
        message: 'lost',
        data: {
          name: fn.logicalId,
          caller: callerOf(caller),
          advice: isSam
            ? 'Set EventInvokeConfig.DestinationConfig.OnFailure, or DeadLetterQueue'
            : 'Add an AWS::Lambda::EventInvokeConfig with DestinationConfig.OnFailure, or set DeadLetterConfig',
        },
        related: [{ at: caller.at, text: 'events come from here' }],
      });
    },
  }),
});

/** A schedule comes again: what it starts is done next time, and no event is lost. */
function isSchedule(caller: Resource): boolean {
  const rule = resourceOf(caller.prop('SourceArn'), 'AWS::Events::Rule');
  return (
    caller.prop('Principal').is('scheduler.amazonaws.com') ||
    !caller.prop('Schedule').isAbsent ||
    (rule !== undefined && !rule.prop('ScheduleExpression').isAbsent)
  );
}

const NAMES: Readonly<Record<string, string>> = { 's3.amazonaws.com': 'Amazon S3', 'sns.amazonaws.com': 'Amazon SNS', 'events.amazonaws.com': 'EventBridge' };
const callerOf = (caller: Resource): string =>
  caller.type === 'AWS::SNS::Subscription' ? 'Amazon SNS' : (NAMES[caller.prop('Principal').string ?? ''] ?? caller.logicalId);
