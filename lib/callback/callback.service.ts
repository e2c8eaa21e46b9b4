import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import type { WechatAccount } from '../account/wechat-account.js';
import type { MessageDelivery } from '../delivery/message-delivery.js';
import { readMessage, type ReceivedMessage } from '../messages/message.reader.js';
import type { Reply } from '../messages/reply.js';
import { WechatDecodeError, WechatSignatureError } from '../wechat.errors.js';
import type { CallbackBody, CallbackCodec, CallbackQuery, ReceivedCallback } from './callback-codec.js';
import type { RawResponse } from './raw-response.js';
import { toReplyTree, type Addresses } from './reply.renderer.js';

/** A callback as any HTTP framework can give it. */
export interface CallbackRequest {
  /** `GET` or `POST`, as HTTP has it. */
  readonly method: string;
  /** The query parameters, decoded. */
  readonly query: CallbackQuery;
  /** The bytes or the text of the body, unparsed. */
  readonly body?: CallbackBody;
  /** Aborts when whoever asks has hung up. Without it, answers may go to nobody, until WeChat asks again. */
  readonly signal?: AbortSignal | undefined;
}

/** What to answer. With `hangUp`, close the connection without an answer: WeChat asks again, and gets it then. */
export type CallbackResponse = RawResponse;

/** Of the text that WeChat shows, in bytes of UTF-8. No official document gives the number. */
const MAX_TEXT_BYTES = 2048;
const MAX_ARTICLES_TO_AN_EVENT = 8;
const PLAIN = 'text/plain; charset=utf-8';
const ACKNOWLEDGED = 'success';
/** For hosts that must answer something: WeChat asks again after any status but 200. */
const HANG_UP: CallbackResponse = { ...respond(503, 'try again'), hangUp: true };

/**
 * Answers WeChat's callbacks of one account. The module's own route uses it; inject it to serve them from a route of
 * your own or from another framework.
 */
export class CallbackService {
  private readonly logger = new Logger(CallbackService.name);

  constructor(
    private readonly account: WechatAccount,
    private readonly codec: CallbackCodec | undefined,
    private readonly delivery: MessageDelivery,
  ) {}

  /**
   * Answers one request; never rejects. 200 for what is WeChat's, 401 for what is not, 400 for what cannot be read,
   * 404 where the account has no token.
   */
  async handle(request: CallbackRequest): Promise<CallbackResponse> {
    const { codec } = this;
    const { method, query } = request;
    if (codec === undefined) {
      const { name } = this.account;
      this.logger.warn(
        `A callback came to account '${name}', which has no token. Set the option token (WECHAT_TOKEN).`,
      );
      return respond(404, 'not found');
    }
    try {
      if (method === 'POST') return await this.receive(codec, request);
      if (method === 'GET' || method === 'HEAD') return respond(200, codec.verify(query));
      return respond(405, 'method not allowed');
    } catch (error) {
      return this.refuse(error);
    }
  }

  /** The answer to a request that cannot be served; logs why. */
  refuse(error: unknown): CallbackResponse {
    const about = `Refused a callback of account '${this.account.name}'`;
    if (error instanceof WechatSignatureError) {
      this.logger.warn(`${about}: ${error.message}`, { failure: error.failure });
      // One answer for all, so that it tells a stranger nothing about keys and padding.
      return respond(401, 'unauthorized');
    }
    if (error instanceof WechatDecodeError) {
      this.logger.warn(`${about}: ${error.message}`);
      return error.status === 413
        ? respond(413, 'payload too large', { connection: 'close' })
        : respond(400, 'bad request');
    }
    this.logger.error(`${about}: ${inspect(error)}`);
    return respond(400, 'bad request');
  }

  private async receive(codec: CallbackCodec, request: CallbackRequest): Promise<CallbackResponse> {
    const callback = codec.decode(request.query, request.body);
    const received = readMessage(callback.tree);
    const answer = await this.delivery.deliver(received, request);
    if (answer === 'hang up') {
      this.logger.debug(`No answer yet to ${received.kind} of account '${this.account.name}': WeChat asks again`);
      return HANG_UP;
    }
    const { reply } = answer;
    this.logger.debug(`Answered ${received.kind} of account '${this.account.name}' with ${reply?.type ?? 'nothing'}`);
    if (reply === undefined || reply.type === 'acknowledge') return respond(200, ACKNOWLEDGED);
    return this.answer(codec, callback, received, reply);
  }

  private answer(
    codec: CallbackCodec,
    callback: ReceivedCallback,
    { kind, message, acceptsReply }: ReceivedMessage,
    reply: Exclude<Reply, { type: 'acknowledge' }>,
  ): CallbackResponse {
    const about = `The ${reply.type} reply to ${kind} of account '${this.account.name}'`;
    if (!acceptsReply) {
      this.logger.debug(`${about} is not sent: nobody waits for one.`);
      return respond(200, ACKNOWLEDGED);
    }
    try {
      const tree = toReplyTree(this.limit(reply, kind, about), message as unknown as Addresses);
      return { status: 200, headers: codec.headers, body: codec.encode(tree, callback) };
    } catch (error) {
      this.logger.error(`${about} cannot be written: ${inspect(error)}`);
      return respond(200, ACKNOWLEDGED);
    }
  }

  /** WeChat shows a news reply with too many articles not at all, or in part. */
  private limit<R extends Reply>(reply: R, kind: string, about: string): R {
    if (reply.type === 'text' && Buffer.byteLength(reply.content) > MAX_TEXT_BYTES) {
      this.logger.warn(`${about} has more than ${MAX_TEXT_BYTES} bytes; WeChat may not show it.`);
    }
    if (reply.type !== 'news') return reply;
    const most = kind.startsWith('event.') ? MAX_ARTICLES_TO_AN_EVENT : 1;
    if (reply.articles.length <= most) return reply;
    this.logger.warn(
      `${about} has ${reply.articles.length} articles; WeChat shows ${most}, so the others are left out.`,
    );
    return { ...reply, articles: reply.articles.slice(0, most) };
  }
}

function respond(status: number, body: string, headers?: Readonly<Record<string, string>>): CallbackResponse {
  return { status, headers: { 'content-type': PLAIN, 'x-content-type-options': 'nosniff', ...headers }, body };
}
