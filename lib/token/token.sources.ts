import type { CredentialSource, FetchedCredential, FetchRequest } from '../credentials/credential.source.js';
import type { RequestSender } from '../http/wechat-http.js';
import { WechatApiError, WechatNetworkError } from '../wechat.errors.js';

/** The account whose tokens are fetched. */
export interface TokenAccount {
  readonly appId: string;
  readonly appSecret: string;
}

interface TokenAnswer {
  readonly access_token?: unknown;
  readonly expires_in?: unknown;
}

const STABLE_PATH = '/cgi-bin/stable_token';
const CLASSIC_PATH = '/cgi-bin/token';

/**
 * Stable access tokens: WeChat gives every process the same one. Official document: 获取稳定版接口调用凭据.
 */
export class StableTokenSource implements CredentialSource {
  readonly name = 'access token';
  readonly concurrent = true;

  constructor(
    private readonly http: RequestSender,
    private readonly account: TokenAccount,
  ) {}

  async fetch({ refused, replace, mayForce }: FetchRequest): Promise<FetchedCredential> {
    const force = (replace || refused !== undefined) && (await mayForce());
    const fetched = await this.request(force);
    if (fetched.value !== refused) return fetched;
    throw new WechatApiError({
      errcode: 40001,
      errmsg: 'WeChat refuses the access token and gives no other',
      endpoint: STABLE_PATH,
      appId: this.account.appId,
      // It may be forced 30 s after the last time, and 20 times a day.
      retryable: true,
      hint: 'Forced refreshes are 30 s apart and 20 a day; calls go on when the next one is possible.',
    });
  }

  private async request(force: boolean): Promise<FetchedCredential> {
    const { appId, appSecret } = this.account;
    const json = { grant_type: 'client_credential', appid: appId, secret: appSecret, force_refresh: force };
    return toCredential(await this.http.json({ method: 'POST', path: STABLE_PATH, json }), STABLE_PATH, appId);
  }
}

/** Classic access tokens: each one ends the one before after five minutes. Official document: 获取接口调用凭据. */
export class ClassicTokenSource implements CredentialSource {
  readonly name = 'access token';
  readonly concurrent = false;

  constructor(
    private readonly http: RequestSender,
    private readonly account: TokenAccount,
  ) {}

  async fetch(): Promise<FetchedCredential> {
    const { appId, appSecret } = this.account;
    const query = { grant_type: 'client_credential', appid: appId, secret: appSecret };
    return toCredential(await this.http.json({ method: 'GET', path: CLASSIC_PATH, query }), CLASSIC_PATH, appId);
  }
}

/** @throws WechatNetworkError where the answer is no token */
export function toCredential(answer: TokenAnswer, path: string, appId: string): FetchedCredential {
  const { access_token: value, expires_in: seconds } = answer;
  const expiresInMs = typeof seconds === 'number' || typeof seconds === 'string' ? Number(seconds) * 1000 : 0;
  if (typeof value === 'string' && value !== '' && expiresInMs > 0) return { value, expiresInMs };
  throw new WechatNetworkError(`${path} of ${appId} answered with no usable token.`, path);
}
