import { realTime, sleep } from '../clock.js';
import type { ApiFailure, ApiFault } from '../faults/api-faults.js';
import type { World } from '../world.js';
import type { OpenApiCall } from './api-call.js';
import { ApiError, createRid } from './api-error.js';
import { ERROR_MESSAGES } from './error-messages.js';
import { isFile, type ApiReply, type JsonReply } from './api-reply.js';
import type { ApiRequest } from './api-request.js';
import { authorizeCall } from './call-authorization.js';
import { spendCall } from './call-quota.js';
import type { ApiEndpoint, ApiTable } from './endpoint.js';
import { Fields, isObject } from './fields.js';
import { findTokenOwner, type TokenOwner } from './token-owner.js';

/** What goes out: a reply, or a failure of the network in its place. */
export type ApiOutcome = { readonly reply: ApiReply } | { readonly failure: ApiFailure };

/** WeChat's API: checks each call by its endpoint's rules, answers it and writes it down. */
export class ApiServer {
  #lastId = 0;

  constructor(
    private readonly world: World,
    private readonly endpoints: ApiTable,
  ) {}

  /** @param isGone whether the caller has left */
  async answer(request: ApiRequest, isGone: () => boolean): Promise<ApiOutcome> {
    const call = this.#open(request);
    const startedAt = realTime();
    const outcome = await this.#carryOut(call, this.world.apiFaults.take(request.path), isGone);
    call.durationMs = realTime() - startedAt;
    call.response = describe(outcome);
    if ('reply' in outcome) call.errcode = isFile(outcome.reply) ? 0 : Number(outcome.reply['errcode'] ?? 0);
    this.world.changes.notify();
    return outcome;
  }

  #open(request: ApiRequest): OpenApiCall {
    const call: OpenApiCall = {
      ...request,
      id: ++this.#lastId,
      at: this.world.clock.now(),
      appId: this.#ownerOf(request),
      response: undefined,
      errcode: undefined,
      rid: undefined,
      durationMs: undefined,
    };
    this.world.calls.add(call);
    this.world.changes.notify();
    return call;
  }

  async #carryOut(call: OpenApiCall, fault: ApiFault | undefined, isGone: () => boolean): Promise<ApiOutcome> {
    if (typeof fault === 'object' && 'errcode' in fault)
      return { reply: this.#refuse(call, new ApiError(fault.errcode, fault.errmsg)) };
    if (fault === 'hold') await this.world.gate.wait(call.path, isGone);
    else if (typeof fault === 'object' && 'delayMs' in fault) await sleep(fault.delayMs);
    else if (fault !== undefined && fault !== 'drop-response') return { failure: fault };
    const reply = await this.#reply(call);
    return fault === 'drop-response' ? { failure: 'reset' } : { reply };
  }

  async #reply(call: OpenApiCall): Promise<ApiReply> {
    try {
      const reply = (await this.#run(call)) ?? { errcode: 0, errmsg: 'ok' };
      return isFile(reply) || !isError(reply) ? reply : this.#refuse(call, toError(reply));
    } catch (error) {
      if (error instanceof ApiError) return this.#refuse(call, error);
      // A fault of the sandbox itself, or of a scripted answer: said out loud, and never a 500.
      return this.#refuse(call, new ApiError(-1, `system error (the sandbox failed: ${String(error)})`));
    }
  }

  async #run(call: OpenApiCall): Promise<ApiReply | void> {
    const endpoint = this.endpoints[call.path];
    const script = this.world.scripts.get(call.path);
    if (!endpoint && !script)
      throw new ApiError(40066, `${ERROR_MESSAGES[40066]} (the sandbox does not play it; sandbox.answer() can)`);
    const need = endpoint ? endpoint.token : needOf(call.path);
    const owner = need && authorizeCall(this.world, call, need);
    if (script) return typeof script === 'function' ? script(call) : script;
    if (endpoint) return this.#runEndpoint(endpoint, call, owner);
  }

  #runEndpoint(endpoint: ApiEndpoint, call: OpenApiCall, owner: TokenOwner | undefined) {
    if (endpoint.method === 'GET' && call.method !== 'GET') throw new ApiError(43001);
    if (endpoint.method === 'POST' && call.method !== 'POST') throw new ApiError(43002);
    const { account, component, authorization } = owner ?? {};
    const spender = account ?? component;
    if (spender) spendCall(spender, call.path, endpoint);
    const details = {
      world: this.world,
      request: call,
      query: new Fields(call.query),
      body: readBody(endpoint, call),
      file: call.files['media'],
    };
    switch (endpoint.token) {
      case undefined:
        return endpoint.run(details);
      case 'either':
        return spender && endpoint.run({ ...details, owner: spender, account, component });
      case 'component':
        return component && endpoint.run({ ...details, component });
      default:
        return account && endpoint.run({ ...details, account, authorization });
    }
  }

  #refuse(call: OpenApiCall, { errcode, errmsg, more }: ApiError): JsonReply {
    const rid = / rid: (\S+)$/.exec(errmsg)?.[1];
    call.rid = rid ?? createRid(this.world.clock.seconds());
    return { errcode, errmsg: rid === undefined ? `${errmsg} rid: ${call.rid}` : errmsg, ...more };
  }

  /** The AppID that a call is about, where it is known. */
  #ownerOf({ query, body }: ApiRequest): string | undefined {
    const token = query['access_token'] ?? query['component_access_token'];
    const { account, component } = (token && findTokenOwner(this.world, token)) || {};
    const owner = account ?? component ?? (token && this.world.findUserTokenOwner(token));
    if (owner) return owner.appId;
    const fields = { ...(isObject(body) && (body as Readonly<Record<string, unknown>>)), ...query };
    return [fields['appid'], fields['component_appid']].find(
      appId => typeof appId === 'string' && (this.world.findAccount(appId) ?? this.world.findComponent(appId)),
    ) as string | undefined;
  }
}

/** What an unknown path wants, for which there is a script. */
function needOf(path: string): 'either' | undefined {
  return /^\/(sns|cgi-bin\/component)\//.test(path) ? undefined : 'either';
}

function readBody({ method, body = 'json' }: ApiEndpoint, call: ApiRequest): Fields {
  if (method === 'GET' || (call.raw.length === 0 && body !== 'json')) return new Fields({});
  if (call.raw.length === 0) throw new ApiError(44002);
  if (!isObject(call.body) && body === 'form') return new Fields({});
  if (!isObject(call.body)) throw new ApiError(47001);
  return new Fields(call.body);
}

function isError(reply: JsonReply): boolean {
  return typeof reply['errcode'] === 'number' && reply['errcode'] !== 0;
}

function toError({ errcode, errmsg, ...more }: JsonReply): ApiError {
  return new ApiError(Number(errcode), typeof errmsg === 'string' ? errmsg : undefined, more);
}

function describe(outcome: ApiOutcome): unknown {
  if ('failure' in outcome) return outcome.failure;
  const { reply } = outcome;
  return isFile(reply) ? { file: reply.filename, contentType: reply.contentType, bytes: reply.content.length } : reply;
}
