import { absent, known, list, type MapContent, type Place, pattern, unknown, type Value } from '../../core/value.ts';
import type { Resource } from '../cloudformation/resource.ts';
import type { Node } from './code.ts';
import type { App, Construct } from './constructs.ts';
import { propName, staticKey } from './evaluate.ts';
import { type CdkName, keyOf } from './names.ts';
import { principalMap } from './policy-objects.ts';
import { alongWay, firstProp, object, WAYS } from './ways.ts';

/** Properties that a class makes of its props in other ways than passing them on. */
interface Special {
  /** Undefined for properties that are none of these. */
  get(key: string, props: MapContent, construct: Construct, app: App): Value | undefined;
  /** What the props call a property, where that is more than another spelling. */
  readonly called?: Readonly<Record<string, string>>;
  /** The prop that decides a property. */
  keyOf(key: string, props: MapContent): string | undefined;
}

const FUNCTION_PROPS: Readonly<Record<string, string>> = { Code: 'code', SnapStart: 'snapStart', TracingConfig: 'tracing', VpcConfig: 'vpcSubnets' };

const FUNCTIONS: Special = {
  called: FUNCTION_PROPS,
  keyOf: (key, props) => (key === 'VpcConfig' && !props.keyAt('vpcSubnets') ? 'vpc' : FUNCTION_PROPS[key]),
  get(key, props, construct, app) {
    if (key === 'TracingConfig') {
      const mode = props.get('tracing');
      return mode.isAbsent ? construct.lacking(key) : object(mode, { Mode: mode });
    }
    if (key === 'SnapStart') {
      const value = props.get('snapStart');
      const node = propNode(construct, 'snapStart', app);
      const isOn = node !== undefined && app.names.of(node)?.path.at(-1) === 'ON_PUBLISHED_VERSIONS';
      return value.isAbsent ? construct.lacking(key) : object(value, { ApplyOn: isOn ? known({ ...value, path: value.path }, 'PublishedVersions') : value });
    }
    if (key === 'VpcConfig') return functionNetwork(props, construct, app);
    if (key !== 'Code' && key !== 'PackageType') return undefined;
    const kind = codeKind(construct, app);
    if (kind === undefined) return construct.unknown(key, 'the code comes from elsewhere');
    if (key === 'PackageType') return kind === 'image' ? known(placeOf(construct, key), 'Image') : construct.lacking(key);
    const place = placeOf(construct, key);
    const part = (name: string, of: typeof kind): Value =>
      kind === of ? construct.unknown(`Code/${name}`, 'an asset') : absent({ ...place, path: `${construct.at.path}/Code/${name}` });
    const inline = kind === 'inline' ? known({ ...place, path: `${construct.at.path}/Code/ZipFile` }, '…') : part('ZipFile', 'inline');
    return object(place, { ZipFile: inline, ImageUri: part('ImageUri', 'image'), S3Bucket: part('S3Bucket', 'package'), S3Key: part('S3Key', 'package') });
  },
};

/** Classes whose props are those of the resource, on other levels. */
const along = (type: string, more?: Special['get']): Special => {
  const ways = WAYS[type] ?? {};
  const wayOf = (key: string): (typeof ways)[string] | undefined => (Object.hasOwn(ways, key) ? ways[key] : undefined);
  return {
    called: Object.fromEntries(Object.entries(ways).map(([key, way]) => [key, firstProp(way)])),
    keyOf(key) {
      const way = wayOf(key);
      return way === undefined ? undefined : firstProp(way);
    },
    get(key, props, construct, app) {
      const way = wayOf(key);
      return way === undefined ? more?.(key, props, construct, app) : alongWay(way, props, placeOf(construct, key));
    },
  };
};

const ALIAS = along('AWS::Lambda::Alias', (key, _, construct, app) => {
  if (key !== 'FunctionVersion') return undefined;
  const version = propNode(construct, 'version', app);
  const source = version && app.evaluator.source(version);
  return source?.type === 'MemberExpression' && keyOf(source) === 'latestVersion'
    ? known(app.place(version as Node, { path: `${construct.at.path}/${key}` }), '$LATEST')
    : construct.unknown(key, 'a version made elsewhere');
});

const CODE_SIGNING: Special = {
  called: { CodeSigningPolicies: 'untrustedArtifactOnDeployment', AllowedPublishers: 'signingProfiles' },
  keyOf: (key) => ({ CodeSigningPolicies: 'untrustedArtifactOnDeployment', AllowedPublishers: 'signingProfiles' })[key],
  get(key, props, construct) {
    const place = placeOf(construct, key);
    if (key === 'CodeSigningPolicies') {
      const policy = props.get('untrustedArtifactOnDeployment');
      return policy.isAbsent ? construct.lacking(key) : object(place, { UntrustedArtifactOnDeployment: policy });
    }
    if (key !== 'AllowedPublishers') return undefined;
    const profiles = props.get('signingProfiles');
    return profiles.isAbsent
      ? construct.unknown(key, 'required')
      : object(place, { SigningProfileVersionArns: profiles }, { SigningProfileVersionArns: props.keyAt('signingProfiles') });
  },
};

const ROLE: Special = {
  keyOf: (key) => (key === 'AssumeRolePolicyDocument' ? 'assumedBy' : undefined),
  get(key, _, construct, app) {
    if (key !== 'AssumeRolePolicyDocument') return undefined;
    const node = propNode(construct, 'assumedBy', app);
    const place = placeOf(construct, key);
    if (!node) return construct.unknown(key, 'the trusted principal comes from elsewhere');
    const principal = principalMap([node], place, app);
    const statement = object(place, { Effect: known(place, 'Allow'), Action: known(place, 'sts:AssumeRole'), Principal: principal });
    return object(place, { Statement: list(place, [statement], false) });
  },
};

const LAUNCH_TEMPLATE: Special = {
  keyOf: (key) => (key === 'LaunchTemplateData' ? 'instanceType' : undefined),
  get: (key, props, construct) => (key === 'LaunchTemplateData' ? launchData(props, construct) : undefined),
};

/** What the distribution of a group's instances is called on both sides. */
const DISTRIBUTION = [
  'OnDemandAllocationStrategy',
  'OnDemandBaseCapacity',
  'OnDemandPercentageAboveBaseCapacity',
  'SpotAllocationStrategy',
  'SpotInstancePools',
];

const AUTO_SCALING_GROUP: Special = {
  called: {
    VPCZoneIdentifier: 'vpcSubnets',
    MaxSize: 'maxCapacity',
    AvailabilityZoneDistribution: 'azCapacityDistributionStrategy',
    Overrides: 'launchTemplateOverrides',
  },
  keyOf: (key, props) =>
    ({
      LaunchTemplate: props.keyAt('launchTemplate') ? 'launchTemplate' : 'instanceType',
      MixedInstancesPolicy: 'mixedInstancesPolicy',
      MaxSize: 'maxCapacity',
      AvailabilityZoneDistribution: 'azCapacityDistributionStrategy',
      VPCZoneIdentifier: props.keyAt('vpcSubnets') ? 'vpcSubnets' : 'vpc',
    })[key],
  get(key, props, construct, app) {
    const place = placeOf(construct, key);
    switch (key) {
      case 'LaunchConfigurationName':
      case 'InstanceId':
      case 'AvailabilityZones':
      case 'AvailabilityZoneIds':
        return construct.lacking(key);
      case 'AvailabilityZoneDistribution': {
        const strategy = props.get('azCapacityDistributionStrategy');
        return strategy.isAbsent ? construct.lacking(key) : object(place, { CapacityDistributionStrategy: strategy });
      }
      case 'MaxSize': {
        const [maximum, desired, minimum] = [props.get('maxCapacity'), props.get('desiredCapacity'), props.get('minCapacity')];
        const given = [maximum, desired, minimum].find((value) => !value.isAbsent);
        return given ?? known(place, '1');
      }
      case 'LaunchTemplate': {
        const template = props.get('launchTemplate');
        if (!template.isAbsent) return object(place, { LaunchTemplateId: template });
        if (props.get('instanceType').isAbsent) return construct.unknown(key, 'neither launchTemplate nor instanceType');
        const own = synthetic('AWS::EC2::LaunchTemplate', { LaunchTemplateData: launchData(props, construct) }, place);
        return object(place, { LaunchTemplateId: own });
      }
      case 'MixedInstancesPolicy': {
        const policy = props.get('mixedInstancesPolicy');
        if (policy.kind !== 'map') return policy.isAbsent ? construct.lacking(key) : policy;
        const overrides = policy.get('launchTemplateOverrides');
        const items = overrides.items.map((item) =>
          object(item, { InstanceType: item.get('instanceType'), InstanceRequirements: item.get('instanceRequirements') }),
        );
        const list_ = overrides.kind === 'list' ? list(overrides, items, overrides.complete) : overrides;
        const specification = object(policy, { LaunchTemplateId: policy.get('launchTemplate') });
        const template = object(
          policy,
          { LaunchTemplateSpecification: specification, Overrides: list_ },
          { Overrides: policy.keyAt('launchTemplateOverrides') },
        );
        const distribution = policy.get('instancesDistribution');
        const settings = DISTRIBUTION.map((name) => [name, distribution.get(propName(name))] as const);
        const rendered = distribution.kind === 'map' ? object(distribution, Object.fromEntries(settings)) : distribution;
        return object(policy, { LaunchTemplate: template, InstancesDistribution: rendered });
      }
      case 'VPCZoneIdentifier':
        return subnetsOf(props, construct, app);
      default:
        return undefined;
    }
  },
};

const SPECIAL: ReadonlyMap<string, Special> = new Map([
  ['aws-lambda.Function', FUNCTIONS],
  ['aws-lambda.SingletonFunction', FUNCTIONS],
  ['aws-lambda.DockerImageFunction', FUNCTIONS],
  ['aws-lambda-nodejs.NodejsFunction', FUNCTIONS],
  ['aws-lambda-python.PythonFunction', FUNCTIONS],
  ['aws-lambda.CodeSigningConfig', CODE_SIGNING],
  ['aws-lambda.FunctionUrl', along('AWS::Lambda::Url')],
  ['aws-lambda.Alias', ALIAS],
  ['aws-lambda.EventSourceMapping', along('AWS::Lambda::EventSourceMapping')],
  ['aws-iam.Role', ROLE],
  ['aws-ec2.LaunchTemplate', LAUNCH_TEMPLATE],
  ['aws-autoscaling.AutoScalingGroup', AUTO_SCALING_GROUP],
]);

/** The special properties of a class, if it has any. */
export const special = ({ module, path }: CdkName): Special | undefined => SPECIAL.get(`${module}.${path.join('.')}`);

/** The expression of a prop, where the props are written out. */
export function propNode(construct: Construct, name: string, { evaluator }: App): Node | undefined {
  const props = construct.node.arguments[2];
  const source = props && props.type !== 'SpreadElement' ? evaluator.source(props) : undefined;
  if (source?.type !== 'ObjectExpression') return undefined;
  const found = source.properties.findLast((property) => property.type === 'Property' && staticKey(property) === name);
  return found?.type === 'Property' ? found.value : undefined;
}

/** What the code of a function is: a package, an image, or text in the template; undefined when that can't be seen. */
function codeKind(construct: Construct, app: App): 'package' | 'image' | 'inline' | undefined {
  const { module, path } = construct.name;
  if (path[0] === 'DockerImageFunction') return 'image';
  const node = propNode(construct, 'code', app);
  // Classes that bundle the code themselves.
  if (!node) return module === 'aws-lambda' || construct.props('verbatim').get('code').isUnknown ? undefined : 'package';
  const source = app.evaluator.source(node);
  if (source.type !== 'CallExpression' && source.type !== 'NewExpression') return undefined;
  const name = app.names.of(source.callee)?.path.at(-1);
  if (name === undefined) return undefined;
  if (/^(?:fromInline|inline|InlineCode)$/.test(name)) return 'inline';
  if (/^(?:fromAssetImage|fromEcrImage|AssetImageCode|EcrImageCode)$/.test(name)) return 'image';
  return /^(?:fromAsset|fromBucket|fromBucketV2|fromDockerBuild|fromCfnParameters|fromCustomCommand|asset|bucket|cfnParameters|AssetCode|S3Code|S3CodeV2|CfnParametersCode)$/.test(
    name,
  )
    ? 'package'
    : undefined;
}

function launchData(props: MapContent, construct: Construct): Value {
  const place = placeOf(construct, 'LaunchTemplateData');
  return object(place, { InstanceType: props.get('instanceType'), InstanceRequirements: props.get('instanceRequirements') });
}

/**
 * The subnets of a group, where the text says that they are in one zone: a network of this file with one zone, one zone or one subnet selected.
 * Else unknown.
 */
function subnetsOf(props: MapContent, construct: Construct, app: App): Value {
  const place = placeOf(construct, 'VPCZoneIdentifier');
  const selection = props.get('vpcSubnets');
  const zone = known(place, 'one zone');
  const subnet = (name: string): Value => synthetic('AWS::EC2::Subnet', { AvailabilityZone: zone }, place, name);
  if (selection.kind === 'map') {
    const [subnets, zones] = [selection.get('subnets'), selection.get('availabilityZones')];
    if (subnets.kind === 'list' && subnets.complete && subnets.items.length === 1) return list(place, [subnet('one')]);
    if (zones.kind === 'list' && zones.complete && zones.items.length === 1) return list(place, [subnet('one'), subnet('other')]);
  }
  const vpc = propNode(construct, 'vpc', app);
  const made = vpc && app.constructOf(vpc);
  if (made?.name.module === 'aws-ec2' && made.name.path[0] === 'Vpc') {
    const network = made.props('verbatim');
    const zones = network.get('availabilityZones');
    if (network.get('maxAzs').number === 1 || (zones.kind === 'list' && zones.complete && zones.items.length === 1))
      return list(place, [subnet('one'), subnet('other')]);
  }
  return construct.unknown('VPCZoneIdentifier', 'the subnets are selected from a network');
}

/** The network of a function: none without `vpc`; public subnets where its props say so. */
function functionNetwork(props: MapContent, construct: Construct, app: App): Value {
  const vpc = props.get('vpc');
  if (vpc.isAbsent) return construct.lacking('VpcConfig');
  const selection = props.get('vpcSubnets');
  const isPublic = props.get('allowPublicSubnet').boolean === true || (selection.kind === 'map' && selection.get('subnetType').is('Public'));
  const place: Place = { ...(selection.isAbsent ? placeOf(construct, 'VpcConfig') : selection), path: `${construct.at.path}/VpcConfig/SubnetIds` };
  const subnet = synthetic('AWS::EC2::Subnet', { MapPublicIpOnLaunch: known(place, 'true') }, place);
  return object(place, { SubnetIds: isPublic ? list(place, [subnet], false) : subnetsOf(props, construct, app) });
}

function placeOf(construct: Construct, key: string): Place {
  const { file, span, path } = construct.at;
  return { file, span, path: `${path}/${key}` };
}

/** A reference to a resource that the class makes behind the scenes. */
function synthetic(type: string, properties: Readonly<Record<string, Value>>, place: Place, name = type): Value {
  const prop = (key: string): Value => (Object.hasOwn(properties, key) ? (properties[key] as Value) : absent(place));
  const target = {
    type,
    logicalId: name,
    prop,
    identity: (key: string) => prop(key).identity,
    attribute: () => unknown(place, 'the class decides it'),
    waitsFor: () => undefined,
  } as unknown as Resource;
  return pattern(place, [{ hole: 'resource', name }], { reference: { logicalId: name, attribute: undefined, target }, expression: () => `made by ${name}` });
}
