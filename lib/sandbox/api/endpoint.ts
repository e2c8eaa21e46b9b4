import type { SandboxAccount } from '../account/sandbox-account.js';
import type { World } from '../world.js';
import type { ApiReply } from './api-reply.js';
import type { ApiRequest, UploadedFile } from './api-request.js';
import type { CallLimits } from './call-quota.js';
import type { Fields } from './fields.js';

/** What an endpoint knows of the call it answers. */
export interface EndpointCall {
  readonly world: World;
  readonly request: ApiRequest;
  readonly query: Fields;
  /** The JSON object of the body; empty for a GET. */
  readonly body: Fields;
  /** The file `media` of a form. */
  readonly file: UploadedFile | undefined;
}

/** A call with a live access token, and the account it belongs to. */
export interface AuthorizedCall extends EndpointCall {
  readonly account: SandboxAccount;
}

interface EndpointRules extends CallLimits {
  readonly method: 'GET' | 'POST' | 'any';
  /**
   * The body of a POST: `json` must be there (44002), `optional` need not, and what is no `form` is one without its file.
   * Default: `json`.
   */
  readonly body?: 'json' | 'optional' | 'form';
}

/** One path of WeChat's API. */
export type ApiEndpoint =
  | (EndpointRules & { readonly token: true; run(call: AuthorizedCall): EndpointResult })
  | (EndpointRules & { readonly token: false; run(call: EndpointCall): EndpointResult });

type EndpointResult = ApiReply | void | Promise<ApiReply | void>;

/** Endpoints by path. */
export type ApiTable = Readonly<Record<string, ApiEndpoint>>;

type Rules = Omit<EndpointRules, 'method'>;
type Run = (call: AuthorizedCall) => EndpointResult;

/** An endpoint that is read with an access token; `{ errcode: 0, errmsg: 'ok' }` where `run` returns nothing. */
export function get(run: Run, rules: Rules = {}): ApiEndpoint {
  return { method: 'GET', token: true, run, ...rules };
}

/** An endpoint that takes a body and an access token; `{ errcode: 0, errmsg: 'ok' }` where `run` returns nothing. */
export function post(run: Run, rules: Rules = {}): ApiEndpoint {
  return { method: 'POST', token: true, run, ...rules };
}

/** An endpoint without an access token: it checks by itself who calls. */
export function open(
  method: 'GET' | 'POST' | 'any',
  run: (call: EndpointCall) => EndpointResult,
  rules: Rules = {},
): ApiEndpoint {
  return { method, token: false, run, ...rules };
}
