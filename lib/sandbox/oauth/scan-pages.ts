import { randomUUID } from 'node:crypto';
import type { Changes } from '../changes.js';
import type { SandboxClock } from '../clock.js';
import type { Person } from '../people/person.js';
import { SandboxError } from '../sandbox.error.js';

interface OpenPage<Request> {
  readonly id: string;
  /** What the page was opened for. */
  readonly request: Request;
  /** Milliseconds since 1970 by WeChat's clock. */
  readonly expiresAt: number;
}

interface WaitingPage<Request> extends OpenPage<Request> {
  readonly state: 'waiting';
  readonly person?: undefined;
  readonly location?: undefined;
}

interface ScannedPage<Request> extends OpenPage<Request> {
  readonly state: 'scanned';
  readonly person: Person;
  readonly location?: undefined;
}

interface DecidedPage<Request> extends OpenPage<Request> {
  readonly state: 'confirmed' | 'declined';
  readonly person: Person;
  /** Where the page leads, however often it is loaded; `undefined` for nowhere. */
  readonly location: string | undefined;
}

/** A page with a QR code: at first nobody has scanned it, then somebody decides on the phone. */
export type ScanPage<Request> = WaitingPage<Request> | ScannedPage<Request> | DecidedPage<Request>;

const LIFE_MS = 300 * 1000;

/** Pages with QR codes that are shown somewhere. Each lives for five minutes. */
export class ScanPages<Request> {
  readonly #pages = new Map<string, ScanPage<Request>>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly changes: Changes,
  ) {}

  open(request: Request): ScanPage<Request> {
    for (const id of this.#pages.keys()) if (!this.find(id)) this.#pages.delete(id);
    return this.#set({ id: randomUUID(), request, expiresAt: this.clock.now() + LIFE_MS, state: 'waiting' });
  }

  /** `undefined` for one that does not exist, or no more. */
  find(id: string): ScanPage<Request> | undefined {
    const page = this.#pages.get(id);
    return page && this.clock.now() < page.expiresAt ? page : undefined;
  }

  /** Those about which nobody has decided yet, oldest first. */
  pending(): ScanPage<Request>[] {
    return [...this.#pages.values()].filter(({ id, state }) => this.find(id) && !isDecided(state));
  }

  /** Somebody scans a code. Throws a `SandboxError` where it cannot be scanned. */
  scan(id: string, person: Person): void {
    const page = this.#get(id);
    if (page.state !== 'waiting') throw new SandboxError('The QR code was scanned already.');
    this.#set({ ...page, state: 'scanned', person });
  }

  /** One that was scanned and not decided about. Throws a `SandboxError` for any other. */
  protected getScanned(id: string): ScannedPage<Request> {
    const page = this.#get(id);
    if (page.state === 'scanned') return page;
    throw new SandboxError(`The QR code is ${page.state}: there is nothing to decide.`);
  }

  /** Whoever scanned it has decided. */
  protected decide(page: ScannedPage<Request>, state: DecidedPage<Request>['state'], location?: string): void {
    this.#set({ ...page, state, location });
  }

  #get(id: string): ScanPage<Request> {
    const page = this.find(id);
    if (!page) throw new SandboxError('The QR code has expired. Load its page again.');
    return page;
  }

  #set(page: ScanPage<Request>): ScanPage<Request> {
    this.#pages.set(page.id, page);
    this.changes.notify();
    return page;
  }
}

/** Whether there is nothing more to wait for. */
export function isDecided(state: ScanPage<unknown>['state']): boolean {
  return state === 'confirmed' || state === 'declined';
}
