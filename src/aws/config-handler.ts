import { rules } from '../rules/index.ts';
import { servicesWith } from './clients.ts';
import { answer } from './config-rule.ts';

const servicesFor = servicesWith();

/** The Lambda function behind a custom rule of AWS Config. What it returns nobody reads but people who try it. */
export const handler = async (event: unknown): Promise<unknown> => answer(event, rules, servicesFor, new Date());
