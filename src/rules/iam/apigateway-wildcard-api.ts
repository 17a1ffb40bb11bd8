import type { Value } from '../../core/value.ts';
import { actionPattern, isStar } from '../../parsers/iam/action.ts';
import { isOnResourceTag } from '../../parsers/iam/condition.ts';
import type { Statement } from '../../parsers/iam/model.ts';
import { arnPattern, sectionText } from '../../parsers/iam/resource.ts';
import { defineRule } from '../define-rule.ts';

/** Verbs of the management API that change an API: actions of `apigateway` are called like them. */
const WRITING = new Set(['delete', 'patch', 'post', 'put', '*']);

export default defineRule({
  meta: {
    id: 'iam/apigateway-wildcard-api',
    summary: 'A policy lets every API of Amazon API Gateway be changed.',
    why: 'The actions of API Gateway’s management are HTTP verbs, and what they change is a path. A wildcard in the place of the API’s id stands for every API of the Region: whoever may deploy one can change or delete all others.',
    remediation:
      'Write the id of the API into the path, or limit the statement by apigateway:Resource/ApiName, apigateway:Request/ApiName or the tags of the resource.',
    severity: 'warning',
    precision: 'high',
    securitySeverity: 5,
    profile: 'recommended',
    scope: 'file',
    surfaces: ['iam-json', 'cloudformation', 'sam', 'cdk', 'config'],
    articles: [13],
    references: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-examples.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html',
    ],
    tags: ['security', 'iam', 'apigateway', 'least-privilege'],
    since: '0.1.0',
  },
  messages: {
    everyApi: {
      text: '{statement} allows {actions} on every API: the path is {path}.',
      advice: 'Write the id of the API in the place of the wildcard, as in {example}, or add a condition on apigateway:Resource/ApiName.',
    },
  },
  create: ({ report }) => ({
    'iam.statement:Resource'(statement) {
      if (!statement.grantsByResource || statement.effect !== 'Allow') return;
      const actions = statement.actions.filter(writes);
      const resource = actions.length > 0 && !mayBeLimited(statement) ? statement.resources.find(namesEveryApi) : undefined;
      const path = resource && pathOf(resource);
      if (!path) return;
      const [, collection] = path.split('/');
      report({
        at: resource,
        message: 'everyApi',
        data: {
          statement: statement.label,
          actions: actions.map(({ display }) => display).join(', '),
          path,
          example: collection === '*' ? '/restapis/a1b2c3d4e5/*' : path.replace('*', 'a1b2c3d4e5'),
        },
      });
    },
  }),
});

function writes(action: Value): boolean {
  const pattern = actionPattern(action);
  return pattern?.service === 'apigateway' && WRITING.has(pattern.name);
}

/** Conditions that choose an API by its name or tags; one that isn't known may. */
const mayBeLimited = ({ conditions: { entries, complete } }: Statement): boolean =>
  !complete || entries.some((condition) => isOnResourceTag(condition) || condition.key.toLowerCase().startsWith('apigateway:re'));

const pathOf = (resource: Value): string | undefined => {
  const arn = arnPattern(resource);
  return arn && sectionText(arn.service) === 'apigateway' ? sectionText(arn.resource) : undefined;
};

// A path with a wildcard in the place of the id, as in /apis/*, or one that is nothing else.
function namesEveryApi(resource: Value): boolean {
  const [root, collection = '', id] = pathOf(resource)?.split('/') ?? [];
  if (root !== '') return false;
  return id === undefined ? isStar(collection) : /^(?:apis|restapis|\*)$/.test(collection) && isStar(id);
}
