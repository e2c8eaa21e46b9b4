import type { ArgumentsHost, ExecutionContext } from '@nestjs/common';
import type { WechatAccount } from '../account/wechat-account.js';
import type { WechatKind, WechatMessageMap } from './kinds/message-map.js';
import type { AskOptions, MessageLife } from './message-life.js';
import { Reply } from './reply.js';

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
   * What is remembered of this person at this account: an object that handlers change. It is empty at first, the same for the
   * whole run, and saved when the run ends, if it has changed. While a run has it, other messages of the person wait for it,
   * on any instance, so none overwrites what another has done. A handler that throws leaves it as it was.
   *
   * It has to be JSON, of at most `conversations.maxBytes` (16,384 bytes), or the handler fails. It is forgotten 1,800 s after
   * its last change (`conversations.lifeSeconds`), or with a question that is open for longer.
   *
   * @throws WechatStoreError where the store does not answer; an `AbortError` where `signal` aborts before its turn comes;
   * WechatSessionError where there is no person behind the message, or it has been handled
   */
  session<T extends object = Record<string, unknown>>(): Promise<Partial<T>> {
    return this.life.conversation.session();
  }

  /**
   * Asks the person something: `return context.ask('size', 'Which size?')`. Their next message goes to the `@OnAnswer('size')`
   * that matches it, on whichever instance, also after restarts. A person is asked one thing at a time: the last question
   * replaces those before it. Where the handler throws, nothing is waited for.
   *
   * @param topic names the question; some `@OnAnswer` has to hear it, or the handler fails
   * @param question what the person is told
   * @returns the question, to be returned
   * @throws WechatArgumentError where `expiresInSeconds` is out of range; WechatSessionError as `session`
   */
  ask(topic: string, question: string | Reply, options: AskOptions = {}): Reply {
    this.life.conversation.ask(topic, options);
    return typeof question === 'string' ? Reply.text(question) : question;
  }

  /**
   * The person behind the message: `FromUserName`, or `OpenID` where the platform reports about somebody.
   * Empty for notifications to a third-party platform.
   */
  get openId(): string {
    return openIdOf(this.message);
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
    return textOf(this.message, field);
  }

  /** Narrows a context of several kinds to one. */
  is<T extends WechatKind>(kind: T): this is WechatContext<T> {
    return (this.kind as string) === kind;
  }
}

/** The person behind a message, as `WechatContext.openId` has it. */
export function openIdOf(message: object): string {
  return textOf(message, 'OpenID') ?? textOf(message, 'FromUserName') ?? '';
}

function textOf(message: object, field: string): string | undefined {
  const value = (message as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : undefined;
}

/** Reads the `WechatContext` in guards, pipes, interceptors and filters of handlers. */
export const WechatExecutionContext = {
  /** @returns the context of the message; only where `context.getType() === 'wechat'` */
  getContext(context: ExecutionContext | ArgumentsHost): WechatContext {
    return context.getArgByIndex<WechatContext>(0);
  },
} as const;
