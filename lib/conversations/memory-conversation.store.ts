import { ExpiringEntries } from '../memory/expiring-entries.js';
import {
  ConversationStore,
  type ConversationChange,
  type ConversationClaim,
  type ConversationKey,
  type StoredConversation,
} from './conversation.store.js';

interface Contents {
  readonly session: string | undefined;
  readonly question: { readonly topic: string; readonly endsAt: number } | undefined;
}

interface Entry {
  readonly contents: Contents;
  readonly version: string;
  /** The message whose run saved this, and what it found. */
  readonly last: { readonly messageId: string; readonly found: Contents } | undefined;
}

const NOTHING: Contents = { session: undefined, question: undefined };

/** Keeps conversations in this process: for applications that are one, and may forget them at a restart. */
export class MemoryConversationStore extends ConversationStore {
  private readonly entries = new ExpiringEntries<Entry>();
  /** Ids of the claims whose turn it is. */
  private readonly turns = new ExpiringEntries<string>();

  async peek(key: ConversationKey, messageId: string): Promise<string | undefined> {
    const entry = this.entries.get(nameOf(key))?.value;
    return topicOf(entry?.last?.messageId === messageId ? entry.last.found : entry?.contents);
  }

  async open(
    key: ConversationKey,
    { claimId, messageId }: ConversationClaim,
    leaseMs: number,
  ): Promise<StoredConversation | undefined> {
    const name = nameOf(key);
    if ((this.turns.get(name)?.value ?? claimId) !== claimId) return undefined;
    this.turns.set(name, claimId, Date.now() + leaseMs);
    const { contents, version } = this.takeBack(name, claimId, messageId) ?? { contents: NOTHING, version: '' };
    return { session: contents.session, topic: topicOf(contents), version };
  }

  async renew(key: ConversationKey, { claimId }: ConversationClaim, leaseMs: number): Promise<void> {
    const name = nameOf(key);
    if (this.turns.get(name)?.value === claimId) this.turns.set(name, claimId, Date.now() + leaseMs);
  }

  async save(
    key: ConversationKey,
    { claimId, messageId }: ConversationClaim,
    version: string,
    { session, question, lifeMs }: ConversationChange,
  ): Promise<boolean> {
    const name = nameOf(key);
    const entry = this.entries.get(name)?.value;
    if (entry?.version === claimId) return true;
    if ((this.turns.get(name)?.value ?? claimId) !== claimId || (entry?.version ?? version) !== version) return false;
    const now = Date.now();
    const found = entry?.contents ?? NOTHING;
    const asked = question && { topic: question.topic, endsAt: now + question.lifeMs };
    const contents = { session, question: asked === undefined ? found.question : (asked ?? undefined) };
    const endsAt = Math.max(now + lifeMs, contents.question?.endsAt ?? 0);
    this.entries.set(name, { contents, version: claimId, last: { messageId, found } }, endsAt);
    this.turns.delete(name);
    return true;
  }

  async close(key: ConversationKey, { claimId }: ConversationClaim): Promise<void> {
    const name = nameOf(key);
    if (this.turns.get(name)?.value === claimId) this.turns.delete(name);
  }

  /** The entry as it was before a run of the same message. */
  private takeBack(name: string, claimId: string, messageId: string): Entry | undefined {
    const found = this.entries.get(name);
    if (found?.value.last?.messageId !== messageId) return found?.value;
    // Whoever found what is taken back may not save.
    const entry = { contents: found.value.last.found, version: `before ${claimId}`, last: undefined };
    this.entries.set(name, entry, found.endsAt);
    return entry;
  }
}

function topicOf({ question }: Contents = NOTHING): string | undefined {
  return question !== undefined && question.endsAt > Date.now() ? question.topic : undefined;
}

function nameOf({ appId, openId }: ConversationKey): string {
  return `${appId}\n${openId}`;
}
