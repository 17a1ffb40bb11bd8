import type { Located } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import { actionPattern } from '../../parsers/iam/action.ts';
import type { Statement } from '../../parsers/iam/model.ts';
import type { PrincipalAccess, ServiceAccess } from '../../parsers/iam-account/model.ts';
import { defineRule } from '../define-rule.ts';

const DAY = 86_400_000;
/** How far back IAM's record goes. Source: IAM User Guide, "Refine permissions using last accessed information". */
const TRACKED_DAYS = 400;
/** What is younger may not have had the occasion yet: jobs that run once a quarter are common. */
const SETTLED_DAYS = 90;

export default defineRule({
  meta: {
    id: 'iam/unused-service',
    summary: 'A role or user is allowed a service that it never uses.',
    why: 'A permission that nobody uses serves nobody but whoever takes over the role. IAM records for 400 days which services each role and user tried to use, and so says which permissions can go without harm.',
    remediation:
      'Delete the statements of services that were not used within the tracking period, and roles and users that used none at all. Look first whether something runs more rarely than that, such as a restore after a disaster.',
    severity: 'warning',
    precision: 'medium',
    securitySeverity: 4,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['live'],
    articles: [3],
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html',
      'https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html',
    ],
    tags: ['security', 'iam', 'least-privilege'],
    since: '0.1.0',
  },
  messages: {
    service: {
      text: '{principal} has not used {services} {period}, but {policy} allows {it}.',
      advice: 'Delete {what} from {policy}{care}.',
    },
    managed: {
      text: '{principal} has used nothing that {policy} allows ({services}) {period}.',
      advice: 'Detach {policy} of AWS from the {kind}.',
    },
    principal: {
      text: '{principal} has used nothing of what it is allowed ({services}) {period}.',
      advice: 'Delete the {kind} if nothing needs it any more.',
    },
  },
  create: ({ report }) => ({
    'iam.access'(access) {
      const { at, kind, label, services, policies, lastUsed, created, reported } = access;
      if (services.length === 0 || !isSettled(created, reported)) return;
      const unused = services.filter(({ last }) => last === undefined);
      const data = { principal: label, kind, period: trackedPeriod(access) };
      if (unused.length === services.length && !lastUsed) {
        report({ at, message: 'principal', data: { ...data, services: few(unused.map(({ name }) => name)) } });
        return;
      }
      for (const held of policies.filter(({ since }) => isSettled(since, reported))) {
        const allowing = held.policy.statements.filter(({ effect }) => effect === 'Allow');
        const grants = allowing.flatMap((statement) => grantOf(statement, unused) ?? []);
        const [first] = grants;
        if (!first || (held.isAws && !(grants.length === allowing.length && grants.every(({ whole }) => whole)))) continue;
        const names = [...new Set(grants.flatMap((grant) => grant.services.map(({ name }) => name)))];
        const places = held.attachment ? grants : grants.slice(1);
        report({
          at: held.attachment ?? placeOf(first),
          message: held.isAws ? 'managed' : 'service',
          data: {
            ...data,
            services: few(names),
            it: names.length > 1 ? 'them' : 'it',
            policy: held.label,
            what: listed(grants.map(whatToDelete)),
            care: held.holders > 1 ? `, if none of the others among its ${held.holders} holders uses it` : '',
          },
          related: places.map((grant) => ({ at: placeOf(grant), text: 'allowed here' })),
        });
      }
    },
  }),
});

/** What a statement allows of services that are not used. */
interface Grant {
  readonly statement: Statement;
  readonly services: readonly ServiceAccess[];
  readonly actions: readonly Value[];
  /** Whether the statement allows nothing else. */
  readonly whole: boolean;
}

/** Undefined for a statement that names no such service: one that allows everything is too wide for whatever is used. */
function grantOf(statement: Statement, unused: readonly ServiceAccess[]): Grant | undefined {
  const all = statement.actions.map((action) => ({ action, service: unused.find(({ namespace }) => namespace === actionPattern(action)?.service) }));
  const actions = all.filter(({ service }) => service).map(({ action }) => action);
  const services = unused.filter((one) => all.some(({ service }) => service === one));
  return actions.length > 0 ? { statement, services, actions, whole: actions.length === all.length } : undefined;
}

const placeOf = ({ statement, actions: [action], whole }: Grant): Located => (whole ? statement.at : (action as Value));

function whatToDelete({ statement, actions, whole }: Grant): string {
  const named = listed(actions.map((action) => action.display));
  if (!whole) return named;
  return `the statement ${statement.sid.string ? `"${statement.sid.string}"` : `that allows ${named}`}`;
}

const isSettled = (since: Date | undefined, reported: Date): boolean => !since || reported.getTime() - since.getTime() >= SETTLED_DAYS * DAY;

/** The time that the report covers: IAM's tracking period, or since the principal was made. */
function trackedPeriod({ created, reported }: PrincipalAccess): string {
  const start = new Date(reported.getTime() - TRACKED_DAYS * DAY);
  if (created && created > start) return `since it was made on ${dayOf(created)}`;
  return `in the ${TRACKED_DAYS} days that IAM tracks (${dayOf(start)} to ${dayOf(reported)})`;
}

/** Some names, and how many more there are. */
const few = (names: readonly string[]): string => (names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more services` : listed(names));
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
const listed = (names: readonly string[]): string => [...new Set(names)].join(', ').replace(/, ([^,]*)$/, ' and $1');
