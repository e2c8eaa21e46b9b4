/** What goes wrong in place of an answer: WeChat does not carry the request out. */
export type ApiFailure =
  /** Never answers. */
  | 'hang'
  /** The connection is reset. */
  | 'reset'
  /** A page, with status 200. */
  | 'html'
  /** No body, with status 200. */
  | 'empty'
  | 'status-500'
  /** An answer that breaks off in the middle of its JSON. */
  | 'half-json'
  /** An error of WeChat's; `errmsg` is WeChat's own unless given. */
  | { readonly errcode: number; readonly errmsg?: string | undefined }
  /** Any value as the whole body. */
  | { readonly json: unknown };

/** What befalls a request that WeChat carries out all the same. */
export type ApiDelay =
  /** Waits until it is released. */
  | 'hold'
  /** Waits so many real milliseconds. */
  | { readonly delayMs: number }
  /** Carries the request out, and resets the connection in place of the answer. */
  | 'drop-response';

/** Whatever can befall a request. */
export type ApiFault = ApiFailure | ApiDelay;

/** Which requests a fault befalls. */
export interface FaultOptions {
  /** Default: every path. */
  readonly path?: string | undefined;
  /** How many requests. Default: all, until `clear()`. */
  readonly times?: number | undefined;
}

interface PendingFault {
  readonly path: string | undefined;
  readonly fault: ApiFault;
  left: number;
}

/** The faults that lie in wait, in the order in which they befall the requests of their paths. */
export class ApiFaults {
  #pending: PendingFault[] = [];

  /** Takes the place of a fault without an end on the same path, and comes after those with one. */
  add(fault: ApiFault, { path, times = Infinity }: FaultOptions): void {
    if (!(times > 0)) return;
    this.#pending = this.#pending.filter(pending => pending.path !== path || pending.left !== Infinity);
    this.#pending.push({ path, fault, left: times });
  }

  /** The fault that befalls a request now; one for its path goes before one for all. */
  take(path: string): ApiFault | undefined {
    const pending =
      this.#pending.find(candidate => candidate.path === path) ??
      this.#pending.find(candidate => candidate.path === undefined);
    if (!pending) return undefined;
    pending.left--;
    if (pending.left <= 0) this.#pending = this.#pending.filter(candidate => candidate !== pending);
    return pending.fault;
  }

  /** Ends the faults of a path, or those of one kind. Without a path, everything. */
  clear(path?: string, kind?: ApiFault): void {
    this.#pending = this.#pending.filter(
      pending => path !== undefined && (pending.path !== path || (kind !== undefined && pending.fault !== kind)),
    );
  }

  /** What lies in wait, for people to see. */
  list(): readonly { readonly path: string | undefined; readonly fault: ApiFault; readonly left: number }[] {
    return this.#pending;
  }
}
