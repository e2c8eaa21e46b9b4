import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageLife } from '../messages/message-life.js';
import { WechatSessionError } from '../wechat.errors.js';
import type {
  ConversationChange,
  ConversationClaim,
  ConversationKey,
  ConversationStore,
  StoredConversation,
} from './conversation.store.js';

/** What a turn is made of. */
export interface ConversationTurnParts {
  readonly store: ConversationStore;
  readonly key: ConversationKey;
  /** What tells the message from every other. */
  readonly messageId: string;
  readonly life: Pick<MessageLife, 'signal' | 'timeoutMs'>;
}

/** Whoever runs renews every second; what fails twice does no harm. */
const LEASE_MS = 3000;
/** Most turns are short. Many who wait for a long one are not to keep the store busy. */
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 400;
const PAUSE_GROWTH = 1.5;

/** The turn of one run in a conversation: as long as it lasts, no other message of the person has one. */
export class ConversationTurn {
  private ownClaim: ConversationClaim | undefined;
  private opening: Promise<StoredConversation> | undefined;
  private hasCome = false;

  constructor(private readonly parts: ConversationTurnParts) {}

  /** Whether it was asked for. */
  get isWanted(): boolean {
    return this.opening !== undefined;
  }

  /** Topic of the question that is open, without waiting for the turn. */
  peek(): Promise<string | undefined> {
    const { store, key, messageId } = this.parts;
    return store.peek(key, messageId);
  }

  /**
   * Waits for the turn, once for the whole run; what is remembered is read with it.
   *
   * @throws WechatStoreError where the store does not answer; the signal's error where the run is over before
   */
  take(patienceMs = Infinity): Promise<StoredConversation> {
    this.opening ??= this.wait(patienceMs).catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  async renew(): Promise<void> {
    const { store, key } = this.parts;
    // A run that has lost its turn is told when it saves.
    if (this.hasCome) await store.renew(key, this.claim, LEASE_MS).catch(() => {});
  }

  /** Saves what there is to save, and ends it; `false` where it was lost, and so nothing is saved. */
  async end(change: ConversationChange | undefined): Promise<boolean> {
    const { store, key } = this.parts;
    const { version } = await this.take();
    if (change !== undefined) return store.save(key, this.claim, version, change);
    await store.close(key, this.claim);
    return true;
  }

  /** Made when it is asked for, because most messages do not. */
  private get claim(): ConversationClaim {
    return (this.ownClaim ??= { claimId: randomUUID(), messageId: this.parts.messageId });
  }

  private async wait(patienceMs: number): Promise<StoredConversation> {
    const { store, key, life } = this.parts;
    const giveUpAt = performance.now() + patienceMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * PAUSE_GROWTH, LONGEST_PAUSE_MS)) {
      const stored = await store.open(key, this.claim, LEASE_MS);
      this.hasCome = stored !== undefined;
      if (stored !== undefined) return stored;
      if (performance.now() >= giveUpAt) {
        throw new WechatSessionError(`Another message of the person has been running for ${patienceMs} ms.`);
      }
      // Not all at once.
      await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal: life.signal, ref: false });
    }
  }
}
