// What the `grant…` methods of aws-cdk-lib put into the policy of who is granted: each is called in a small app, and the template tells.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The classes whose methods are looked at, with the props that they need, as a program writes them (modules are called `aws_s3`, the stack `this`).
 * Classes that extend one of these have its methods. Of several sets of props the first decides; methods that refuse to work with it take the next.
 */
export const CLASSES = {
  'aws-appsync.GraphqlApi': "{ name: 'api', definition: { schema: { bind: (api) => ({ apiId: api.apiId, definition: 'schema { query: Query }' }) } } }",
  'aws-backup.BackupVault': '',
  'aws-cloudfront.Distribution': "{ defaultBehavior: { origin: new aws_cloudfront_origins.HttpOrigin('example.com') } }",
  'aws-codebuild.ReportGroup': '',
  'aws-codecommit.Repository': "{ repositoryName: 'code' }",
  'aws-cognito.UserPool': '',
  'aws-dynamodb.Table': [
    "{ partitionKey: { name: 'id', type: aws_dynamodb.AttributeType.STRING } }",
    "{ partitionKey: { name: 'id', type: aws_dynamodb.AttributeType.STRING }, stream: aws_dynamodb.StreamViewType.NEW_IMAGE }",
  ],
  'aws-dynamodb.TableV2': [
    "{ partitionKey: { name: 'id', type: aws_dynamodb.AttributeType.STRING } }",
    "{ partitionKey: { name: 'id', type: aws_dynamodb.AttributeType.STRING }, dynamoStream: aws_dynamodb.StreamViewType.NEW_IMAGE }",
  ],
  'aws-ecr.Repository': '',
  'aws-events.EventBus': '',
  'aws-iam.Role': "{ assumedBy: new aws_iam.ServicePrincipal('lambda.amazonaws.com') }",
  'aws-kinesis.Stream': '',
  'aws-kinesisfirehose.DeliveryStream': "{ destination: new aws_kinesisfirehose.S3Bucket(new aws_s3.Bucket(this, 'Destination')) }",
  'aws-kms.Key': '',
  'aws-lambda.Function':
    "{ runtime: aws_lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: aws_lambda.Code.fromInline('exports.handler = async () => {}') }",
  'aws-logs.LogGroup': '',
  'aws-opensearchservice.Domain': '{ version: aws_opensearchservice.EngineVersion.OPENSEARCH_2_19 }',
  'aws-s3.Bucket': '',
  'aws-scheduler.ScheduleGroup': '',
  'aws-secretsmanager.Secret': '',
  'aws-ses.EmailIdentity': "{ identity: aws_ses.Identity.email('a@example.com') }",
  'aws-sns.Topic': '',
  'aws-sqs.Queue': '',
  'aws-ssm.StringParameter': "{ stringValue: 'x' }",
  'aws-ssm.StringListParameter': "{ stringListValue: ['x'] }",
  'aws-stepfunctions.Activity': '',
  'aws-stepfunctions.StateMachine': "{ definitionBody: aws_stepfunctions.DefinitionBody.fromChainable(new aws_stepfunctions.Pass(this, 'Pass')) }",
};

/** Methods that name no grantee first, or do more than a policy says. */
const OTHERS = new Set(['grantPublicAccess', 'grantOnKey', 'grantInvokeCompositePrincipal', 'grantInvokeVersion', 'grantReplicationPermission']);
/** Stands for an argument that a program gives. */
const MARK = 'x:Mark';

/** The methods of a construct that may grant, as a program calls them: `grantRead`, `grants.read`. */
function methodsOf(construct) {
  const own = functionsOf(construct).filter((name) => /^grant(?=[A-Z]|$)/.test(name) && !OTHERS.has(name));
  const { grants } = construct;
  const more = grants && typeof grants === 'object' ? functionsOf(grants).filter((name) => /^[a-z]/.test(name) && name !== 'constructor') : [];
  return [...own, ...more.map((name) => `grants.${name}`)].sort();
}

function functionsOf(object) {
  const names = new Set();
  for (let at = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) if (typeof Object.getOwnPropertyDescriptor(at, name).value === 'function') names.add(name);
  }
  return [...names];
}

/** Calls a method by the name that `methodsOf` gives it. */
function invoke(construct, method, args) {
  const [first, second] = method.split('.');
  return second === undefined ? construct[first](...args) : construct[first][second](...args);
}

/** The sources of a construct of a class, one for each set of props. */
export const sourcesOf = (name, id = 'Granting') => {
  const [module, type] = name.split('.');
  return [CLASSES[name]].flat().map((props) => `new ${module.replaceAll('-', '_')}.${type}(this, '${id}'${props ? `, ${props}` : ''})`);
};

/** The table: by class and method, the statements; and the classes that extend another of the table. */
export function grants(require) {
  const library = require('aws-cdk-lib');
  const flagSets = [{}, require('aws-cdk-lib/recommended-feature-flags.json')];
  const classes = {};
  for (const name of Object.keys(CLASSES)) {
    const methods = {};
    const [source] = sourcesOf(name);
    for (const method of methodsOf(newIn(library, source, {}).construct)) {
      const [before, now] = flagSets.map((flags) => sourcesOf(name).reduce((found, one) => found ?? pairsOf(library, one, method, flags), undefined));
      // What holds with the flags of new programs and with those of old ones.
      const both = before && now ? [...now].filter((pair) => before.has(pair)) : [];
      if (both.length > 0) methods[method] = grouped(both);
    }
    classes[name] = methods;
  }
  // Not in aws-cdk-lib: it is in a package of its own.
  const extending = { 'aws-lambda-python.PythonFunction': 'aws-lambda.Function' };
  for (const [module, exports] of Object.entries(library)) {
    if (!module.startsWith('aws_')) continue;
    for (const [type, value] of Object.entries(exports)) {
      const own = `${module.replaceAll('_', '-')}.${type}`;
      if (typeof value !== 'function' || /^Cfn/.test(type) || Object.hasOwn(CLASSES, own)) continue;
      const base = Object.keys(CLASSES).find((name) => value.prototype instanceof classOf(library, name));
      if (base) extending[own] = base;
    }
  }
  return { classes, extending };
}

const classOf = (library, name) => {
  const [module, type] = name.split('.');
  return library[module.replaceAll('-', '_')][type];
};

function newIn(library, source, flags) {
  const app = newApp(library, flags);
  const stack = new library.Stack(app, 'Stack');
  return { app, stack, construct: evaluate(library, stack, `return ${source};`) };
}

/** An app that writes its templates where they are forgotten. */
export function newApp(library, flags) {
  outdir ??= mkdtempSync(join(tmpdir(), 'cdk-grants-'));
  return new library.App({ context: flags, analyticsReporting: false, outdir });
}

let outdir;
process.on('exit', () => outdir && rmSync(outdir, { recursive: true, force: true }));

/** Runs a piece of a program whose `this` is a stack. */
export function evaluate(library, stack, source) {
  const modules = Object.keys(library).filter((name) => name.startsWith('aws_'));
  return new Function(...modules, source).apply(
    stack,
    modules.map((name) => library[name]),
  );
}

/** What a method allows: pairs of an action and a resource, as texts. */
function pairsOf(library, source, method, flags) {
  const call = (more) => {
    const { app, stack, construct } = newIn(library, source, flags);
    const grantee = new library.aws_iam.Role(stack, 'Grantee', { assumedBy: new library.aws_iam.ServicePrincipal('lambda.amazonaws.com') });
    invoke(construct, method, [grantee, ...more]);
    const id = stack.getLogicalId(construct.node.defaultChild);
    return grantedTo(app, stack, grantee).map((statement) => generalized(statement, id, construct.node.defaultChild.cfnResourceType));
  };
  const plain = attempt(() => call([]));
  const marked = attempt(() => call([MARK]));
  const usable = plain?.length > 0 ? plain : marked;
  if (!usable || usable.length === 0 || usable.includes(undefined)) return undefined;
  const isSame = plain?.length === marked?.length && !marked?.includes(undefined);
  const statements = usable.map((statement, i) => withArgument(statement, isSame ? marked[i] : undefined));
  return new Set(statements.flatMap(({ actions, resources }) => resources.flatMap((resource) => actions.map((action) => `${action} ${resource}`))));
}

/** Pairs as statements: the actions of the same resources together. */
function grouped(pairs) {
  const resources = new Map();
  for (const pair of pairs) {
    const [action, resource] = pair.split(' ');
    resources.set(action, [...(resources.get(action) ?? []), resource]);
  }
  const actions = new Map();
  for (const [action, on] of resources) {
    const key = on.sort().join(' ');
    actions.set(key, [...(actions.get(key) ?? []), action]);
  }
  return [...actions].map(([key, list]) => ({ actions: list.sort(), resources: key.split(' ') }));
}

function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}

/** The statements of the policies that a role of an app has of its own. */
export function grantedTo(app, stack, role) {
  const { template } = app.synth({ force: true }).getStackArtifact(stack.artifactId);
  const id = stack.getLogicalId(role.node.defaultChild);
  return Object.values(template.Resources)
    .filter(({ Type, Properties }) => Type === 'AWS::IAM::Policy' && Properties.Roles?.some((one) => one.Ref === id))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** A statement with `@` for the ARN of what has the method, `{name}` for its `Ref` where that is no ARN; undefined when it is about more. */
export function generalized({ Effect, Action, Resource, Condition }, id, type) {
  const resources = [Resource]
    .flat()
    .map((resource) => textOf(resource, id, type))
    .filter((text) => text !== '{AWS::NoValue}');
  if (Effect !== 'Allow' || Condition || !Action || resources.includes(undefined)) return undefined;
  return { actions: [Action].flat(), resources };
}

/** Types whose `Ref` is the ARN. */
const REF_IS_ARN = new Set(['AWS::SNS::Topic', 'AWS::SecretsManager::Secret', 'AWS::StepFunctions::StateMachine', 'AWS::StepFunctions::Activity']);

export function textOf(resource, id, type) {
  // A name that the class makes.
  if (typeof resource === 'string') return resource.replace(/\bStack-?Granting[\w-]*/, '{?}');
  const [[name, argument]] = Object.entries(resource);
  if (name === 'Ref') return argument === id ? (REF_IS_ARN.has(type) ? '@' : '{name}') : argument.startsWith('AWS::') ? `{${argument}}` : undefined;
  if (name === 'Fn::GetAtt') return argument[0] === id ? (argument[1] === 'Arn' ? '@' : `{${argument[1]}}`) : undefined;
  if (name === 'Fn::Join' && argument[0] === '') {
    const parts = argument[1].map((part) => textOf(part, id, type));
    return parts.includes(undefined) ? undefined : parts.join('');
  }
  // A part of the ARN.
  return name === 'Fn::Select' && JSON.stringify(argument).includes(`"${id}"`) ? '{?}' : undefined;
}

/** A statement with `{1}` where the second argument stands, and what stands there without one: `@/{1=*}`. */
function withArgument(plain, marked) {
  if (!marked) {
    const actions = plain.actions.filter((action) => action !== MARK);
    return actions.length < plain.actions.length ? { ...plain, actions: [...actions, '{…}'] } : plain;
  }
  const added = marked.resources.filter((text) => !plain.resources.includes(text));
  const resources = plain.resources.map((text) => {
    if (marked.resources.includes(text)) return text;
    const [before, after] = (added[0] ?? '').split(MARK);
    const fits = after !== undefined && text.startsWith(before) && text.endsWith(after) && text.length >= before.length + after.length;
    return fits ? `${before}{1=${text.slice(before.length, text.length - after.length)}}${after}` : text;
  });
  return { actions: marked.actions.includes(MARK) ? [...plain.actions, '{…}'] : plain.actions, resources };
}
