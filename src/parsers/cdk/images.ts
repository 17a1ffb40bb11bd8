import type { SubjectOf } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import { IMAGE_PLACES } from '../cloudformation/places.ts';
import type { ImagePlace, ImageSubjects } from '../image/model.ts';
import type { App } from './constructs.ts';
import { valuesAt } from './policies.ts';

/** Methods that name an image in a registry: by module and method, with the option that holds credentials for it. */
const METHODS: ReadonlyMap<string, { readonly where: ImagePlace; readonly credentials: string }> = new Map(
  (
    [
      ['aws-ecs.ContainerImage.fromRegistry', 'ecs-task', 'credentials'],
      ['aws-ecs.RepositoryImage.fromRegistry', 'ecs-task', 'credentials'],
      ...['LinuxBuildImage', 'LinuxArmBuildImage', 'LinuxGpuBuildImage', 'WindowsBuildImage', 'LinuxLambdaBuildImage', 'LinuxArmLambdaBuildImage'].map(
        (type) => [`aws-codebuild.${type}.fromDockerRegistry`, 'codebuild', 'secretsManagerCredentials'] as const,
      ),
    ] as const
  ).map(([name, where, credentials]) => [name, { where, credentials }]),
);

/** The images that a program names: in calls, and in the properties of L1 constructs. */
export function* images(app: App): Generator<SubjectOf<ImageSubjects>> {
  const { code, evaluator, names } = app;
  for (const node of code.nodes) {
    if (node.type !== 'CallExpression') continue;
    const name = names.of(node.callee);
    const method = name && METHODS.get(`${name.module}.${name.path.join('.')}`);
    const [image, options] = node.arguments;
    if (!method || !image || image.type === 'SpreadElement' || options?.type === 'SpreadElement') continue;
    const given = options;
    const around = app.classes.nameAround(node);
    const path = `${around === undefined ? '' : `${around}/`}${name.path[0]}`;
    yield {
      type: 'image.reference',
      node: {
        where: method.where,
        surface: 'cdk',
        value: () => evaluator.value(image, { path }),
        credentials: () => {
          if (!given) return false;
          const value = evaluator.value(given, { path });
          if (value.keyAt(method.credentials)) return true;
          return value.get(method.credentials).isAbsent ? false : undefined;
        },
      },
    };
  }
  for (const construct of app.constructs) {
    if (!construct.isL1) continue;
    for (const { holder, property, credentials, where } of IMAGE_PLACES.get(construct.type) ?? []) {
      const holders = (): Value[] => valuesAt(construct.properties, holder);
      for (const i of holders().keys()) {
        const held = (): Value => holders()[i] as Value;
        if (held().get(property).isAbsent) continue;
        yield {
          type: 'image.reference',
          node: {
            where,
            surface: 'cdk',
            value: () => held().get(property),
            ...(credentials && {
              credentials: () => {
                const value = held().get(credentials);
                return value.isUnknown ? undefined : !value.isAbsent;
              },
            }),
          },
        };
      }
    }
  }
}
