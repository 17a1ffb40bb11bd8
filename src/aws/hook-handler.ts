import { rules } from '../rules/index.ts';
import { answerHook, type HookAnswer } from './hook.ts';

/** The rule's parameters, as JSON: a Hook has no place for them. */
const parameters = (): Readonly<Record<string, unknown>> => JSON.parse(process.env.RULE_PARAMETERS || '{}') as Record<string, unknown>;

async function download(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(15_000) });
  if (!response.ok) throw new Error(`the template could not be downloaded (HTTP ${response.status})`);
  return response.text();
}

/** The Lambda function behind a Lambda Hook of CloudFormation. */
export const handler = async (request: unknown): Promise<HookAnswer> => answerHook(request, parameters(), rules, download, new Date());
