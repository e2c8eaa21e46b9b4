import { redact } from '../http/redact.js';
import { WechatStoreError } from '../wechat.errors.js';
import type { UserTokenStore, UserTokens } from './user-token.store.js';
import { coversProfile, isSame } from './user-tokens.js';

/** The tokens that people gave one account. Methods reject with `WechatStoreError`. */
export class UserTokenKeeper {
  constructor(
    private readonly appId: string,
    private readonly store: UserTokenStore,
  ) {}

  /** The tokens of a person, unless they are over. */
  async find(openId: string): Promise<UserTokens | undefined> {
    const found = await this.ask(() => this.store.find(this.appId, openId));
    return found !== undefined && found.refreshTokenExpiresAt > Date.now() ? found : undefined;
  }

  /** Keeps the tokens of a login, unless there are some that a silent login gives less than. */
  async keep(tokens: UserTokens): Promise<void> {
    if (!coversProfile(tokens)) {
      const present = await this.find(tokens.openId);
      if (present !== undefined && coversProfile(present) && !present.isSnapshotUser) return;
    }
    await this.save(tokens);
  }

  /** Puts tokens in place of others, unless somebody else did so. */
  async replace(seen: UserTokens, tokens: UserTokens): Promise<void> {
    if (isSame(seen, await this.find(seen.openId))) await this.save(tokens);
  }

  /** Forgets tokens that are dead, unless there are others meanwhile. */
  async drop(seen: UserTokens): Promise<void> {
    if (isSame(seen, await this.find(seen.openId))) await this.forget(seen.openId);
  }

  /** Forgets the tokens of a person. */
  forget(openId: string): Promise<void> {
    return this.ask(() => this.store.delete(this.appId, openId));
  }

  private save(tokens: UserTokens): Promise<void> {
    const { accessToken, refreshToken } = tokens;
    return this.ask(() => this.store.save(this.appId, tokens), [accessToken, refreshToken]);
  }

  /** A database of the host's may throw anything, with whatever it was given in it. */
  private async ask<T>(call: () => Promise<T>, secrets: readonly string[] = []): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof WechatStoreError) throw error;
      const reason = redact(error instanceof Error ? error.message : 'unknown error', secrets);
      throw new WechatStoreError(`The store of user tokens of ${this.appId} failed: ${reason}`);
    }
  }
}
