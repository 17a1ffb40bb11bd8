import type { Problem } from '../core/document.ts';
import type { ArnSubjects } from './arn/model.ts';
import type { CodeSubjects } from './cdk/model.ts';
import type { CfnSubjects } from './cloudformation/resource.ts';
import type { CredentialSubjects } from './credential/model.ts';
import type { DockerfileSubjects } from './dockerfile/model.ts';
import type { Ec2Subjects } from './ec2/model.ts';
import type { EmrSubjects } from './emr/model.ts';
import type { FluentBitSubjects } from './fluent-bit/model.ts';
import type { PrincipalSubjects } from './iam/attached.ts';
import type { IamSubjects } from './iam/model.ts';
import type { AccountSubjects } from './iam-account/model.ts';
import type { ImageSubjects } from './image/model.ts';
import type { KubernetesSubjects } from './kubernetes/model.ts';
import type { TextSubjects } from './text/model.ts';
import type { YarnSubjects } from './yarn/tree.ts';

/** Every subject name (and selector) with its node type: the keys of a rule's visitors. Each parser adds its own interface here. */
export interface Subjects
  extends AccountSubjects,
    DockerfileSubjects,
    ProblemSubjects,
    CfnSubjects,
    Ec2Subjects,
    EmrSubjects,
    FluentBitSubjects,
    IamSubjects,
    PrincipalSubjects,
    ImageSubjects,
    CredentialSubjects,
    KubernetesSubjects,
    ArnSubjects,
    CodeSubjects,
    TextSubjects,
    YarnSubjects {}

/** Problems of the text itself; the selector is the rule that says it. */
export type ProblemSubjects = { 'parse.problem': Problem } & { [K in `parse.problem:${string}`]: Problem };
