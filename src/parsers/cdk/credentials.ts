import type { SubjectOf } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import { ENVIRONMENTS, RESOLVE, SECRET_PROPERTIES } from '../cloudformation/credentials.ts';
import { type Credential, type CredentialSubjects, mayBeCredential } from '../credential/model.ts';
import type { App } from './constructs.ts';
import { valuesAt } from './policies.ts';

type Subject = SubjectOf<CredentialSubjects>;

/** Texts of a program that may be secrets: environments and secret properties of constructs, and texts that are made a secret in the open. */
export function* credentials(app: App): Generator<Subject> {
  for (const construct of app.constructs) {
    for (const { path, list, holder, replacement } of ENVIRONMENTS.get(construct.type) ?? []) {
      // The constructs with defaults of their own take a map under the name of the first part.
      if (!construct.isL1 && construct.type !== 'AWS::Lambda::Function') continue;
      const holders = (): Value[] => (construct.isL1 ? valuesAt(construct.properties, path) : [construct.props('verbatim').get('environment')]);
      for (const [i, held] of holders().entries()) {
        const keys = list && construct.isL1 ? [list[1]] : (held.keys ?? []);
        const name = list && construct.isL1 ? held.get(list[0]).string : undefined;
        const type = held.get('Type');
        if (list && construct.isL1 && (name === undefined || !(type.isAbsent || type.is('PLAINTEXT')))) continue;
        for (const key of keys) {
          const told = { name: name ?? key, holder, replacement, isSecretPlace: false };
          if (mayBeCredential(told.name, held.get(key).display)) yield subject(told, () => (holders()[i] as Value).get(key));
        }
      }
    }
    if (!construct.isL1) continue;
    for (const { path, replacement = RESOLVE } of SECRET_PROPERTIES.get(construct.type) ?? []) {
      const segments = path.split('.');
      const values = (): Value[] => valuesAt(construct.properties, segments);
      const name = segments.findLast((segment) => segment !== '*') as string;
      for (const i of values().keys()) yield subject({ name, holder: 'this construct', replacement, isSecretPlace: true }, () => values()[i] as Value);
    }
  }
  yield* plainTexts(app);
}

/** `SecretValue.unsafePlainText('…')`: what says itself that it is a secret. */
function* plainTexts({ code, evaluator, names, classes }: App): Generator<Subject> {
  if (!code.file.text.includes('SecretValue')) return;
  for (const node of code.nodes) {
    if (node.type !== 'CallExpression') continue;
    const name = names.of(node.callee);
    if (!name || !/^SecretValue\.(?:unsafePlainText|plainText)$/.test(name.path.join('.'))) continue;
    const [text] = node.arguments;
    if (!text || text.type === 'SpreadElement') continue;
    const path = classes.nameAround(node) ?? '';
    const replacement = 'Write SecretValue.secretsManager(…) with the name of the secret in AWS Secrets Manager.';
    yield subject({ name: 'SecretValue', holder: 'this program', replacement, isSecretPlace: true }, () => evaluator.value(text, { path }));
  }
}

const subject = (told: Omit<Credential, 'surface' | 'value'>, value: () => Value): Subject => ({
  type: 'credential',
  node: { ...told, surface: 'cdk', value },
});
