import type { CredentialCache } from '../credentials/credential-cache.js';
import type { FetchedCredential } from '../credentials/credential.source.js';
import type { AccessTokens } from './access-tokens.js';

/** Tickets that WeChat gives: for pages (JS-SDK) and for cards. */
export type TicketType = 'jsapi' | 'wx_card';

/** An access token and its end. */
export interface AccessToken {
  readonly accessToken: string;
  /** By this process's clock. */
  readonly expiresAt: Date;
}

/** Whether calls of WeChat would find a token. */
export interface TokenHealth {
  /** Whether the store answers. */
  readonly store: 'up' | 'down';
  /** `unused` where nobody has needed one yet. */
  readonly token: 'alive' | 'dead' | 'unused';
  readonly expiresAt: Date | undefined;
}

/** What the service is made of. */
export interface TokenServiceParts {
  readonly accessToken: CredentialCache;
  readonly tickets: Readonly<Record<TicketType, CredentialCache>>;
  readonly fetchAccessToken: () => Promise<FetchedCredential>;
}

/**
 * The account's access token and tickets: one of each for every process that shares a Redis.
 *
 * Methods reject with `WechatApiError` where WeChat gives no token (wrong secret, address not whitelisted, quota),
 * `WechatNetworkError` where it does not answer, and `WechatStoreError` where the store is needed and down.
 */
export class TokenService implements AccessTokens {
  constructor(private readonly parts: TokenServiceParts) {}

  /** The access token. Without I/O while this process's copy is fresh. */
  getAccessToken(): Promise<string> {
    return this.parts.accessToken.get();
  }

  /** The access token with its end. */
  async getCredential(): Promise<AccessToken> {
    const { value, expiresAt } = await this.parts.accessToken.getCredential();
    return { accessToken: value, expiresAt };
  }

  /** Has the access token replaced, for the whole cluster. Many calls at once are one replacement. */
  refresh(): Promise<string> {
    return this.parts.accessToken.refresh();
  }

  /** Reports that WeChat refused a token (40001, 40014, 42001). It is dropped only if it still is the current one. */
  invalidate(staleToken: string): Promise<void> {
    return this.parts.accessToken.invalidate(staleToken);
  }

  /** The ticket that pages (`jsapi`) or cards (`wx_card`) are signed with. Never send it to a browser. */
  getTicket(type: TicketType): Promise<string> {
    return this.parts.tickets[type].get();
  }

  /** Looks at the store and the token, and fetches nothing. Never rejects. */
  async inspect(): Promise<TokenHealth> {
    const { storeAnswers, used, expiresInMs } = await this.parts.accessToken.inspect();
    const store = storeAnswers ? 'up' : 'down';
    if (expiresInMs > 0) return { store, token: 'alive', expiresAt: new Date(Date.now() + expiresInMs) };
    return { store, token: used ? 'dead' : 'unused', expiresAt: undefined };
  }

  /**
   * Fetches an access token past everything that keeps it. Dangerous: with classic tokens the one that all others use
   * dies five minutes later. For diagnosis only.
   */
  async fetchAccessToken(): Promise<AccessToken> {
    const { value, expiresInMs } = await this.parts.fetchAccessToken();
    return { accessToken: value, expiresAt: new Date(Date.now() + expiresInMs) };
  }
}
