import type { CredentialSource, FetchedCredential, FetchRequest } from '../credentials/credential.source.js';
import { redact } from '../http/redact.js';
import type { FetchFunction } from '../http/wechat-http.js';
import { WechatNetworkError } from '../wechat.errors.js';
import { toCredential } from './token.sources.js';

/** Where the token hub of another application is. */
export interface HubAccess {
  /** Outside address of its `tokenHub.path`. */
  readonly url: string;
  readonly secret: string;
}

/** Access tokens of another application, which is the only one that fetches them: WeChat's 中控服务器. */
export class HubTokenSource implements CredentialSource {
  readonly name = 'access token';
  readonly concurrent = true;

  constructor(
    private readonly hub: HubAccess,
    private readonly fetchFunction: FetchFunction,
    private readonly timeoutMs: number,
    private readonly appId: string,
  ) {}

  async fetch({ refused }: FetchRequest): Promise<FetchedCredential> {
    const fetched = await this.request(refused);
    if (fetched.value !== refused) return fetched;
    throw new WechatNetworkError(
      `The token hub of ${this.appId} gives the access token that WeChat refuses. It may have no other before 30 s.`,
      this.hub.url,
    );
  }

  private async request(refused: string | undefined): Promise<FetchedCredential> {
    const { url, secret } = this.hub;
    const init: RequestInit = {
      method: refused === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(this.timeoutMs),
      ...(refused === undefined ? {} : { body: JSON.stringify({ stale_token: refused }) }),
    };
    let status: number;
    let answer: unknown;
    try {
      const response = await this.fetchFunction(url, init);
      status = response.status;
      answer = await response.json();
    } catch (error) {
      // A `fetch` of the host's may repeat what it was given.
      const reason = error instanceof Error ? redact(error.message, [secret]) : 'unknown error';
      throw new WechatNetworkError(`The token hub of ${this.appId} could not be reached: ${reason}.`, url);
    }
    if (status === 401) {
      throw new WechatNetworkError(
        `The token hub of ${this.appId} refuses the secret. Set the same one on both sides.`,
        url,
      );
    }
    const reason = (answer as { readonly error?: unknown } | null)?.error;
    if (status !== 200 && typeof reason === 'string') {
      throw new WechatNetworkError(`The token hub of ${this.appId} has no token to give: ${reason}`, url);
    }
    return toCredential(typeof answer === 'object' && answer !== null ? answer : {}, url, this.appId);
  }
}
