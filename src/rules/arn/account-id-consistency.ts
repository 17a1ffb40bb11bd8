import type { Location } from '../../core/finding.ts';
import type { TextLine, TextScalar } from '../../parsers/text/model.ts';
import { defineRule } from '../define-rule.ts';

/** A registry of an account that a command names. */
interface Named {
  readonly verb: 'login' | 'push' | 'tag' | 'other';
  readonly account: string;
  /** The repository behind the host, without its tag. */
  readonly repository: string;
  readonly at: Location;
}

const REGISTRY = /(?<![\w-])(\d{6,20})\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws)(?:\/([a-z0-9][a-z0-9._/-]*))?/g;
const VERB = /\b(?:docker|podman|nerdctl|finch|buildah|crane)\s+(?:image\s+|buildx\s+)?(login|push|tag|build)\b/;

export default defineRule({
  meta: {
    id: 'arn/account-id-consistency',
    summary: 'A pipeline tags an image for one account and pushes it to another.',
    why: 'A push sends an image that was tagged for the very registry, and needs a login for it. With the account written out twice and changed once, the push finds no such image, or Amazon ECR refuses it.',
    remediation:
      'Write the registry once, as a variable that the script fills from aws sts get-caller-identity, and use it in the login, the tag and the push.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'directory',
    surfaces: ['cloudformation', 'sam', 'yaml', 'text'],
    notOn: {
      cdk: 'programs of the CDK push no images',
      'iam-json': 'policies push no images',
      dockerfile: 'a build pushes no images',
      'fluent-bit': 'configurations push no images',
      kubernetes: 'manifests push no images',
      json: 'parameters push no images',
    },
    articles: [12],
    references: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-ecr-image.html'],
    tags: ['containers', 'correctness', 'arn'],
    since: '0.1.0',
  },
  messages: {
    untagged: {
      text: '{repository} is pushed to the account {account}, and tagged for {other} only: there is no such image to push.',
      advice: 'Write the same account in both; best take it from aws sts get-caller-identity once.',
    },
    login: {
      text: '{repository} is pushed to the account {account}, and the login is for {other} only: Amazon ECR refuses the push.',
      advice: 'Log in to {account}, or push to {other}.',
    },
  },
  collect: ({ locate }) => {
    const named = (node: TextLine | TextScalar): Named[] | undefined => {
      if (node.isExplanation || !node.text.includes('.dkr')) return undefined;
      const verb = VERB.exec(node.text)?.[1];
      const all = [...node.text.matchAll(REGISTRY)].map(({ 0: whole, 1: account = '', 2: repository = '', index }) => ({
        verb: verb === 'build' ? ('tag' as const) : ((verb ?? 'other') as Named['verb']),
        account,
        repository,
        at: locate(node.part(index, index + whole.length)),
      }));
      // `docker tag from to`
      return verb === 'tag' ? all.map((one, i) => (i < all.length - 1 ? { ...one, verb: 'other' as const } : one)) : all;
    };
    return { 'text.line': named, 'text.scalar': named };
  },
  conclude(facts, { report, settings }) {
    const folders = new Map<string, Named[]>();
    for (const { path, fact } of facts) {
      const folder = path.slice(0, path.lastIndexOf('/') + 1);
      folders.set(folder, [...(folders.get(folder) ?? []), fact]);
    }
    const isKnown = (...accounts: readonly string[]): boolean => accounts.every((account) => settings.accounts.includes(account));
    for (const all of folders.values()) {
      const logins = all.filter(({ verb }) => verb === 'login');
      for (const push of all.filter(({ verb, repository }) => verb === 'push' && repository !== '')) {
        const { account, repository } = push;
        const data = { account, repository };
        const tagged = all.find((other) => other.verb === 'tag' && other.repository === repository && other.account !== account);
        const isMade = all.some((other) => other.verb !== 'push' && other.account === account && other.repository === repository);
        const [login] = logins.some((other) => other.account === account) ? [] : logins;
        if (tagged && !isMade && !isKnown(account, tagged.account))
          report({
            at: push.at,
            message: 'untagged',
            data: { ...data, other: tagged.account },
            related: [{ ...tagged.at, text: 'tagged for another account' }],
          });
        else if (login && !isKnown(account, login.account))
          report({ at: push.at, message: 'login', data: { ...data, other: login.account }, related: [{ ...login.at, text: 'the login' }] });
      }
    }
  },
});
