import type { ReceivedMessage } from '../messages/message.reader.js';

/** What tells a message from every other; the same for all its deliveries. */
export interface MessageKey {
  readonly appId: string;
  /** Of the person, or of the platform where it reports about somebody; empty for notices to a third-party platform. */
  readonly openId: string;
  readonly id: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Seconds tell too little apart, so what else an event has that says which one it is counts as well. */
const EVENT_FIELDS = ['ToUserName', 'CreateTime', 'Event', 'EventKey', 'MsgID', 'MsgId', 'publish_id', 'TemplateId'];
/** Of registrations, filings and reviews a platform may have several in a second, so those of their own count too. */
const NOTICE_FIELDS = [
  'InfoType',
  'AuthorizerAppid',
  'CreateTime',
  'AuthorizationCode',
  'appid',
  'auth_code',
  'unique_id',
  'wxuser',
  'code',
  'name',
  'task_id',
  'taskid',
  'audit_id',
];

/**
 * The key of a message, as WeChat's documents and practice have it; `undefined` where a message says nothing to go by, and
 * so cannot be told from others.
 *
 * @param appId of the account, or of the third-party platform
 */
export function messageKeyOf(appId: string, { kind, message }: ReceivedMessage): MessageKey | undefined {
  const openId = read(message, 'FromUserName');
  if (kind.startsWith('event.')) return timed(message, { appId, openId, id: joinAll(message, EVENT_FIELDS) });
  if (kind.startsWith('component.')) return timed(message, { appId, openId, id: joinAll(message, NOTICE_FIELDS) });
  const messageId = read(message, 'MsgId');
  return messageId === '' ? undefined : { appId, openId, id: `${read(message, 'ToUserName')}\n${messageId}` };
}

function timed(message: Fields, key: MessageKey): MessageKey | undefined {
  return read(message, 'CreateTime') === '' ? undefined : key;
}

function joinAll(message: Fields, names: readonly string[]): string {
  return [message, ...partsOf(message)].map(fields => join(fields, names)).join('\n');
}

/** The objects and elements of lists within a message, which may hold such fields as well. */
function partsOf(fields: Fields): Fields[] {
  const parts = Object.values(fields).flat().filter(isFields);
  return parts.concat(parts.flatMap(partsOf));
}

function join(fields: Fields, names: readonly string[]): string {
  return names.map(name => read(fields, name)).join('\n');
}

function read(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
