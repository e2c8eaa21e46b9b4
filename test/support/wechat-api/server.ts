import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Backend, type WechatApiOptions } from './backend.js';
import { sleep } from './clock.js';
import { failRequest, Faults, isDelay, type Delay, type Fault } from './faults.js';
import { Gate } from './gate.js';
import { sendReply, sendText, type Script } from './replies.js';
import { readRequest, type WechatRequest } from './requests.js';
import type { ForcedRefreshes, TokenKind } from './tokens.js';

/** WeChat's API host on this machine. Other processes reach it at `origin`. */
export interface WechatApi {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** Every request in the order of arrival, whatever became of it. */
  readonly requests: readonly WechatRequest[];
  close(): Promise<void>;
  /** Forgets everything but the options, and drops requests that are not answered yet. */
  reset(): void;
  count(path: string): number;
  /** How many different tokens an account was given. */
  tokensIssued(appId: string, kind?: TokenKind): number;
  forcedRefreshes(appId: string): ForcedRefreshes;
  /** The newest token, if it lives. */
  currentToken(appId: string, kind: TokenKind): string | undefined;
  isAlive(token: string): boolean;
  /** Revokes a token: 40001 from now. With `stillGiven`, `stable_token` hands it out as before until it is forced. */
  kill(token: string, options?: { readonly stillGiven?: boolean }): void;
  /** Moves WeChat's clock, and no other. */
  advance(ms: number): void;
  /** Whom WeChat gives tokens to; everybody, if `undefined`. */
  setWhitelist(addresses: readonly string[] | undefined): void;
  /** What a path answers to requests with a live token, in place of `{ errcode: 0, errmsg: 'ok' }`. */
  answer(path: string, reply: Script): void;
  /**
   * What befalls the next requests of a path: so many, or all until it is healed. It comes after earlier faults that
   * have a number of times, and replaces one that has none.
   */
  fail(path: string, fault: Fault, times?: number): void;
  /** Ends the faults of a path, or all; held requests are answered. */
  heal(path?: string): void;
  /** Ends the hold of a path; held requests are answered. */
  release(path: string): void;
  /** Resolves when so many requests (default: 1) are held at a path at once. */
  held(path: string, count?: number): Promise<void>;
}

/** All that `reset` forgets. */
class Session {
  readonly backend: Backend;
  readonly requests: WechatRequest[] = [];
  readonly faults = new Faults();
  readonly gate = new Gate();

  constructor(options: WechatApiOptions) {
    this.backend = new Backend(options);
  }

  async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming, () => this.backend.clock.now());
    this.requests.push(request);
    const fault = this.faults.take(request.path);
    if (fault && !isDelay(fault)) return failRequest(response, fault);
    if (fault) await this.#delay(fault, request.path, response);
    sendReply(response, await this.backend.answer(request));
  }

  async #delay(delay: Delay, path: string, response: ServerResponse): Promise<void> {
    await (delay === 'hold' ? this.gate.wait(path, response) : sleep(delay.delayMs));
  }
}

/** Starts WeChat's API host with the rules of its tokens, for tests of tokens and calls. */
export async function startWechatApi(options: WechatApiOptions = {}): Promise<WechatApi> {
  let session = new Session(options);
  const unanswered = new Set<ServerResponse>();
  const server = createServer((incoming, response) => {
    unanswered.add(response);
    response.on('close', () => unanswered.delete(response));
    // Writing to a caller that left is no failure.
    response.on('error', () => undefined);
    session.handle(incoming, response).catch((error: unknown) => {
      // A script threw, or the caller left while it sent its request.
      if (!response.headersSent) sendText(response, 'text/plain', `The test's WeChat failed: ${String(error)}`, 599);
    });
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return session.requests;
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    reset: () => {
      session = new Session(options);
      for (const response of unanswered) response.socket?.destroy();
    },
    count: path => session.requests.filter(request => request.path === path).length,
    tokensIssued: (appId, kind) => session.backend.tokens.issued(appId, kind),
    forcedRefreshes: appId => session.backend.tokens.forced(appId),
    currentToken: (appId, kind) => session.backend.tokens.current(appId, kind),
    isAlive: token => session.backend.tokens.state(token) === 'alive',
    kill: (token, { stillGiven = false } = {}) => session.backend.tokens.kill(token, stillGiven),
    advance: ms => session.backend.clock.advance(ms),
    setWhitelist: addresses => {
      session.backend.tokenEndpoints.whitelist = addresses;
    },
    answer: (path, reply) => {
      session.backend.scripts.set(path, reply);
    },
    fail: (path, fault, times = Infinity) => session.faults.add(path, fault, times),
    heal: path => {
      session.faults.heal(path);
      session.gate.open(path);
    },
    release: path => {
      session.faults.heal(path, 'hold');
      session.gate.open(path);
    },
    held: (path, count = 1) => session.gate.held(path, count),
  };
}
