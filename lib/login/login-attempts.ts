import { Logger } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { QrcodePoolService } from '../qrcode/qrcode-pool.service.js';
import type {
  LoginAttempt,
  LoginAttemptStore,
  LoginScan,
  LoginStanding,
  LoginVerdict,
  NewLoginAttempt,
} from './login-attempt.store.js';
import type { LoginWatcher, StandingReader } from './login-watcher.js';

/** What the logins of an account are built upon. */
export interface LoginAttemptsParts {
  readonly appId: string;
  readonly store: LoginAttemptStore;
  readonly watcher: LoginWatcher;
  readonly pool: QrcodePoolService;
}

/** Time that is always left: after a scan to confirm, and after that for the browser to complete. */
const LEAST_MS = 60_000;

/** The logins of one account; browsers that wait at this process hear of changes made here at once. */
export class LoginAttempts implements StandingReader {
  private readonly logger = new Logger(LoginAttempts.name);
  private readonly scope: string;

  constructor(private readonly parts: LoginAttemptsParts) {
    this.scope = `{${parts.appId}}`;
  }

  create(attempt: NewLoginAttempt, lifeMs: number): Promise<number> {
    return this.parts.store.create(this.scope, attempt, lifeMs);
  }

  read(id: string): Promise<LoginAttempt | undefined> {
    return this.parts.store.read(this.scope, id);
  }

  readStandings(ids: readonly string[]): Promise<(LoginStanding | undefined)[]> {
    return this.parts.store.readStandings(this.scope, ids);
  }

  watch(id: string): Observable<LoginStanding> {
    return this.parts.watcher.watch(this, id);
  }

  findLastOf(openId: string): Promise<LoginAttempt | undefined> {
    return this.parts.store.findLastOf(this.scope, openId);
  }

  async scan(id: string, scan: LoginScan): Promise<LoginAttempt | undefined> {
    const attempt = await this.parts.store.scan(this.scope, id, scan, LEAST_MS);
    this.parts.watcher.wake(this, id);
    return attempt;
  }

  async decide(id: string, verdict: LoginVerdict): Promise<LoginAttempt | undefined> {
    const attempt = await this.parts.store.decide(this.scope, id, verdict, LEAST_MS);
    this.parts.watcher.wake(this, id);
    if (attempt?.state === 'rejected') await this.giveBack(attempt);
    return attempt;
  }

  complete(id: string, completionId: string): Promise<boolean> {
    return this.parts.store.complete(this.scope, id, completionId);
  }

  async cancel(id: string): Promise<void> {
    await this.parts.store.cancel(this.scope, id);
    this.parts.watcher.wake(this, id);
  }

  /** Gives the code back. Where that fails, the lease ends by itself. */
  async giveBack({ id, sceneId }: Pick<LoginAttempt, 'id' | 'sceneId'>): Promise<void> {
    try {
      await this.parts.pool.release({ sceneId, leaseId: id });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(
        `A QR code of ${this.parts.appId} was not given back after a login, and stays leased to its end: ${reason}`,
      );
    }
  }
}
