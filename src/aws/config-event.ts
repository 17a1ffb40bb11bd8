/** A mistake in what AWS Config was told of the rule, or an event that is none: said as it is, and nothing is evaluated. */
export class EventError extends Error {
  override readonly name = 'EventError';
}

/** What AWS Config sends to a custom rule. Source: Config developer guide, "Example events for AWS Config rules". */
export interface ConfigEvent {
  readonly invokingEvent: Invocation;
  readonly ruleParameters: Readonly<Record<string, unknown>>;
  readonly resultToken: string;
  readonly eventLeftScope: boolean;
  readonly executionRoleArn: string | undefined;
  readonly configRuleName: string | undefined;
  readonly accountId: string | undefined;
}

export type Invocation =
  | { readonly kind: 'change'; readonly item: Item }
  | { readonly kind: 'oversized'; readonly summary: Item }
  | { readonly kind: 'scheduled'; readonly accountId: string; readonly time: Date }
  /** Other messages that AWS Config may send, which ask for nothing. */
  | { readonly kind: 'other'; readonly messageType: string };

/** A configuration item, or its summary, with what all have. */
export interface Item {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly status: string | undefined;
  readonly time: Date;
  /** All that was sent, as it is in events: `configuration` and `supplementaryConfiguration` are objects. */
  readonly data: Readonly<Record<string, unknown>>;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads an event. `now` stands in for a time that an event lacks. */
export function readEvent(event: unknown, now: Date): ConfigEvent {
  if (!isObject(event)) throw new EventError('the event is no object: AWS Config did not send it');
  const invoking = parsed(event.invokingEvent, 'invokingEvent');
  if (invoking === undefined) throw new EventError('the event has no invokingEvent: AWS Config did not send it');
  const resultToken = textOf(event.resultToken);
  if (resultToken === undefined) throw new EventError('the event has no resultToken');
  return {
    invokingEvent: invocationOf(invoking, now),
    ruleParameters: parsed(event.ruleParameters, 'ruleParameters') ?? {},
    resultToken,
    eventLeftScope: event.eventLeftScope === true,
    executionRoleArn: textOf(event.executionRoleArn),
    configRuleName: textOf(event.configRuleName),
    accountId: textOf(event.accountId),
  };
}

/** JSON text of an object; an object as it is, for events that were written by hand. */
function parsed(value: unknown, name: string): Record<string, unknown> | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (isObject(value)) return value;
  let data: unknown;
  try {
    data = JSON.parse(String(value));
  } catch {
    throw new EventError(`${name} is not JSON`);
  }
  if (!isObject(data)) throw new EventError(`${name} is no JSON object`);
  return data;
}

function invocationOf(event: Record<string, unknown>, now: Date): Invocation {
  const messageType = textOf(event.messageType) ?? (isObject(event.configurationItem) ? 'ConfigurationItemChangeNotification' : '');
  switch (messageType) {
    case 'ConfigurationItemChangeNotification':
      return { kind: 'change', item: itemOf(event.configurationItem, timeOf(event.notificationCreationTime) ?? now) };
    case 'OversizedConfigurationItemChangeNotification':
      return { kind: 'oversized', summary: itemOf(event.configurationItemSummary, timeOf(event.notificationCreationTime) ?? now) };
    case 'ScheduledNotification':
      return { kind: 'scheduled', accountId: textOf(event.awsAccountId) ?? '', time: timeOf(event.notificationCreationTime) ?? now };
    default:
      return { kind: 'other', messageType };
  }
}

/** An item of an event, or of the interfaces of AWS Config, whose configurations are JSON text and whose times are dates. */
export function itemOf(value: unknown, now: Date): Item {
  const resourceType = isObject(value) ? textOf(value.resourceType) : undefined;
  const resourceId = isObject(value) ? (textOf(value.resourceId) ?? textOf(value.resourceName)) : undefined;
  if (!isObject(value) || resourceType === undefined || resourceId === undefined) throw new EventError('the configuration item names no resource');
  const { supplementaryConfiguration } = value;
  const data = {
    ...value,
    configuration: opened(value.configuration),
    supplementaryConfiguration: isObject(supplementaryConfiguration)
      ? Object.fromEntries(Object.entries(supplementaryConfiguration).map(([name, inner]) => [name, opened(inner)]))
      : {},
  };
  return { resourceType, resourceId, status: textOf(value.configurationItemStatus), time: timeOf(value.configurationItemCaptureTime) ?? now, data };
}

/** What JSON text says; other values, and texts that are no JSON, as they are. */
function opened(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function timeOf(value: unknown): Date | undefined {
  const time = value instanceof Date ? value : typeof value === 'string' ? new Date(value) : undefined;
  return time && !Number.isNaN(time.getTime()) ? time : undefined;
}

/** Whether there is a resource to judge. The status is missing in proactive evaluations, before the resource is made. */
export const isThere = ({ status }: Item): boolean => status === undefined || status === 'OK' || status === 'ResourceDiscovered';
