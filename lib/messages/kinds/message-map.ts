import { authorizationEvents } from './authorization.events.js';
import { cardEvents } from './card.events.js';
import { componentNotifications } from './component.notifications.js';
import { customerServiceEvents } from './customer-service.events.js';
import { followEvents } from './follow.events.js';
import { guideEvents } from './guide.events.js';
import { invoiceEvents } from './invoice.events.js';
import { jobEvents } from './job.events.js';
import { menuEvents } from './menu.events.js';
import { miniProgramEvents } from './mini-program.events.js';
import { offlineEvents } from './offline.events.js';
import { number, optional, text, type Fields, type Kind, type ReadFields } from './schema.js';
import { subscribeMessageEvents } from './subscribe-message.events.js';
import { userMessages } from './user.messages.js';
import { verificationEvents } from './verification.events.js';

const sender = { ToUserName: text, FromUserName: text, CreateTime: number, MsgType: text };

/** Fields of every message that a person sends. `MsgDataId` and `Idx` come with messages sent from an article. */
export const userMessageFields = {
  ...sender,
  MsgId: text,
  MsgDataId: optional(text),
  Idx: optional(number),
  BusinessId: optional(text),
};

/** Fields of every event. */
export const eventFields = { ...sender, Event: text };

/** Fields of every notification to a third-party platform. */
export const componentFields = { AppId: text, CreateTime: number, InfoType: text };

/** Every kind that the package knows. */
export const kinds = {
  ...userMessages,
  ...followEvents,
  ...menuEvents,
  ...jobEvents,
  ...subscribeMessageEvents,
  ...customerServiceEvents,
  ...verificationEvents,
  ...authorizationEvents,
  ...cardEvents,
  ...invoiceEvents,
  ...offlineEvents,
  ...guideEvents,
  ...miniProgramEvents,
  ...componentNotifications,
};

/** An intersection, because a spread loses what the tables say of each kind. */
type Kinds = typeof userMessages &
  typeof followEvents &
  typeof menuEvents &
  typeof jobEvents &
  typeof subscribeMessageEvents &
  typeof customerServiceEvents &
  typeof verificationEvents &
  typeof authorizationEvents &
  typeof cardEvents &
  typeof invoiceEvents &
  typeof offlineEvents &
  typeof guideEvents &
  typeof miniProgramEvents &
  typeof componentNotifications;

type CommonFields<K> = K extends `event.${string}`
  ? Omit<ReadFields<typeof eventFields>, 'MsgType'> & { readonly MsgType: 'event' }
  : K extends `component.${infer InfoType}`
    ? Omit<ReadFields<typeof componentFields>, 'InfoType'> & { readonly InfoType: InfoType }
    : Omit<ReadFields<typeof userMessageFields>, 'MsgType'> & { readonly MsgType: K };

type OwnFields<K extends keyof Kinds> = Kinds[K] extends Kind<infer F extends Fields> ? ReadFields<F> : never;

/** One object instead of an intersection, which editors show better. */
type Flat<T> = { readonly [N in keyof T]: T[N] } & {};

type KnownMessages = { readonly [K in keyof Kinds]: Flat<CommonFields<K> & OwnFields<K>> };

/**
 * Every kind of message and its fields: user messages by `MsgType`, events as `event.<Event>`, notifications to a
 * third-party platform as `component.<InfoType>`. A kind that WeChat adds before this package does can be declared:
 *
 * ```ts
 * declare module 'nestjs-wechat' {
 *   interface WechatMessageMap {
 *     'event.brand_new': { readonly FromUserName: string; readonly Event: string }
 *   }
 * }
 * ```
 */
export interface WechatMessageMap extends KnownMessages {}

/** The name of a kind of message. */
export type WechatKind = keyof WechatMessageMap & string;

/** Kinds behind which no person waits for a reply. */
export type NoticeKind = {
  [K in keyof Kinds]: Kinds[K] extends { readonly reply: false } ? K : never;
}[keyof Kinds];

/** Kinds in which a person can answer a question: messages, as opposed to events and notices. */
export type AnswerKind = Exclude<keyof typeof userMessages, NoticeKind>;

/** Whether a person can answer a question by it; kinds that are not known yet count. */
export function isAnswerKind(kind: string): kind is AnswerKind {
  if (kind.startsWith('event.') || kind.startsWith('component.')) return false;
  return (userMessages as Readonly<Record<string, Kind>>)[kind]?.reply ?? true;
}

/** Kinds that have a text to compare a pattern with: the content of a text, the `EventKey` of an event. */
export type MatchableKind =
  | 'text'
  | {
      [K in keyof Kinds]: Kinds[K] extends Kind<{ EventKey: { type: 'text'; optional?: never } }> ? K : never;
    }[keyof Kinds];
