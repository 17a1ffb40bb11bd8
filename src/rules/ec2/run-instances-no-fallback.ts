import { defineRule } from '../define-rule.ts';

/** What a program that is ready for a lack of capacity mentions: the error, or a fleet that tries several pools by itself. */
const READY = /InsufficientInstanceCapacity|InsufficientHostCapacity|create_fleet|create-fleet|CreateFleet|createFleet/;

export default defineRule({
  meta: {
    id: 'ec2/run-instances-no-fallback',
    summary: 'A program launches instances and is not ready for a lack of capacity.',
    why: 'RunInstances asks one pool: one instance type in one Availability Zone. When it is short, the call fails with InsufficientInstanceCapacity, most likely when everybody scales.',
    remediation:
      'Catch InsufficientInstanceCapacity and try other types and zones, or use CreateFleet with Type instant and several overrides, which does that in one call.',
    severity: 'info',
    precision: 'medium',
    profile: 'strict',
    scope: 'file',
    surfaces: ['text'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instant-fleet.html',
    ],
    tags: ['ec2', 'availability'],
    since: '0.1.0',
  },
  messages: {
    unready: {
      text: '{call} asks one pool of capacity, and nothing in this file is ready for InsufficientInstanceCapacity.',
      advice: 'Catch InsufficientInstanceCapacity and try another instance type or subnet, or use CreateFleet with Type instant.',
    },
  },
  create: ({ report }) => ({
    'ec2.launch'({ at, call }) {
      if (!READY.test(at.file.text)) report({ at, message: 'unready', data: { call } });
    },
  }),
});
