import type {
  EventAccount,
  WechatApiCallEvent,
  WechatCredentialRefreshEvent,
  WechatEvent,
  WechatMessageEvent,
  WechatQrcodeAcquireEvent,
} from './wechat-event.js';

/** An event that ends something. */
export type OperationEvent = Extract<WechatEvent, { readonly durationMs: number }>;

export type OperationType = OperationEvent['type'];

/** Something that takes time, as far as it is known when it begins; its event tells the rest when it ends. */
export type WechatOperation =
  | Pick<WechatMessageEvent, 'type' | keyof EventAccount | 'kind' | 'attempt'>
  | Pick<WechatApiCallEvent, 'type' | keyof EventAccount | 'method' | 'origin' | 'endpoint'>
  | Pick<WechatCredentialRefreshEvent, 'type' | keyof EventAccount | 'credential'>
  | Pick<WechatQrcodeAcquireEvent, 'type' | keyof EventAccount>;

/** The operation of a type. */
export type OperationOf<Type extends OperationType> = Extract<WechatOperation, { readonly type: Type }>;
type EventOf<Type extends OperationType> = Extract<OperationEvent, { readonly type: Type }>;

/** What is to be said at the beginning. */
export type Beginning<Type extends OperationType> = Omit<OperationOf<Type>, 'type' | keyof EventAccount>;

/** What is to be said at the end. Without `durationMs` it is the time since the beginning. */
export type Ending<Type extends OperationType> = Omit<EventOf<Type>, keyof OperationOf<Type> | 'durationMs'> & {
  readonly durationMs?: number;
};
