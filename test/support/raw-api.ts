import type { WechatSandbox } from 'nestjs-wechat/sandbox';

export type Json = Readonly<Record<string, unknown>>;
export type Query = Readonly<Record<string, string>> | [string, string][];

/** What WeChat appends to every refusal. */
export const RID = / rid: [\da-f]{8}-[\da-f]{8}-[\da-f]{8}$/;

/** A request to the sandbox as any client may send it. */
export function request(
  sandbox: WechatSandbox,
  path: string,
  query: Query = {},
  init?: RequestInit,
): Promise<Response> {
  return fetch(`${sandbox.origin}${path}?${String(new URLSearchParams(query))}`, init);
}

export async function getJson(sandbox: WechatSandbox, path: string, query?: Query): Promise<Json> {
  return (await (await request(sandbox, path, query)).json()) as Json;
}

/** @param body an object is sent as JSON, a form as a form, a text as it is */
export async function postJson(
  sandbox: WechatSandbox,
  path: string,
  body: string | Json | FormData,
  query?: Query,
): Promise<Json> {
  const content = typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body);
  return (await (await request(sandbox, path, query, { method: 'POST', body: content })).json()) as Json;
}

/** Clients of an endpoint family with a fresh access token of the account. */
export function withToken(sandbox: WechatSandbox, appId?: string) {
  const { accessTokens } = sandbox.account(appId);
  const token = () => accessTokens.current('stable') ?? accessTokens.getStable().value;
  return {
    get: (path: string, query: Readonly<Record<string, string>> = {}) =>
      getJson(sandbox, path, { ...query, access_token: token() }),
    post: (path: string, body: string | Json | FormData, query: Readonly<Record<string, string>> = {}) =>
      postJson(sandbox, path, body, { ...query, access_token: token() }),
    request: (path: string, query: Readonly<Record<string, string>> = {}, init?: RequestInit) =>
      request(sandbox, path, { ...query, access_token: token() }, init),
  };
}

/** Whatever WeChat answers. */
export interface Answer {
  readonly errcode?: number;
  readonly errmsg?: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- the tests say what they expect
  readonly [name: string]: any;
}

/** A call with a live access token, of a path with or without a query: a GET, or a POST of what is given, as JSON unless it is text. */
export type Call = (path: string, body?: unknown) => Promise<Answer>;

/** Any client of an account's API. */
export function connect(sandbox: WechatSandbox, appId?: string): Call {
  const { get, post } = withToken(sandbox, appId);
  return async (address, body) => {
    const { pathname, searchParams } = new URL(address, sandbox.origin);
    const query = Object.fromEntries(searchParams);
    const call = body === undefined ? get(pathname, query) : post(pathname, body as string | Json, query);
    return call;
  };
}
