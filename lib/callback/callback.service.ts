import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import type { WechatAccount } from '../account/wechat-account.js';
import type { MessageDelivery } from '../delivery/message-delivery.js';
import { readMessage, type ReceivedMessage } from '../messages/message.reader.js';
import type { Reply } from '../messages/reply.js';
import type { CallbackBody, CallbackCodec, CallbackQuery, ReceivedCallback } from './callback-codec.js';
import type { CallbackGate } from './callback.gate.js';
import { respondText, type RawResponse } from './raw-response.js';
import { refuseCallback } from './refusal.js';
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
/** What WeChat would rather have than nothing. */
const ACKNOWLEDGED = 'success';
/** For hosts that must answer something: WeChat asks again after any status but 200. */
const TRY_AGAIN: CallbackResponse = respondText(503, 'try again');
const HANG_UP: CallbackResponse = { ...TRY_AGAIN, hangUp: true };

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
    private readonly gate?: CallbackGate,
    /** Where there is nothing to say. */
    private readonly acknowledgement = ACKNOWLEDGED,
  ) {}

  /**
   * Answers one request; never rejects. 200 for what is WeChat's, 401 for what is not, 400 for what cannot be read,
   * 404 where the account has no token, 503 for what WeChat is to deliver again.
   */
  async handle(request: CallbackRequest): Promise<CallbackResponse> {
    const { codec } = this;
    const { method, query } = request;
    if (codec === undefined) {
      const { name } = this.account;
      this.logger.warn(
        `A callback came to account '${name}', which has no token. Set the option token (WECHAT_TOKEN).`,
      );
      return respondText(404, 'not found');
    }
    try {
      if (method === 'POST') return await this.receive(codec, request);
      if (method === 'GET' || method === 'HEAD') return respondText(200, codec.verify(query));
      return respondText(405, 'method not allowed');
    } catch (error) {
      return this.refuse(error);
    }
  }

  /** The answer to a request that cannot be served; logs why. */
  refuse(error: unknown): CallbackResponse {
    return refuseCallback(error, `account '${this.account.name}'`, this.logger);
  }

  private async receive(codec: CallbackCodec, request: CallbackRequest): Promise<CallbackResponse> {
    const callback = codec.decode(request.query, request.body);
    const received = readMessage(callback.tree);
    if (this.gate !== undefined) {
      const isAdmitted = await this.ask(this.gate, received);
      if (isAdmitted !== true) return isAdmitted === false ? respondText(200, this.acknowledgement) : TRY_AGAIN;
    }
    const answer = await this.delivery.deliver(received, request);
    if (answer === 'hang up') {
      this.logger.debug(`No answer yet to ${received.kind} of account '${this.account.name}': WeChat asks again`);
      return HANG_UP;
    }
    const { reply } = answer;
    this.logger.debug(`Answered ${received.kind} of account '${this.account.name}' with ${reply?.type ?? 'nothing'}`);
    if (reply === undefined || reply.type === 'acknowledge') return respondText(200, this.acknowledgement);
    return this.answer(codec, callback, received, reply);
  }

  /** `undefined` where it cannot be known now. */
  private async ask(gate: CallbackGate, received: ReceivedMessage): Promise<boolean | undefined> {
    try {
      return await gate.admit(received);
    } catch (error) {
      const about = `${received.kind} of account '${this.account.name}'`;
      this.logger.error(`${about} cannot be taken now, so WeChat is to deliver it again: ${inspect(error)}`);
      return undefined;
    }
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
      return respondText(200, this.acknowledgement);
    }
    try {
      const tree = toReplyTree(this.limit(reply, kind, about), message as unknown as Addresses);
      return { status: 200, headers: codec.headers, body: codec.encode(tree, callback) };
    } catch (error) {
      this.logger.error(`${about} cannot be written: ${inspect(error)}`);
      return respondText(200, this.acknowledgement);
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
