import type { ApiCalls } from '../http/api-calls.js';
import { toForm } from '../http/form.js';
import { isTokenRefused, repeat } from '../http/retry.js';
import type { UploadFile } from '../http/upload.js';
import type { RequestSender, WechatRequest } from '../http/wechat-http.js';
import type { AccessTokens } from '../token/access-tokens.js';
import type { Area, Endpoint } from './endpoint.js';

type Query = Readonly<Record<string, string | number | undefined>>;
type Fields = Readonly<Record<string, unknown>>;

/** What a call of a path that has no row says beside its parameters. */
export interface CallOptions {
  /** Whether the call may be sent again after -1 or a network failure. Default: true for `get`, false for `post`. */
  readonly repeatable?: boolean | undefined;
}

/**
 * Calls of WeChat's server API with a token, of whatever kind. A token that WeChat refuses is replaced, and the call made
 * once more. After -1 and network failures only calls that are safe to repeat are repeated.
 */
export abstract class AuthorizedApi {
  constructor(
    protected readonly http: ApiCalls,
    protected readonly tokens: AccessTokens,
  ) {}

  /** `GET` of any path; the token is added. */
  get<T = unknown>(path: string, query: Query = {}, { repeatable = true }: CallOptions = {}): Promise<T> {
    return this.json({ method: 'GET', path, query }, repeatable);
  }

  /** `POST` of JSON to any path; the token is added. */
  post<T = unknown>(path: string, json: object = {}, { repeatable = false }: CallOptions = {}): Promise<T> {
    return this.json({ method: 'POST', path, json }, repeatable);
  }

  /**
   * `POST` of a form with a file in the part `media`; the token is added. Streams and files are read to their end
   * first; if that fails, the call rejects with their error.
   */
  upload<T = unknown>(path: string, media: UploadFile, query: Query = {}, fields: Fields = {}): Promise<T> {
    return this.form(path, 'media', media, query, fields);
  }

  /**
   * `GET` of a file; the token is added. Read the body of the response, or cancel it: it is not part of the time-out.
   */
  download(path: string, query: Query = {}): Promise<Response> {
    return this.authorized({ method: 'GET', path, query }, true, (http, request) => http.file(request));
  }

  /** The functions of a table. */
  protected area<Table extends Readonly<Record<string, Endpoint<unknown, unknown>>>>(table: Table): Area<Table> {
    const calls = Object.entries(table).map(([name, endpoint]) => [
      name,
      (request: Fields = {}) => this.call(endpoint, request),
    ]);
    return Object.fromEntries(calls) as Area<Table>;
  }

  /** How a path names the token in its query. */
  protected tokenParameter(_path: string): string {
    return 'access_token';
  }

  private call({ kind, path, repeatable, query: names, part }: Endpoint<unknown, unknown>, request: Fields) {
    if (kind === 'get') return this.get(path, request as Query, { repeatable });
    if (kind === 'download') return this.download(path, request as Query);
    const { query, rest } = split(request, names);
    if (kind === 'post') return this.json({ method: 'POST', path, query, json: rest }, repeatable);
    const { media, ...fields } = rest;
    return this.form(path, part, media as UploadFile, query, fields);
  }

  private async form<T>(path: string, part: string, file: UploadFile, query: Query, fields: Fields): Promise<T> {
    return this.json({ method: 'POST', path, query, form: await toForm(part, file, fields) }, false);
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
      const sendWith = (token: string): Promise<T> =>
        repeat(repeatable, () => send(http, this.authorize(request, token)));
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

  private authorize(request: WechatRequest, token: string): WechatRequest {
    return { ...request, query: { ...request.query, [this.tokenParameter(request.path)]: token } };
  }
}

function split(request: Fields, names: readonly string[]): { readonly query: Query; readonly rest: Fields } {
  const fields = Object.entries(request);
  return {
    query: Object.fromEntries(fields.filter(([name]) => names.includes(name))) as Query,
    rest: Object.fromEntries(fields.filter(([name]) => !names.includes(name))),
  };
}
