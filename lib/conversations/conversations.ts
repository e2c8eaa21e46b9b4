import type { MessageLife } from '../messages/message-life.js';
import { Conversation } from './conversation.js';
import type { ConversationStore } from './conversation.store.js';
import type { ConversationsSettings } from './conversations.options.js';

/** What conversations of an account are made of. */
export interface ConversationsParts {
  readonly appId: string;
  readonly store: ConversationStore;
  readonly settings: ConversationsSettings;
}

/** A message that is about to run. */
export interface RunningMessage {
  readonly openId: string;
  /** What tells the message from every other of the person. */
  readonly messageId: string;
  /** How logs call it. */
  readonly about: string;
  readonly life: Pick<MessageLife, 'signal' | 'timeoutMs'>;
}

/** What one account remembers of people between their messages. */
export class Conversations {
  constructor(private readonly parts: ConversationsParts) {}

  /** For one run of one message; costs nothing until a handler makes use of it. */
  begin({ openId, messageId, about, life }: RunningMessage): Conversation {
    const { appId, store, settings } = this.parts;
    return new Conversation({ key: { appId, openId }, messageId, about, life, store, settings });
  }
}
