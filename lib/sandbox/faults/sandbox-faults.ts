import type { RejectOptions } from '../account/access-tokens.js';
import { findTokenOwner, tokenOwners } from '../api/token-owner.js';
import { SandboxError } from '../sandbox.error.js';
import { checkPath } from '../sandbox.options.js';
import type { World } from '../world.js';
import type { ApiFailure, FaultOptions } from './api-faults.js';

/** Requests that WeChat lets wait. */
export interface HeldRequests {
  /** Resolves when so many callers wait at once. Default: 1. */
  held(count?: number): Promise<void>;
  /** Holds no more, and answers those that wait. */
  release(): void;
}

/** What goes wrong at WeChat. Faults last until they are used up or `clear()` is called. */
export class SandboxFaults {
  readonly #world: World;

  /** @internal */
  constructor(world: World) {
    this.#world = world;
  }

  /** Ends the life of all access tokens now, those of third-party platforms among them: 42001, or 42006. */
  expireTokens(): void {
    for (const { accessTokens } of tokenOwners(this.#world)) accessTokens.expire();
    this.#world.changes.notify();
  }

  /**
   * Revokes access tokens, all unless one is named: 40001.
   *
   * @throws SandboxError for a token that was never given
   */
  rejectTokens(options: RejectOptions = {}): void {
    const { token } = options;
    if (token !== undefined && !findTokenOwner(this.#world, token))
      throw new SandboxError(`The sandbox never gave the access token ${JSON.stringify(token)}.`);
    for (const { accessTokens } of tokenOwners(this.#world)) accessTokens.reject(options);
    this.#world.changes.notify();
  }

  /** Answers API calls late, in real milliseconds. They are carried out even when the caller has left. */
  delay(milliseconds: number, options: FaultOptions = {}): void {
    this.#add({ delayMs: milliseconds }, options);
  }

  /** Carries out the next API calls, and breaks the connection in place of the answer. */
  dropResponses(times: number, path?: string): void {
    this.#add('drop-response', { path, times });
  }

  /** Answers the calls of a path with an error; `errmsg` is WeChat's own unless given. */
  apiError(
    path: string,
    errcode: number,
    options: Omit<FaultOptions, 'path'> & { readonly errmsg?: string | undefined } = {},
  ): void {
    const { errmsg, times } = options;
    this.#add({ errcode, errmsg }, { path, times });
  }

  /** Has something else come in place of the answers: nothing, HTML, half of a JSON… */
  fail(path: string, failure: ApiFailure, times?: number): void {
    this.#add(failure, { path, times });
  }

  /**
   * Lets the calls of a path wait until they are released.
   *
   * @param times how many calls. Default: all until then
   */
  hold(path: string, times?: number): HeldRequests {
    this.#add('hold', { path, times });
    return {
      held: (count = 1) => this.#world.gate.held(path, count),
      release: () => {
        this.#world.apiFaults.clear(path, 'hold');
        this.#world.gate.open(path);
      },
    };
  }

  /**
   * Delivers the next pushes once more although they were answered, as WeChat does when the answer got lost.
   *
   * @param times how many pushes. Default: all from now on
   */
  duplicateDeliveries(times = Infinity): void {
    this.#world.deliveryFaults.duplicate(times);
    this.#world.changes.notify();
  }

  /**
   * Lets the pushes of a kind wait until they are released, so that they come late and after others: their `CreateTime` is
   * that of what happened.
   *
   * @param kind `text`, `event.subscribe`, `component.unauthorized`…
   * @param times how many pushes. Default: all until then
   */
  holdDeliveries(kind: string, times = Infinity): HeldRequests {
    const { deliveryFaults } = this.#world;
    deliveryFaults.hold(kind, times);
    this.#world.changes.notify();
    return {
      held: (count = 1) => deliveryFaults.gate.held(kind, count),
      release: () => {
        deliveryFaults.release(kind);
        this.#world.changes.notify();
      },
    };
  }

  /** Ends the faults of an API path. Without a path, all faults; requests that wait are answered. */
  clear(path?: string): void {
    this.#world.apiFaults.clear(path);
    this.#world.gate.open(path);
    if (path === undefined) this.#world.deliveryFaults.clear();
    this.#world.changes.notify();
  }

  #add(fault: Parameters<World['apiFaults']['add']>[0], options: FaultOptions): void {
    if (options.path !== undefined) checkPath(options.path);
    this.#world.apiFaults.add(fault, options);
    this.#world.changes.notify();
  }
}
