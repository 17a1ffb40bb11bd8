// node scripts/lambda-check.mjs: bundles the functions for AWS Lambda, and calls each once through Lambda's own runtime interface client, which
// is installed into a cache. Exit codes: 0 all is well, or skipped (a line that starts with "skipped:"); 1 something is not as it should be.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './lib/project.mjs';

const client = 'aws-lambda-ric@4.0.2';
const cache = join(root, 'node_modules/.cache/lintel/lambda-runtime');
const entry = join(cache, 'node_modules/aws-lambda-ric/index.mjs');
const most = { milliseconds: 60_000 };

const item = (resourceType, resourceId, configuration) => ({
  configurationItemStatus: 'OK',
  configurationItemCaptureTime: '2026-11-20T09:15:42.719Z',
  resourceType,
  resourceId,
  configuration,
});
const change = (configurationItem) => ({
  invokingEvent: JSON.stringify({ messageType: 'ConfigurationItemChangeNotification', configurationItem }),
  ruleParameters: '{}',
  resultToken: 'token',
  eventLeftScope: false,
});
const tells = (told, text) => told.some(({ Evaluations }) => Evaluations?.[0]?.ComplianceType === 'NON_COMPLIANT' && Evaluations[0].Annotation.includes(text));
const document = encodeURIComponent(
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObjcet', Resource: 'arn:aws:s3:::a/*' }] }),
);
const calls = [
  {
    name: 'config-rule',
    event: change(item('AWS::Lambda::Function', 'orders', { functionName: 'orders', runtime: 'nodejs16.x', packageType: 'Zip' })),
    isRight: (_, told) => tells(told, 'nodejs16.x'),
  },
  {
    // Needs the IAM table, which is a file beside the code.
    name: 'config-rule',
    event: change(item('AWS::IAM::Policy', 'ANPA1', { policyName: 'p', policyVersionList: [{ isDefaultVersion: true, document }] })),
    isRight: (_, told) => tells(told, 'There is no action s3:GetObjcet'),
  },
  {
    name: 'hook',
    event: {
      clientRequestToken: 'c',
      requestData: { targetType: 'AWS::Lambda::Function', targetLogicalId: 'Orders', targetModel: { resourceProperties: { Runtime: 'nodejs10.x' } } },
    },
    isRight: (answer) => answer?.hookStatus === 'FAILED' && answer.annotations.some(({ annotationName }) => annotationName === 'lambda/runtime-deprecated'),
  },
];

const work = mkdtempSync(join(tmpdir(), 'lintel-lambda-'));
try {
  process.exitCode = await main();
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function main() {
  const bundled = spawnSync(process.execPath, [join(root, 'scripts/lambda.mjs'), work], { encoding: 'utf8' });
  process.stdout.write(bundled.stdout);
  if (bundled.status !== 0) {
    process.stderr.write(bundled.stderr);
    return 1;
  }
  const reason = installed();
  if (reason !== undefined) {
    console.log(`skipped: ${client} cannot be built here: ${reason}`);
    return 0;
  }
  let failed = 0;
  for (const { name, event, isRight } of calls) {
    const { answer, told, init, took, peak, log } = await called(join(work, name), event);
    const right = isRight(answer, told);
    console.log(`${name}: ${right ? 'ok' : 'WRONG'}; started in ${init} ms, first event ${took} ms, peak memory ${peak} MB (Node ${process.versions.node})`);
    if (!right) {
      failed++;
      console.error(JSON.stringify(answer), log);
    }
  }
  return failed === 0 ? 0 : 1;
}

/** Why the client is not there; undefined when it is. It builds a module of C++, which not every machine can. */
function installed() {
  if (existsSync(entry)) return undefined;
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{"private":true}\n');
  const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-save', client], { cwd: cache, encoding: 'utf8', timeout: 600_000 });
  if (status === 0 && existsSync(join(cache, 'node_modules/aws-lambda-ric/rapid-client.node'))) return undefined;
  rmSync(cache, { recursive: true, force: true });
  return (stderr ?? '').trim().split('\n').at(-1) || 'npm could not install it';
}

/** Runs a function in its runtime, gives it one event, and ends it. */
async function called(folder, event) {
  const started = performance.now();
  const result = { answer: undefined, told: [], init: 0, took: 0, peak: 0, log: '' };
  let done;
  const answered = new Promise((resolve) => (done = resolve));
  let asked = 0;
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { url = '' } = request;
    if (url.endsWith('/invocation/next')) {
      // The second one is never answered: as in Lambda, the function waits.
      if (asked++ > 0) return;
      result.init = Math.round(performance.now() - started);
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': 'request-1',
        'lambda-runtime-deadline-ms': String(Date.now() + most.milliseconds),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:111111111111:function:lintel',
      });
      response.end(JSON.stringify(event));
    } else if (/\/(?:response|error)$/.test(url)) {
      result.took = Math.round(performance.now() - started) - result.init;
      result.answer = JSON.parse(text || 'null');
      response.writeHead(202).end('{}');
      done();
    } else {
      // The interfaces of AWS: evaluations are taken, and no function has a code-signing configuration.
      if (request.headers['x-amz-target']) result.told.push(JSON.parse(text));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${server.address().port}`;
  const child = spawn(process.execPath, [entry], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: 'index.handler',
      AWS_LAMBDA_RUNTIME_API: address,
      AWS_LAMBDA_FUNCTION_NAME: 'lintel',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/lintel',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_ENDPOINT_URL: `http://${address}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    },
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (result.log += data));
  const timer = setTimeout(done, most.milliseconds);
  child.once('exit', done);
  await answered;
  clearTimeout(timer);
  try {
    result.peak = Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024);
  } catch {
    // Only Linux tells it so.
  }
  child.kill('SIGKILL');
  server.closeAllConnections();
  server.close();
  return result;
}
