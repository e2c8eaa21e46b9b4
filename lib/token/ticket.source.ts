import type { WechatApi } from '../api/wechat-api.js';
import type { CredentialSource, FetchedCredential } from '../credentials/credential.source.js';
import { WechatConfigError, WechatNetworkError } from '../wechat.errors.js';
import type { TicketType } from './token.service.js';

/** Tickets of pages and cards. WeChat gives the same one again while it lives. */
export class TicketSource implements CredentialSource {
  readonly name: string;
  readonly concurrent = true;

  constructor(
    private readonly type: TicketType,
    /** Late, because calls need the tokens that the ticket stands beside. */
    private readonly api: () => WechatApi,
  ) {
    this.name = `${type} ticket`;
  }

  async fetch(): Promise<FetchedCredential> {
    const { ticket, expires_in: seconds } = await this.api().ticket.get({ type: this.type });
    const expiresInMs = seconds * 1000;
    // The type says what WeChat promises, not what came.
    if (typeof ticket === 'string' && ticket !== '' && expiresInMs > 0) return { value: ticket, expiresInMs };
    throw new WechatNetworkError(`WeChat answered with no usable ${this.name}.`, '/cgi-bin/ticket/getticket');
  }
}

/** Stands where an account has no AppSecret: it can answer messages and make no calls. */
export class MissingSecretSource implements CredentialSource {
  readonly name = 'access token';
  readonly concurrent = true;

  constructor(private readonly appId: string) {}

  fetch(): Promise<FetchedCredential> {
    const message = `Calls of ${this.appId} need an access token. Set the option appSecret (WECHAT_APP_SECRET), or a hub.`;
    return Promise.reject(new WechatConfigError(message));
  }
}
