import type { FuzzTarget } from './fuzz.ts';

/** What is fuzzed, by name. */
export const targets: Readonly<Record<string, () => Promise<{ default: FuzzTarget }>>> = {
  yaml: () => import('./yaml.ts'),
  cloudformation: () => import('./cloudformation.ts'),
  iam: () => import('./iam.ts'),
  'iam-account': () => import('./iam-account.ts'),
  'config-item': () => import('./config-item.ts'),
  dockerfile: () => import('./dockerfile.ts'),
  hadoop: () => import('./hadoop.ts'),
  emr: () => import('./emr.ts'),
  'capacity-reservation-fleet': () => import('./capacity-reservation-fleet.ts'),
  'fluent-bit': () => import('./fluent-bit.ts'),
  cdk: () => import('./cdk.ts'),
  kubernetes: () => import('./kubernetes.ts'),
  data: () => import('./data.ts'),
  text: () => import('./text.ts'),
};
