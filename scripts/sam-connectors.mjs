// Writes data/sam-connectors.json: what AWS SAM makes of a connector between two types of resources.
// Usage: node scripts/sam-connectors.mjs <profiles.json> <date of it, YYYY-MM-DD>
// The file is samtranslator/model/connector_profiles/profiles.json of github.com/aws/serverless-application-model.
import { readFileSync, writeFileSync } from 'node:fs';

const [path, asOf] = process.argv.slice(2);
if (!path || !/^\d{4}-\d\d-\d\d$/.test(asOf ?? '')) {
  console.error('usage: node scripts/sam-connectors.mjs <profiles.json> <YYYY-MM-DD>');
  process.exit(2);
}
const { Permissions, CfnResourceProperties } = JSON.parse(readFileSync(path, 'utf8'));
/** The resource that is made, by what SAM calls the kind. */
const MADE = {
  AWS_IAM_ROLE_MANAGED_POLICY: 'AWS::IAM::ManagedPolicy',
  AWS_SQS_QUEUE_POLICY: 'AWS::SQS::QueuePolicy',
  AWS_SNS_TOPIC_POLICY: 'AWS::SNS::TopicPolicy',
  AWS_LAMBDA_PERMISSION: 'AWS::Lambda::Permission',
};
const lines = (map) => Object.entries(map).map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
const connectors = {};
for (const [source, destinations] of Object.entries(Permissions)) {
  for (const [destination, { Type, Properties }] of Object.entries(destinations)) {
    if (!MADE[Type]) throw new Error(`unknown kind ${Type}`);
    const access = Object.fromEntries(Object.entries(Properties.AccessCategories).map(([name, given]) => [name, given.Statement ?? [given]]));
    connectors[`${source} ${destination}`] = { makes: MADE[Type], owner: Properties.SourcePolicy ? 'Source' : 'Destination', access };
  }
}
const resources = Object.fromEntries(
  Object.entries(CfnResourceProperties).map(([type, { Inputs, Outputs }]) => [
    type,
    { ...(typeof Inputs?.Role === 'string' && { role: Inputs.Role }), attributes: Outputs },
  ]),
);
const source = 'connector profiles of AWS SAM, github.com/aws/serverless-application-model (Apache-2.0)';
writeFileSync(
  new URL('../data/sam-connectors.json', import.meta.url),
  `{\n  "asOf": ${JSON.stringify(asOf)},\n  "source": ${JSON.stringify(source)},\n  "connectors": {\n${lines(connectors).join(',\n')}\n  },\n  "resources": {\n${lines(resources).join(',\n')}\n  }\n}\n`,
);
