import { WechatDecodeError } from '../wechat.errors.js';
import { prepareFields, readFields, type FieldReader } from './field.reader.js';
import { componentFields, eventFields, kinds, userMessageFields, type WechatKind } from './kinds/message-map.js';
import type { Fields, Kind } from './kinds/schema.js';
import type { MessageTree } from './message-tree.js';

/** A message with its kind, its fields read as the kind says. */
export interface ReceivedMessage {
  readonly kind: WechatKind;
  readonly message: Readonly<Record<string, unknown>>;
  /** Whether WeChat shows a passive reply to somebody. */
  readonly acceptsReply: boolean;
}

/** One kind, prepared for reading. */
interface KindReader {
  readonly kind: string;
  readonly reply: boolean;
  readonly fields: FieldReader;
}

/** Spellings of an event that mean another. */
const ALIASES: Readonly<Record<string, string>> = { 'event.freepublishjobfinish': 'event.publishjobfinish' };

/** By lower-case kind: WeChat is not consistent about the case of its events. */
const readers: ReadonlyMap<string, KindReader> = new Map(
  Object.entries<Kind>(kinds).map(([kind, { fields, reply }]) => [
    kind.toLowerCase(),
    // Handlers of people's messages may rely on the types; what the platform reports changes without notice.
    { kind, reply, fields: prepareFields({ common: commonFields(kind), own: fields, strict: reply }) },
  ]),
);
const unknownMessage = { reply: true, fields: prepareFields({ common: userMessageFields }) };
const unknownEvent = { reply: true, fields: prepareFields({ common: eventFields }) };
const unknownNotification = { reply: false, fields: prepareFields({ common: componentFields }) };

/**
 * Finds the kind of a message and reads its fields. Unknown kinds and fields are kept.
 *
 * @throws WechatDecodeError where it has no type, or a field that must be text or a number is not
 */
export function readMessage(tree: MessageTree): ReceivedMessage {
  const name = nameOf(tree);
  const key = name.toLowerCase();
  const reader = readers.get(ALIASES[key] ?? key) ?? { kind: name, ...unknownReader(name) };
  return {
    kind: reader.kind as WechatKind,
    message: readFields(reader.fields, tree),
    acceptsReply: reader.reply,
  };
}

function nameOf(tree: MessageTree): string {
  const type = tree['MsgType'];
  if (type === 'event') return `event.${textOf(tree, 'Event')}`;
  if (type === undefined && tree['InfoType'] !== undefined) return `component.${textOf(tree, 'InfoType')}`;
  return textOf(tree, 'MsgType');
}

function textOf(tree: MessageTree, name: string): string {
  const value = tree[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new WechatDecodeError(
    tree['Encrypt'] === undefined
      ? `The message has no ${name}.`
      : 'The message is encrypted, but the account is in plain mode. Set encodingAESKey, or choose plain mode in the console.',
  );
}

function commonFields(kind: string): Fields {
  if (kind.startsWith('event.')) return eventFields;
  return kind.startsWith('component.') ? componentFields : userMessageFields;
}

function unknownReader(name: string): Omit<KindReader, 'kind'> {
  if (name.startsWith('event.')) return unknownEvent;
  return name.startsWith('component.') ? unknownNotification : unknownMessage;
}
