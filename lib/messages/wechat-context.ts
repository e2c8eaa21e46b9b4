import type { ArgumentsHost, ExecutionContext } from '@nestjs/common';
import type { WechatAccount } from '../account/wechat-account.js';
import type { WechatKind, WechatMessageMap } from './kinds/message-map.js';
import type { MessageLife } from './message-life.js';

const SCENE_PREFIX = 'qrscene_';

/** One message on its way through a handler: what came, and to which account. */
export class WechatContext<K extends WechatKind = WechatKind> {
  constructor(
    /** The account the message came to. */
    readonly account: WechatAccount,
    /** The kind, for example `text` or `event.subscribe`, spelled as in `WechatMessageMap` whatever WeChat's spelling was. */
    readonly kind: K,
    /** The message with WeChat's own field names. */
    readonly message: WechatMessageMap[K],
    /** What the handler's pattern matched, where it is a RegExp. */
    readonly match: RegExpExecArray | undefined,
    /** @internal How it is being handled. */
    readonly life: MessageLife,
  ) {}

  /**
   * Which delivery of WeChat's began this run, from 1. Above 1, the process that ran the message before has died, perhaps in
   * the middle: what it did may be done.
   */
  get attempt(): number {
    return this.life.attempt;
  }

  /**
   * Aborts where the handler works in vain: it has taken longer than its `timeoutMs`, another process runs the message, or the
   * application shuts down. Pass it on to what can be cancelled, such as `fetch`.
   */
  get signal(): AbortSignal {
    return this.life.signal;
  }

  /** Answers WeChat now with `success`; what the handler returns in the end goes by customer service. */
  defer(): void {
    this.life.defer();
  }

  /**
   * The person behind the message: `FromUserName`, or `OpenID` where the platform reports about somebody.
   * Empty for notifications to a third-party platform.
   */
  get openId(): string {
    return this.text('OpenID') ?? this.text('FromUserName') ?? '';
  }

  /** The scene of a scanned QR code, on SCAN and on a subscribe that came from a code. */
  get scene(): string | undefined {
    const key = this.text('EventKey');
    if (this.kind === 'event.SCAN') return key;
    const scanned = this.kind === 'event.subscribe' && key?.startsWith(SCENE_PREFIX);
    return scanned ? key?.slice(SCENE_PREFIX.length) : undefined;
  }

  /** Any field, also one that no type knows, where it is there and is text. */
  text(field: string): string | undefined {
    const value = (this.message as Readonly<Record<string, unknown>>)[field];
    return typeof value === 'string' ? value : undefined;
  }

  /** Narrows a context of several kinds to one. */
  is<T extends WechatKind>(kind: T): this is WechatContext<T> {
    return (this.kind as string) === kind;
  }
}

/** Reads the `WechatContext` in guards, pipes, interceptors and filters of handlers. */
export const WechatExecutionContext = {
  /** @returns the context of the message; only where `context.getType() === 'wechat'` */
  getContext(context: ExecutionContext | ArgumentsHost): WechatContext {
    return context.getArgByIndex<WechatContext>(0);
  },
} as const;
