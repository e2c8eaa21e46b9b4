import type { ServerResponse } from 'node:http';
import { wechatError } from './errors.js';
import { sendJson, sendText } from './replies.js';

/** What goes wrong in place of the answer: WeChat does not carry the request out. */
export type Failure =
  /** Never answers. */
  | 'hang'
  /** The connection is reset. */
  | 'reset'
  /** A page, with status 200. */
  | 'html'
  /** No body, with status 200. */
  | 'empty'
  | 'status-500'
  /** A whole answer that breaks off in the middle of its JSON. */
  | 'half-json'
  /** errcode -1. */
  | 'busy'
  /** An error of WeChat's; `errmsg` is WeChat's own unless given. */
  | { readonly errcode: number; readonly errmsg?: string }
  /** Any value as the whole body. */
  | { readonly json: unknown };

/** What makes WeChat late: it carries the request out at the end of the wait, even if the caller has left. */
export type Delay =
  /** Waits until `release`. */
  | 'hold'
  /** Waits in real time. */
  | { readonly delayMs: number };

export type Fault = Failure | Delay;

/** The faults of each path, in the order in which they befall its requests. */
export class Faults {
  readonly #queues = new Map<string, { readonly fault: Fault; left: number }[]>();

  /** Takes the place of a fault without an end, and comes after those with one. */
  add(path: string, fault: Fault, times: number): void {
    const queue = (this.#queues.get(path) ?? []).filter(({ left }) => left !== Infinity);
    this.#queues.set(path, [...queue, { fault, left: times }]);
  }

  /** The fault that befalls a request now. */
  take(path: string): Fault | undefined {
    const queue = this.#queues.get(path);
    const first = queue?.[0];
    if (!queue || !first) return undefined;
    first.left--;
    if (first.left <= 0) queue.shift();
    return first.fault;
  }

  /** Ends all faults of a path, or those of one kind. Without a path, everything. */
  heal(path?: string, kind?: Fault): void {
    if (path === undefined) return this.#queues.clear();
    const rest = kind === undefined ? [] : this.#queues.get(path)?.filter(({ fault }) => fault !== kind);
    this.#queues.set(path, rest ?? []);
  }
}

export function isDelay(fault: Fault): fault is Delay {
  return fault === 'hold' || (typeof fault === 'object' && 'delayMs' in fault);
}

/** Does to a request what befell it. */
export function failRequest(response: ServerResponse, failure: Failure): void {
  if (typeof failure === 'object') {
    sendJson(response, 'json' in failure ? failure.json : wechatError(failure.errcode, failure.errmsg));
    return;
  }
  switch (failure) {
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'html':
      return sendText(response, 'text/html', '<html><body>Please log in to this network.</body></html>');
    case 'empty':
      return sendText(response, 'text/plain', '');
    case 'status-500':
      return sendText(response, 'text/html', '<html><body>Internal Server Error</body></html>', 500);
    case 'half-json':
      return sendText(response, 'application/json; encoding=utf-8', '{"errcode":0,"errmsg":"ok","access_token":"84_');
    case 'busy':
      return sendJson(response, wechatError(-1));
  }
}
