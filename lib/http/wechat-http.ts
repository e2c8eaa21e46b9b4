import { WechatApiError, WechatNetworkError, WechatQuotaError } from '../wechat.errors.js';
import { errorCodes, hintFor } from './error-codes.js';
import { redact } from './redact.js';

/** Any function that does what `fetch` does. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

/** Where WeChat's servers are. */
export interface WechatHosts {
  /** Server API. Default: `https://api.weixin.qq.com`; `https://api2.weixin.qq.com` stands in for it in disasters. */
  readonly api: string;
  /** Pictures of QR codes. Default: `https://mp.weixin.qq.com`. */
  readonly mp: string;
  /** Pages of web OAuth. Default: `https://open.weixin.qq.com`. */
  readonly open: string;
}

export interface WechatHttpOptions {
  readonly appId: string;
  /** Never to be printed. */
  readonly appSecret: string | undefined;
  readonly hosts: WechatHosts;
  readonly fetch: FetchFunction;
  /** How long an answer may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** One request to WeChat. */
export interface WechatRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Sent as JSON, with its characters as they are. */
  readonly json?: object | undefined;
  readonly form?: FormData | undefined;
}

/** Sends requests to WeChat's API host and reads its answers. Knows no access token. */
export class WechatHttp {
  constructor(private readonly options: WechatHttpOptions) {}

  /** The JSON of an answer; rejects with a WechatApiError where it has an `errcode`. */
  async json<T>(request: WechatRequest): Promise<T> {
    const response = await this.send(request);
    return this.readJson<T>(request, response, await this.read(request, () => response.text()));
  }

  /** The body of an answer; rejects with a WechatApiError where it is JSON with an `errcode`. */
  async file(request: WechatRequest): Promise<Response> {
    const response = await this.send(request);
    const type = response.headers.get('content-type') ?? '';
    if (!/json|text/.test(type)) return response;
    const text = await this.read(request, () => response.text());
    this.readJson(request, response, text);
    return new Response(text, response);
  }

  private async send(request: WechatRequest): Promise<Response> {
    const { hosts, fetch, timeoutMs } = this.options;
    const { method, path, query = {}, json, form } = request;
    const url = new URL(path, hosts.api);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const init: RequestInit = { method, signal: AbortSignal.timeout(timeoutMs) };
    if (json !== undefined) {
      init.headers = { 'content-type': 'application/json; charset=utf-8' };
      init.body = JSON.stringify(json);
    }
    if (form !== undefined) init.body = form;
    return this.read(request, () => fetch(url.href, init));
  }

  /** Whatever fails below HTTP is a network error, with the secrets that a URL or a proxy's message may carry cut out. */
  private async read<T>({ path }: WechatRequest, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      const { appId, timeoutMs } = this.options;
      const slow = error instanceof Error && error.name === 'TimeoutError';
      const what = slow ? `did not answer within ${timeoutMs} ms` : `could not be reached: ${this.describe(error)}`;
      throw new WechatNetworkError(`${path} of ${appId} ${what}.`, path, new Error(this.describe(error)));
    }
  }

  private readJson<T>({ path }: WechatRequest, { status }: Response, text: string): T {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    const { appId } = this.options;
    if (typeof body !== 'object' || body === null) {
      // A proxy's page, half an answer, nothing: what was to be done may be done.
      throw new WechatNetworkError(
        `${path} of ${appId} answered ${status} with ${text.length} characters that are no JSON object.`,
        path,
      );
    }
    const { errcode, errmsg } = body as { readonly errcode?: unknown; readonly errmsg?: unknown };
    if (errcode !== undefined && Number(errcode) !== 0)
      throw this.toError(path, Number(errcode), typeof errmsg === 'string' ? errmsg : '');
    if (status >= 400) throw new WechatNetworkError(`${path} of ${appId} answered ${status}.`, path);
    return body as T;
  }

  private toError(endpoint: string, errcode: number, errmsg: string): WechatApiError {
    const errorClass = errorCodes.get(errcode)?.class;
    const failure = {
      errcode,
      errmsg: this.redact(errmsg),
      endpoint,
      appId: this.options.appId,
      retryable: errorClass === 'retry' || errorClass === 'quota',
      hint: hintFor(errcode, endpoint),
    };
    return errorClass === 'quota' ? new WechatQuotaError(failure) : new WechatApiError(failure);
  }

  private describe(error: unknown): string {
    if (!(error instanceof Error)) return 'unknown error';
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return this.redact(`${error.message}${cause}`);
  }

  private redact(text: string): string {
    return redact(text, this.options.appSecret);
  }
}
