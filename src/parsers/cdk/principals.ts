import type { SubjectOf } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import { type PrincipalKind, type PrincipalSubjects, principalSubject } from '../iam/attached.ts';
import { type IamSubjects, policySubjects, trustedServices } from '../iam/model.ts';
import type { App, Construct } from './constructs.ts';
import type { Holdings } from './holdings.ts';
import { attachment } from './policies.ts';

const KINDS: ReadonlyMap<string, PrincipalKind> = new Map([
  ['AWS::IAM::Role', 'role'],
  ['AWS::IAM::User', 'user'],
  ['AWS::IAM::Group', 'group'],
]);

/**
 * The policies that a program puts together by several calls, as wholes: those that the library makes of what is added to roles, users and groups, and
 * those with statements that are added later. Each statement that the program writes is a subject of its own, and nobody can change how the library
 * writes the others, or how it cuts what is long.
 */
export function* grownPolicies(holdings: Holdings): Generator<SubjectOf<IamSubjects>> {
  const own = [...holdings.holders].flatMap((construct) => holdings.defaultPolicy(construct) ?? []);
  for (const source of [...own, ...holdings.grown()]) {
    for (const subject of policySubjects(source)) if (subject.type === 'iam.policy') yield { ...subject, selector: [] };
  }
}

/** The roles, users and groups of a program, and the roles of constructs that get a policy of AWS or several of others. */
export function* principals(app: App, holdings: Holdings): Generator<SubjectOf<PrincipalSubjects>> {
  for (const construct of app.constructs) {
    const { all, managed } = holdings.count(construct);
    if (!KINDS.has(construct.type) && managed === 0 && all < 2) continue;
    const kind = KINDS.get(construct.type) ?? 'role';
    const subject = principalSubject({
      kind,
      label: KINDS.has(construct.type) ? `${kind} ${construct.logicalId}` : `role of ${construct.logicalId}`,
      name: construct.logicalId,
      at: construct.at,
      surface: 'cdk',
      mayHave: { managed: managed > 0, several: all > 1 },
      attached: () => holdings.attached(construct),
      boundary: () => ({ named: boundaryOf(construct, app) }),
      trustedServices: attachment(construct).trustedServices ?? (() => trustedServices(construct.prop('AssumeRolePolicyDocument'))),
    });
    // Of the roles that constructs make for themselves those are told that are named: by what a program attaches.
    yield KINDS.has(construct.type) || managed > 0 ? subject : { ...subject, selector: ['Several'] };
  }
}

/** The boundary that a construct names; unknown where `PermissionsBoundary.of(…)` gives one to all that stands below. */
function boundaryOf(construct: Construct, { code, hasAspects }: App): Value {
  const named = construct.isL1 ? construct.prop('PermissionsBoundary') : construct.props('verbatim').get('permissionsBoundary');
  const isGiven = hasAspects || code.file.text.includes('PermissionsBoundary.of(');
  return named.isAbsent && isGiven ? construct.unknown('PermissionsBoundary', 'given to a whole stack') : named;
}
