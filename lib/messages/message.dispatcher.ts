import { inspect } from 'node:util';
import { Injectable, Logger } from '@nestjs/common';
import { ContextIdFactory } from '@nestjs/core';
import { WechatReplyError } from '../wechat.errors.js';
import { HandlerRegistry, type MatchedHandler } from './handler.registry.js';
import type { NewsReply, Reply } from './reply.js';
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

  /** Runs the handlers of a message; never rejects. `undefined` where they have nothing to say. */
  async dispatch(context: WechatContext): Promise<Reply | undefined> {
    const handlers = this.registry.find(context);
    const contextId = ContextIdFactory.create();
    let reply: Reply | undefined;
    for (const handler of handlers) {
      reply = (await this.run(handler, context, contextId)) ?? reply;
    }
    return reply;
  }

  private async run(
    { name, invoke, match }: MatchedHandler,
    context: WechatContext,
    contextId: ReturnType<typeof ContextIdFactory.create>,
  ): Promise<Reply | undefined> {
    const { account, kind, message } = context;
    try {
      const own = match === null ? context : new WechatContext(account, kind, message, match);
      return toReply(await invoke(own, contextId), name);
    } catch (error) {
      this.logger.error(
        `${name} failed on a message of kind ${kind} to account '${account.name}', which is acknowledged without an ` +
          `answer: ${describeError(error)}`,
        error instanceof Error ? error.stack : undefined,
      );
      return undefined;
    }
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
