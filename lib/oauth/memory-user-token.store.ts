import { ExpiringEntries } from '../memory/expiring-entries.js';
import { UserTokenStore, type UserTokens } from './user-token.store.js';

/** Keeps the tokens of people in this process: for applications that are one, and may ask everybody again after a restart. */
export class MemoryUserTokenStore extends UserTokenStore {
  private readonly entries = new ExpiringEntries<UserTokens>();

  async find(appId: string, openId: string): Promise<UserTokens | undefined> {
    return this.entries.get(keyOf(appId, openId))?.value;
  }

  async save(appId: string, tokens: UserTokens): Promise<void> {
    this.entries.set(keyOf(appId, tokens.openId), tokens, tokens.refreshTokenExpiresAt);
  }

  async delete(appId: string, openId: string): Promise<void> {
    this.entries.delete(keyOf(appId, openId));
  }
}

function keyOf(appId: string, openId: string): string {
  return JSON.stringify([appId, openId]);
}
