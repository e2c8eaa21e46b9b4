/** What an account is chosen by. */
export interface AccountName {
  readonly appId: string;
  readonly nickname: string;
  readonly type: string;
}

/** What there is to know of one account, its secrets included. */
export interface AccountView extends AccountName {
  readonly appSecret: string;
  readonly token: string;
  readonly encodingAESKey: string | undefined;
  readonly mode: 'plain' | 'compatible' | 'safe';
  readonly dataFormat: 'xml' | 'json';
  readonly originalId: string;
  readonly origin: string;
  readonly callbackUrl: string | undefined;
  /** Name of the third-party platform that gets the messages in place of the callback. */
  readonly servedBy: string | undefined;
  readonly ipWhitelist: readonly string[] | undefined;
  readonly oauthDomain: string | undefined;
  readonly tokens: readonly TokenView[];
  readonly quotas: readonly QuotaView[];
}

/** An access token, and until when it lives. */
export interface TokenView {
  readonly value: string;
  readonly kind: 'classic' | 'stable' | 'component' | 'authorizer';
  readonly state: 'alive' | 'expired' | 'dead';
  readonly expiresAt: number;
}

/** A counter of the present day. */
export interface QuotaView {
  readonly path: string;
  readonly used: number;
  readonly limit: number | undefined;
}
