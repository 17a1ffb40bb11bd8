import type { ParserEntry } from '../core/lint.ts';
import { claims as cdk } from './cdk/claims.ts';
import { claims as cloudformation } from './cloudformation/claims.ts';
import { claims as configItem } from './config-item/claims.ts';
import { claims as dockerfile } from './dockerfile/claims.ts';
import { claims as ec2 } from './ec2/claims.ts';
import { claims as emr } from './emr/claims.ts';
import { claims as fluentBit } from './fluent-bit/claims.ts';
import { claims as hadoop } from './hadoop/claims.ts';
import { claims as iam } from './iam/claims.ts';
import { claims as iamAccount } from './iam-account/claims.ts';
import { claims as kubernetes } from './kubernetes/claims.ts';
import type { Subjects } from './subjects.ts';
import { dataClaims, textClaims } from './text/claims.ts';

/** All formats, the most telling claims first. Only the claims are loaded; a parser loads when a file is its. */
export const parsers: readonly ParserEntry<Subjects>[] = [
  { format: 'dockerfile', claims: dockerfile, load: async () => (await import('./dockerfile/parse.ts')).default },
  { format: 'cloudformation', claims: cloudformation, load: async () => (await import('./cloudformation/parse.ts')).default },
  { format: 'fluent-bit', claims: fluentBit, load: async () => (await import('./fluent-bit/parse.ts')).default },
  { format: 'hadoop', claims: hadoop, load: async () => (await import('./hadoop/parse.ts')).default },
  { format: 'emr', claims: emr, load: async () => (await import('./emr/parse.ts')).default },
  { format: 'capacity-reservation-fleet', claims: ec2, load: async () => (await import('./ec2/parse.ts')).default },
  { format: 'cdk', claims: cdk, load: async () => (await import('./cdk/parse.ts')).default },
  { format: 'config-item', claims: configItem, load: async () => (await import('./config-item/parse.ts')).default },
  { format: 'iam-account', claims: iamAccount, load: async () => (await import('./iam-account/parse.ts')).default },
  { format: 'iam', claims: iam, load: async () => (await import('./iam/parse.ts')).default },
  { format: 'kubernetes', claims: kubernetes, load: async () => (await import('./kubernetes/parse.ts')).default },
  { format: 'data', claims: dataClaims, load: async () => (await import('./data/parse.ts')).default },
  { format: 'text', claims: textClaims, load: async () => (await import('./text/parse.ts')).default },
];
