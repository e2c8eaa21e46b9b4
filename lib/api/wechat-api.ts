import type { ApiCalls } from '../http/api-calls.js';
import { toForm } from '../http/form.js';
import { isTokenRefused, repeat } from '../http/retry.js';
import type { UploadFile } from '../http/upload.js';
import type { RequestSender, WechatRequest } from '../http/wechat-http.js';
import type { AccessTokens } from '../token/access-tokens.js';
import type { Area, Endpoint } from './endpoint.js';
import { callbackEndpoints } from './endpoints/callback.endpoints.js';
import { kefuEndpoints } from './endpoints/kefu.endpoints.js';
import { mediaEndpoints } from './endpoints/media.endpoints.js';
import { menuEndpoints } from './endpoints/menu.endpoints.js';
import { qrcodeEndpoints } from './endpoints/qrcode.endpoints.js';
import { quotaEndpoints } from './endpoints/quota.endpoints.js';
import { ticketEndpoints } from './endpoints/ticket.endpoints.js';
import { userEndpoints } from './endpoints/user.endpoints.js';

type Query = Readonly<Record<string, string | number | undefined>>;

/** What a call of a path that has no row says beside its parameters. */
export interface CallOptions {
  /** Whether the call may be sent again after -1 or a network failure. Default: true for `get`, false for `post`. */
  readonly repeatable?: boolean | undefined;
}

/**
 * Calls of WeChat's server API with the account's access token. A token that WeChat refuses is replaced, and the call made
 * once more. After -1 and network failures only calls that are safe to repeat are repeated.
 *
 * All methods reject with `WechatApiError` (`WechatQuotaError` where a quota is used up), `WechatNetworkError` or, where no
 * token can be had, `WechatStoreError`.
 */
export class WechatApi {
  /** QR codes. */
  readonly qrcode = this.area(qrcodeEndpoints);
  /** Customer-service messages. */
  readonly kefu = this.area(kefuEndpoints);
  /** The menu, for everybody and for some. */
  readonly menu = this.area(menuEndpoints);
  /** Followers, remarks, the blacklist. */
  readonly user = this.area(userEndpoints);
  /** Temporary media. */
  readonly media = this.area(mediaEndpoints);
  /** Tickets of pages and cards. `TokenService.getTicket` keeps them. */
  readonly ticket = this.area(ticketEndpoints);
  /** Quotas and the diagnosis of a request. */
  readonly quota = this.area(quotaEndpoints);
  /** Network checks and addresses. */
  readonly callback = this.area(callbackEndpoints);

  constructor(
    private readonly http: ApiCalls,
    private readonly tokens: AccessTokens,
  ) {}

  /** `GET` of any path; the access token is added. */
  get<T = unknown>(path: string, query: Query = {}, { repeatable = true }: CallOptions = {}): Promise<T> {
    return this.json({ method: 'GET', path, query }, repeatable);
  }

  /** `POST` of JSON to any path; the access token is added. */
  post<T = unknown>(path: string, json: object = {}, { repeatable = false }: CallOptions = {}): Promise<T> {
    return this.json({ method: 'POST', path, json }, repeatable);
  }

  /**
   * `POST` of a form with a file in the part `media`; the access token is added. Streams and files are read to their end
   * first; if that fails, the call rejects with their error.
   */
  async upload<T = unknown>(
    path: string,
    media: UploadFile,
    query: Query = {},
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<T> {
    const form = await toForm(media, fields);
    return this.json({ method: 'POST', path, query, form }, false);
  }

  /**
   * `GET` of a file; the access token is added. Read the body of the response, or cancel it: it is not part of the
   * time-out.
   */
  download(path: string, query: Query = {}): Promise<Response> {
    return this.authorized({ method: 'GET', path, query }, true, (http, request) => http.file(request));
  }

  private area<Table extends Readonly<Record<string, Endpoint<unknown, unknown>>>>(table: Table): Area<Table> {
    const calls = Object.entries(table).map(([name, endpoint]) => [
      name,
      (request: Readonly<Record<string, unknown>> = {}) => this.call(endpoint, request),
    ]);
    return Object.fromEntries(calls) as Area<Table>;
  }

  private call(endpoint: Endpoint<unknown, unknown>, request: Readonly<Record<string, unknown>>): Promise<unknown> {
    const { kind, path, repeatable, query } = endpoint;
    switch (kind) {
      case 'get':
        return this.get(path, request as Query, { repeatable });
      case 'post':
        return this.post(path, request, { repeatable });
      case 'download':
        return this.download(path, request as Query);
      default: {
        const { media, ...fields } = request;
        const inQuery = Object.fromEntries(Object.entries(fields).filter(([name]) => query.includes(name)));
        const inForm = Object.fromEntries(Object.entries(fields).filter(([name]) => !query.includes(name)));
        return this.upload(path, media as UploadFile, inQuery as Query, inForm);
      }
    }
  }

  private json<T>(request: WechatRequest, repeatable: boolean): Promise<T> {
    return this.authorized(request, repeatable, (http, authorized) => http.json<T>(authorized));
  }

  private authorized<T>(
    request: WechatRequest,
    repeatable: boolean,
    send: (http: RequestSender, request: WechatRequest) => Promise<T>,
  ): Promise<T> {
    return this.http.call(request, async http => {
      const sendWith = (token: string): Promise<T> => repeat(repeatable, () => send(http, authorize(request, token)));
      const token = await this.tokens.getAccessToken();
      try {
        return await sendWith(token);
      } catch (error) {
        if (!isTokenRefused(error)) throw error;
        await this.tokens.invalidate(token);
        const current = await this.tokens.getAccessToken();
        if (current === token) throw error;
        return sendWith(current);
      }
    });
  }
}

function authorize(request: WechatRequest, token: string): WechatRequest {
  return { ...request, query: { ...request.query, access_token: token } };
}
