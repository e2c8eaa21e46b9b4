import type { SandboxAccount } from '../account/sandbox-account.js';
import type { Authorization } from '../component/authorization.js';
import type { Component } from '../component/component.js';
import type { World } from '../world.js';
import type { ApiReply } from './api-reply.js';
import type { ApiRequest, UploadedFile } from './api-request.js';
import type { CallLimits, CallOwner } from './call-quota.js';
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

/** A call with a live access token of an account, be it the account's own or a platform's for it. */
export interface AuthorizedCall extends EndpointCall {
  readonly account: SandboxAccount;
  /** What the account lets the platform do whose token it is; `undefined` for the account's own token. */
  readonly authorization: Authorization | undefined;
}

/** A call with a live access token of a third-party platform. */
export interface ComponentCall extends EndpointCall {
  readonly component: Component;
}

/** A call with a live access token, whosever it is. */
export interface OwnedCall extends EndpointCall {
  readonly owner: CallOwner;
  /** `undefined` for the token of a platform itself. */
  readonly account: SandboxAccount | undefined;
  /** `undefined` for an account's own token. */
  readonly component: Component | undefined;
}

/** Whose access token an endpoint wants. */
export type TokenNeed = 'account' | 'component' | 'either';

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
  | (EndpointRules & { readonly token: 'account'; run(call: AuthorizedCall): EndpointResult })
  | (EndpointRules & { readonly token: 'component'; run(call: ComponentCall): EndpointResult })
  | (EndpointRules & { readonly token: 'either'; run(call: OwnedCall): EndpointResult })
  | (EndpointRules & { readonly token: undefined; run(call: EndpointCall): EndpointResult });

type EndpointResult = ApiReply | void | Promise<ApiReply | void>;

/** Endpoints by path. */
export type ApiTable = Readonly<Record<string, ApiEndpoint>>;

type Rules = Omit<EndpointRules, 'method'>;
type Run<Call> = (call: Call) => EndpointResult;
type Method = EndpointRules['method'];

/** An endpoint that is read with an access token; `{ errcode: 0, errmsg: 'ok' }` where `run` returns nothing. */
export function get(run: Run<AuthorizedCall>, rules: Rules = {}): ApiEndpoint {
  return { method: 'GET', token: 'account', run, ...rules };
}

/** An endpoint that takes a body and an access token; `{ errcode: 0, errmsg: 'ok' }` where `run` returns nothing. */
export function post(run: Run<AuthorizedCall>, rules: Rules = {}): ApiEndpoint {
  return { method: 'POST', token: 'account', run, ...rules };
}

/** An endpoint that takes the access token of a third-party platform. */
export function ofComponent(method: Method, run: Run<ComponentCall>, rules: Rules = {}): ApiEndpoint {
  return { method, token: 'component', run, ...rules };
}

/** An endpoint that takes a body, and the access token of an account or of a platform. */
export function postOfEither(run: Run<OwnedCall>, rules: Rules = {}): ApiEndpoint {
  return { method: 'POST', token: 'either', run, ...rules };
}

/** An endpoint without an access token: it checks by itself who calls. */
export function open(method: Method, run: Run<EndpointCall>, rules: Rules = {}): ApiEndpoint {
  return { method, token: undefined, run, ...rules };
}
