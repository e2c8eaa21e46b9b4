import { Logger } from '@nestjs/common';
import type { AskOptions, MessageConversation } from '../messages/message-life.js';
import { WechatArgumentError, WechatSessionError } from '../wechat.errors.js';
import { ConversationTurn, type ConversationTurnParts } from './conversation-turn.js';
import type { ConversationChange, OpenQuestion, StoredConversation } from './conversation.store.js';
import { LONGEST_LIFE_SECONDS, type ConversationsSettings } from './conversations.options.js';
import { toSessionJson } from './session-json.js';

/** What a conversation is made of. */
export interface ConversationParts extends ConversationTurnParts {
  readonly settings: ConversationsSettings;
  /** How logs call the message. */
  readonly about: string;
}

const EMPTY = '{}';

/** A conversation, as the run of one message has it: it is saved once, when the run ends, and only what has changed. */
export class Conversation implements MessageConversation {
  private static readonly logger = new Logger(Conversation.name);
  private readonly turn: ConversationTurn;
  /** The session that handlers change. */
  private live: object | undefined;
  /** As the last handler left it that did not fail; `undefined` where nobody has looked at it. */
  private json: string | undefined;
  private asked: OpenQuestion | null | undefined;
  private question: OpenQuestion | null | undefined;
  private isOver = false;

  constructor(private readonly parts: ConversationParts) {
    this.turn = new ConversationTurn(parts);
  }

  async session(): Promise<object> {
    this.check();
    const { session = EMPTY } = await this.turn.take();
    this.check();
    this.json ??= session;
    this.live ??= JSON.parse(this.json) as object;
    return this.live;
  }

  ask(topic: string, { expiresInSeconds }: AskOptions): void {
    this.check();
    const lifeMs = expiresInSeconds === undefined ? this.parts.settings.lifeMs : expiresInSeconds * 1000;
    if (!(lifeMs > 0 && lifeMs <= LONGEST_LIFE_SECONDS * 1000)) {
      throw new WechatArgumentError(
        `expiresInSeconds of the question '${topic}' is ${expiresInSeconds}. Choose seconds above 0, up to ${LONGEST_LIFE_SECONDS}.`,
      );
    }
    this.asked = { topic, lifeMs };
  }

  async findAnswered<T>(find: (topic: string) => T | undefined): Promise<T | undefined> {
    const { about, life } = this.parts;
    try {
      const topic = await this.turn.peek();
      if (topic === undefined || find(topic) === undefined) return undefined;
      // Another message may have answered it meanwhile, or been asked something else.
      const { topic: open } = await this.turn.take(life.timeoutMs);
      const found = open === undefined ? undefined : find(open);
      if (found !== undefined) this.asked = null;
      return found;
    } catch (error) {
      Conversation.logger.warn(`${about} may answer a question, and is handled as if it did not: ${reasonOf(error)}`);
      return undefined;
    }
  }

  keep(hears: (topic: string) => boolean): void {
    const { asked, live, parts } = this;
    if (asked && !hears(asked.topic)) {
      throw new WechatArgumentError(
        `Nobody hears the answer to '${asked.topic}'. Decorate a method with @OnAnswer('${asked.topic}').`,
      );
    }
    if (live !== undefined) this.json = toSessionJson(live, parts.settings.maxBytes);
    this.question = asked;
  }

  drop(): void {
    this.live = undefined;
    this.asked = this.question;
  }

  renew(): Promise<void> {
    return this.turn.renew();
  }

  /**
   * Saves what the run leaves behind, and lets the next message have its turn; never rejects. Most runs leave nothing, and have
   * nothing to wait for.
   *
   * @param isLost whether another process runs the message by now: then that one's run counts, and this one's leaves nothing
   */
  end(isLost: boolean): Promise<void> | undefined {
    this.isOver = true;
    if (isLost) this.json = this.question = undefined;
    return this.turn.isWanted || this.question !== undefined ? this.save() : undefined;
  }

  private async save(): Promise<void> {
    const { about, life } = this.parts;
    let change: ConversationChange | undefined;
    try {
      change = this.changeOf(await this.turn.take(life.timeoutMs));
      if (await this.turn.end(change)) return;
      Conversation.logger.warn(
        `${about} ran while another message of the person did, because this process was away for a while. What its handler ` +
          'did to the session, and what it asked, is dropped.',
      );
    } catch (error) {
      if (change === undefined && this.question === undefined) return;
      Conversation.logger.error(
        `${about} ran, but what its handler did to the session, and what it asked, is lost: ${reasonOf(error)}`,
      );
    }
  }

  private changeOf({ session = EMPTY }: StoredConversation): ConversationChange | undefined {
    const { question, json = session } = this;
    if (question === undefined && json === session) return undefined;
    return { session: json === EMPTY ? undefined : json, question, lifeMs: this.parts.settings.lifeMs };
  }

  private check(): void {
    const { about, key } = this.parts;
    if (key.openId === '') throw new WechatSessionError(`${about} comes from nobody, so there is no session.`);
    if (this.isOver) {
      throw new WechatSessionError(`${about} has been handled. Use its session, and ask, before the handler ends.`);
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
