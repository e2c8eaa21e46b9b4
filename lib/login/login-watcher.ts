import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Observable, type Subscriber } from 'rxjs';
import type { LoginStanding, LoginState } from './login-attempt.store.js';

/** Where the standings of some logins are read. */
export interface StandingReader {
  readStandings(ids: readonly string[]): Promise<(LoginStanding | undefined)[]>;
}

interface Watch {
  readonly subscribers: Set<Subscriber<LoginStanding>>;
  last: LoginStanding | undefined;
  toldAt: number;
}

const POLL_MS = 500;
/** Proxies close connections on which nothing comes, many after 30 s. */
const REPEAT_MS = 15_000;
const ORDER: Readonly<Record<LoginState, number>> = { waiting: 0, scanned: 1, confirmed: 2, rejected: 2, expired: 3 };
const FIRST_FINAL = ORDER.confirmed;

/** Looks at the logins that somebody watches: one timer for all of a process, which runs only while there are any. */
@Injectable()
export class LoginWatcher implements OnModuleDestroy {
  private readonly logger = new Logger(LoginWatcher.name);
  private readonly watched = new Map<StandingReader, Map<string, Watch>>();
  private timer: NodeJS.Timeout | undefined;
  private isStoreDown = false;
  private isClosed = false;

  /** The standing of a login, now and whenever it changes, until it is final. One that is not known has expired. */
  watch(reader: StandingReader, id: string): Observable<LoginStanding> {
    return new Observable(subscriber => {
      if (this.isClosed) return subscriber.complete();
      const logins = this.watched.get(reader) ?? new Map<string, Watch>();
      this.watched.set(reader, logins);
      const watch = logins.get(id) ?? { subscribers: new Set(), last: undefined, toldAt: 0 };
      logins.set(id, watch);
      watch.subscribers.add(subscriber);
      if (watch.last !== undefined) subscriber.next(watch.last);
      void this.look(reader, [id]);
      this.start();
      return () => {
        watch.subscribers.delete(subscriber);
        if (watch.subscribers.size === 0) this.forget(reader, id, watch);
      };
    });
  }

  /** Looks at a login at once, if somebody watches it here. */
  wake(reader: StandingReader, id: string): void {
    if (this.watched.get(reader)?.has(id)) void this.look(reader, [id]);
  }

  /** Browsers ask another instance then. */
  onModuleDestroy(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    const all = [...this.watched.values()];
    this.watched.clear();
    for (const logins of all) {
      for (const { subscribers } of logins.values()) for (const subscriber of subscribers) subscriber.complete();
    }
  }

  private start(): void {
    this.timer ??= setTimeout(() => void this.tick(), POLL_MS).unref();
  }

  private async tick(): Promise<void> {
    await Promise.all([...this.watched].map(([reader, logins]) => this.look(reader, [...logins.keys()])));
    this.timer = undefined;
    if (this.watched.size > 0) this.start();
  }

  private async look(reader: StandingReader, ids: readonly string[]): Promise<void> {
    try {
      const standings = await reader.readStandings(ids);
      this.isStoreDown = false;
      for (const [index, id] of ids.entries()) {
        this.tell(reader, id, standings[index] ?? { state: 'expired', expiresAt: Date.now() });
      }
    } catch (error) {
      if (this.isStoreDown) return;
      this.isStoreDown = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`Browsers that wait for a scan hear nothing until the store of logins is back: ${reason}`);
    }
  }

  private tell(reader: StandingReader, id: string, standing: LoginStanding): void {
    const watch = this.watched.get(reader)?.get(id);
    if (watch === undefined) return;
    const { last } = watch;
    // An answer may be overtaken by a later one.
    if (last !== undefined && ORDER[standing.state] < ORDER[last.state]) return;
    const isNew = standing.state !== last?.state || standing.expiresAt !== last.expiresAt;
    if (!isNew && Date.now() - watch.toldAt < REPEAT_MS) return;
    watch.last = standing;
    watch.toldAt = Date.now();
    const isFinal = ORDER[standing.state] >= FIRST_FINAL;
    if (isFinal) this.forget(reader, id, watch);
    for (const subscriber of watch.subscribers) {
      subscriber.next(standing);
      if (isFinal) subscriber.complete();
    }
  }

  private forget(reader: StandingReader, id: string, watch: Watch): void {
    const logins = this.watched.get(reader);
    if (logins?.get(id) === watch) logins.delete(id);
    if (logins?.size === 0) this.watched.delete(reader);
  }
}
