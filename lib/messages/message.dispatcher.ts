import { inspect } from 'node:util';
import { Injectable, Logger } from '@nestjs/common';
import { ContextIdFactory, type ContextId } from '@nestjs/core';
import { WechatReplyError } from '../wechat.errors.js';
import { FilterAnswer } from './handler.binder.js';
import { ANSWER_TO } from './handler.metadata.js';
import { HandlerRegistry } from './handler.registry.js';
import type { MatchedHandler } from './handler.topic.js';
import { isAnswerKind } from './kinds/message-map.js';
import type { NewsReply, Reply } from './reply.js';
import { limitTime } from './time-limit.js';
import type { HandlerRun, RunHandler, ScanListener, ScanRoute } from './scan-listener.js';
import { WechatContext } from './wechat-context.js';

const REPLY_TYPES: ReadonlySet<unknown> = new Set<Reply['type']>([
  'text',
  'image',
  'voice',
  'video',
  'music',
  'news',
  'transfer_customer_service',
  'acknowledge',
]);

/** Takes a message to its handlers and their answer back. */
@Injectable()
export class MessageDispatcher {
  private readonly logger = new Logger(MessageDispatcher.name);

  constructor(private readonly registry: HandlerRegistry) {}

  /**
   * Takes a message to the listeners that hear of it and to its handlers; never rejects. `undefined` where they have nothing
   * to say.
   */
  dispatch(context: WechatContext, listeners: readonly ScanListener[] = []): Promise<Reply | undefined> {
    const contextId = ContextIdFactory.create();
    const isScan = context.scene !== undefined;
    const hearing = listeners.filter(listener => isScan || listener.hears?.(context));
    if (hearing.length === 0) return this.runHandlers(context, contextId);
    const runOwn: RunHandler = async (topic, own) => {
      const matched = this.registry.findOf(topic, own);
      return matched && this.run(matched, own, contextId);
    };
    const hear = async (index: number, onScan: boolean): Promise<Reply | undefined> => {
      const listener = hearing[index];
      if (listener === undefined) return this.runHandlers(context, contextId, { onScan });
      const next = (route: ScanRoute = {}) => hear(index + 1, onScan && route.onScan !== false);
      try {
        return await listener.hear(context, next, runOwn);
      } catch (error) {
        this.logFailure(listener.constructor.name, context, error);
        return undefined;
      }
    };
    return hear(0, true);
  }

  /** Runs the handler of a topic that is no message of WeChat's; whether there is one. Never rejects. */
  async dispatchTo(topic: string, context: WechatContext): Promise<boolean> {
    const matched = this.registry.findOf(topic, context);
    if (matched !== undefined) await this.run(matched, context, ContextIdFactory.create());
    return matched !== undefined;
  }

  private async runHandlers(
    context: WechatContext,
    contextId: ContextId,
    route?: ScanRoute,
  ): Promise<Reply | undefined> {
    let reply: Reply | undefined;
    const answered = this.mayAnswer(context) ? await this.findAnswered(context) : undefined;
    for (const matched of answered ?? this.registry.find(context, route)) {
      if (context.life.isAborted) break;
      reply = (await this.run(matched, context, contextId)).reply ?? reply;
    }
    return reply;
  }

  /** Without anybody who hears answers, nothing is looked up. */
  private mayAnswer(context: WechatContext): boolean {
    return isAnswerKind(context.kind) && this.registry.hearsAnswers(context);
  }

  /** The handler of the question that the person was asked, in place of all others. */
  private async findAnswered(context: WechatContext): Promise<MatchedHandler[] | undefined> {
    const find = (topic: string) => this.registry.findOf(ANSWER_TO + topic, context);
    const matched = await context.life.conversation.findAnswered(find);
    return matched && [matched];
  }

  private async run(
    { handler: { name, invoke, timeoutMs, late }, match }: MatchedHandler,
    context: WechatContext,
    contextId: ContextId,
  ): Promise<HandlerRun> {
    const { account, kind, message, life } = context;
    life.late = late;
    try {
      const own = match === null ? context : new WechatContext(account, kind, message, match, life);
      const result = await this.limit(invoke(own, contextId), timeoutMs ?? life.timeoutMs, name, context);
      const failed = result instanceof FilterAnswer;
      const reply = toReply(failed ? result.result : result, name);
      if (failed) life.conversation.drop();
      else life.conversation.keep(topic => this.registry.has(ANSWER_TO + topic, context));
      return { reply, failed };
    } catch (error) {
      life.conversation.drop();
      this.logFailure(name, context, error);
      life.failure ??= { outcome: 'failed', error };
      return { reply: undefined, failed: true };
    }
  }

  private limit<T>(running: Promise<T>, timeoutMs: number, name: string, context: WechatContext): Promise<T> {
    const late = (): Error => {
      const error = new Error(
        `it still runs after ${timeoutMs} ms. Its context.signal is aborted; give it more time with { timeoutMs }`,
      );
      context.life.failure ??= { outcome: 'timed out', error };
      context.life.abort(`${name} takes too long.`);
      return error;
    };
    return limitTime(running, timeoutMs, late, result => {
      result.catch((error: unknown) => this.logFailure(name, context, error));
    });
  }

  private logFailure(name: string, { kind, account }: WechatContext, error: unknown): void {
    this.logger.error(
      `${name} failed on a message of kind ${kind} to account '${account.name}', which is acknowledged without an ` +
        `answer: ${describeError(error)}`,
      error instanceof Error ? error.stack : undefined,
    );
  }
}

/** A handler may throw anything, even what cannot become a text. */
function describeError(error: unknown): string {
  try {
    return error instanceof Error ? error.message || error.name : inspect(error);
  } catch {
    return 'something that cannot be shown';
  }
}

function toReply(result: unknown, name: string): Reply | undefined {
  if (result === undefined || result === null || result === '') return undefined;
  if (typeof result === 'string') return { type: 'text', content: result };
  if (isReply(result)) return result;
  throw new WechatReplyError(`${name} returned ${describe(result)}. Return a string, a Reply or nothing.`);
}

function isReply(result: unknown): result is Reply {
  if (typeof result !== 'object' || result === null || !('type' in result) || !REPLY_TYPES.has(result.type))
    return false;
  return result.type !== 'news' || (result as NewsReply).articles.length > 0;
}

function describe(result: unknown): string {
  return typeof result === 'object' ? 'an object that is no Reply, or news without articles' : `a ${typeof result}`;
}
