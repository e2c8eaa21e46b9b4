import { WechatApiError, WechatError, WechatNetworkError, WechatQuotaError } from '../wechat.errors.js';
import { errorCodes, hintFor } from './error-codes.js';
import { redact, secretsIn } from './redact.js';

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

/** Sends requests. */
export interface RequestSender {
  /** The JSON of an answer; rejects with a WechatApiError where it has an `errcode`. */
  json<T>(request: WechatRequest): Promise<T>;
  /**
   * The body of an answer; rejects with a WechatApiError where it is JSON with an `errcode`. The body of a file comes
   * later than the time-out if it is large. `Response.url` is empty: it would show the token.
   */
  file(request: WechatRequest): Promise<Response>;
}

/** Sends requests to WeChat's API host and reads its answers. Knows no access token. */
export class WechatHttp implements RequestSender {
  constructor(private readonly options: WechatHttpOptions) {}

  json<T>(request: WechatRequest): Promise<T> {
    return this.exchange(request, async response => this.readJson<T>(request, response, await response.text()));
  }

  file(request: WechatRequest): Promise<Response> {
    return this.exchange(request, async response => {
      const type = response.headers.get('content-type') ?? '';
      if (response.ok && !/json|text/i.test(type)) return new Response(response.body, response);
      const text = await response.text();
      this.readJson(request, response, text);
      return new Response(text, response);
    });
  }

  /**
   * Sends a request and reads the answer, within the time-out even where `fetch` ignores its signal. Whatever fails below
   * HTTP is a network error, with the secrets that a URL or a proxy's message may carry cut out.
   */
  private async exchange<T>(request: WechatRequest, read: (response: Response) => Promise<T>): Promise<T> {
    const { appId, hosts, fetch, timeoutMs } = this.options;
    const { method, path, query = {}, json, form } = request;
    const url = join(hosts.api, path);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const limit = new AbortController();
    const init: RequestInit = { method, signal: limit.signal };
    if (json !== undefined) {
      init.headers = { 'content-type': 'application/json; charset=utf-8' };
      init.body = JSON.stringify(json);
    }
    if (form !== undefined) init.body = form;
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      limit.signal.addEventListener('abort', () => reject(limit.signal.reason as Error));
      timer = setTimeout(() => limit.abort(new DOMException('The time is up', 'TimeoutError')), timeoutMs).unref();
    });
    try {
      return await Promise.race([fetch(url.href, init).then(read), expired]);
    } catch (error) {
      if (error instanceof WechatError) throw error;
      const reason = this.describe(request, error);
      const what = limit.signal.aborted ? `did not answer within ${timeoutMs} ms` : `could not be reached: ${reason}`;
      const endpoint = endpointOf(request);
      throw new WechatNetworkError(`${endpoint} of ${appId} ${what}.`, endpoint, new Error(reason));
    } finally {
      clearTimeout(timer);
    }
  }

  private readJson<T>(request: WechatRequest, { status }: Response, text: string): T {
    const endpoint = endpointOf(request);
    const { appId } = this.options;
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    if (typeof body !== 'object' || body === null) {
      // A proxy's page, half an answer, nothing: what was to be done may be done.
      throw new WechatNetworkError(
        `${endpoint} of ${appId} answered ${status} with ${text.length} characters that are no JSON object.`,
        endpoint,
      );
    }
    const { errcode, errmsg } = body as { readonly errcode?: unknown; readonly errmsg?: unknown };
    const code = typeof errcode === 'object' && errcode !== null ? NaN : Number(errcode ?? 0);
    if (Number.isNaN(code)) {
      throw new WechatNetworkError(`${endpoint} of ${appId} answered an errcode that is no number.`, endpoint);
    }
    if (code !== 0) throw this.toError(request, code, typeof errmsg === 'string' ? errmsg : '');
    if (status >= 400) throw new WechatNetworkError(`${endpoint} of ${appId} answered ${status}.`, endpoint);
    return body as T;
  }

  private toError(request: WechatRequest, errcode: number, errmsg: string): WechatApiError {
    const endpoint = endpointOf(request);
    const errorClass = errorCodes.get(errcode)?.class;
    const failure = {
      errcode,
      errmsg: this.redact(request, errmsg),
      endpoint,
      appId: this.options.appId,
      retryable: errorClass === 'retry' || errorClass === 'quota',
      hint: hintFor(errcode, endpoint),
    };
    return errorClass === 'quota' ? new WechatQuotaError(failure) : new WechatApiError(failure);
  }

  private describe(request: WechatRequest, error: unknown): string {
    if (!(error instanceof Error)) return 'unknown error';
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return this.redact(request, `${error.message}${cause}`);
  }

  private redact(request: WechatRequest, text: string): string {
    const { path, query, json } = request;
    const inPath = Object.fromEntries(new URLSearchParams(path.slice(endpointOf(request).length)));
    return redact(text, [this.options.appSecret, ...[query, json, inPath].flatMap(secretsIn)]);
  }
}

/** A path below a host whose own path is kept, for proxies. Never another host, whatever the path looks like. */
function join(host: string, path: string): URL {
  const base = new URL(host);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(`./${path.replace(/^\/+/, '')}`, base);
}

/** The path without what a caller wrote behind it, which may be secret. */
export function endpointOf({ path }: Pick<WechatRequest, 'path'>): string {
  return path.replace(/[?#].*/s, '');
}
