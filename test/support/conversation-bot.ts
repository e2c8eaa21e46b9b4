import type { Provider } from '@nestjs/common';
import type { WechatOptions } from 'nestjs-wechat';
import { createBot, textOf, type Bot } from './bot.js';
import { WatchedConversationStore } from './watched-conversation-store.js';
import { textMessage } from './wechat-side.js';

/** A bot that remembers people in a store that can be watched. */
export interface ConversationBot extends Bot {
  readonly store: WatchedConversationStore;
  /** Says something, by Alice to the default account unless it says otherwise, and reads the answer's text. */
  say(words: string, who?: string, account?: string): Promise<unknown>;
  /** What was logged at a level. */
  logged(level: 'error' | 'warn'): string[];
}

/** Boots a bot; it is closed when the test ends. */
export async function startConversations(
  providers: Provider[],
  options: Partial<WechatOptions> = {},
): Promise<ConversationBot> {
  const store = new WatchedConversationStore();
  const bot = await createBot({ providers, options: { stores: { conversations: store }, ...options } });
  return {
    ...bot,
    store,
    say: (words, who = 'oAlice', account?: string) =>
      textOf(bot.ask(textMessage(words, { FromUserName: who }), account)),
    logged: level => bot.logger.filter({ level }).map(({ message }) => String(message)),
  };
}
