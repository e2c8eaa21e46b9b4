import { MemoryConversationStore } from '#lib/conversations/memory-conversation.store';
import {
  ConversationStore,
  WechatStoreError,
  type ConversationChange,
  type ConversationClaim,
  type ConversationKey,
} from 'nestjs-wechat';

type Call = Exclude<keyof ConversationStore, symbol>;

/** A store of a host's own, over memory, which tells how it was called and can be out of order. */
export class WatchedConversationStore extends ConversationStore {
  readonly calls: Call[] = [];
  /** Whose turn it was last. */
  turn: { readonly key: ConversationKey; readonly claim: ConversationClaim } | undefined;
  /** What was saved last. */
  change: ConversationChange | undefined;
  /** Calls that fail, as where a server is down. */
  readonly down = new Set<Call>();
  private readonly memory = new MemoryConversationStore();

  peek(key: ConversationKey, messageId: string) {
    return this.call('peek', () => this.memory.peek(key, messageId));
  }

  open(key: ConversationKey, claim: ConversationClaim, leaseMs: number) {
    this.turn = { key, claim };
    return this.call('open', () => this.memory.open(key, claim, leaseMs));
  }

  renew(key: ConversationKey, claim: ConversationClaim, leaseMs: number) {
    return this.call('renew', () => this.memory.renew(key, claim, leaseMs));
  }

  save(key: ConversationKey, claim: ConversationClaim, version: string, change: ConversationChange) {
    this.change = change;
    return this.call('save', () => this.memory.save(key, claim, version, change));
  }

  close(key: ConversationKey, claim: ConversationClaim) {
    return this.call('close', () => this.memory.close(key, claim));
  }

  /** What has been called since this was asked. */
  take(): Call[] {
    return this.calls.splice(0);
  }

  private async call<T>(name: Call, act: () => Promise<T>): Promise<T> {
    this.calls.push(name);
    if (this.down.has(name)) throw new WechatStoreError('There is no store.');
    return act();
  }
}
