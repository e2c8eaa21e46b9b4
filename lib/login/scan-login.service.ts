import { randomUUID } from 'node:crypto';
import { map, type Observable } from 'rxjs';
import { WechatLoginError } from '../wechat.errors.js';
import type { LoginAttempt, LoginStanding } from './login-attempt.store.js';
import { hashSecret, isLoginId, isSecretOf, randomLoginId, randomSecret } from './login-secret.js';
import type { ScanLoginParts } from './scan-login.parts.js';
import type {
  BeginOptions,
  ScanLogin,
  ScanLoginEvent,
  ScanLoginIdentity,
  ScanLoginStatus,
} from './scan-login.types.js';

/**
 * Logs people in at a web page: the page shows a QR code, the visitor scans it with WeChat, follows the account if need be,
 * and the browser is told who it was. Browser and scan may come to different processes that share a Redis.
 *
 * Methods reject with `WechatStoreError` where the store does not answer.
 */
export class ScanLoginService {
  constructor(
    /** @internal Scans go by it as well. */
    readonly parts: ScanLoginParts,
  ) {}

  /**
   * Begins a login. Give the browser `secret` in an httpOnly cookie and nowhere else, and show the code. With `previous`, the
   * same browser gets its living login again, so that reloading a page uses up no codes.
   *
   * Rejects as `QrcodePoolService.acquire()` does where no code can be had.
   */
  async begin({ previous }: BeginOptions = {}): Promise<ScanLogin> {
    const again = previous && (await this.resume(previous.id, previous.secret));
    if (again !== undefined) return again;
    const { attempts, pool, settings } = this.parts;
    const { attemptMs } = settings;
    const id = randomLoginId();
    const secret = randomSecret();
    const { sceneId, imageUrl, url } = await pool.acquire({
      leaseId: id,
      leaseSeconds: attemptMs / 1000,
      releaseOnScan: false,
    });
    try {
      const secretHash = hashSecret(secret);
      const expiresAt = await attempts.create({ id, secretHash, sceneId, imageUrl, url }, attemptMs);
      return { id, secret, imageUrl, url, expiresAt: new Date(expiresAt), reused: false };
    } catch (error) {
      await attempts.giveBack({ id, sceneId });
      throw error;
    }
  }

  /**
   * Where a login stands, now and at every change, made by whichever process; for `@Sse()`. It completes when the login is
   * confirmed, rejected or expired, and at shutdown. The last one is repeated every 15 s, so that proxies keep the
   * connection. An id that is not known has expired.
   */
  watch(id: string): Observable<ScanLoginEvent> {
    return this.parts.attempts.watch(toId(id)).pipe(map(standing => ({ data: toStatus(standing) })));
  }

  /** Where a login stands, for pages that poll. An id that is not known has expired. */
  async status(id: string): Promise<ScanLoginStatus> {
    const [standing] = await this.parts.attempts.readStandings([toId(id)]);
    return toStatus(standing ?? { state: 'expired', expiresAt: Date.now() });
  }

  /**
   * Tells who logged in, exactly once, and gives the code back. Then make the session of your own, with a new id.
   *
   * @throws WechatLoginError where the login is unknown, expired, refused, not confirmed yet or completed before, or where the
   *   secret is another's
   */
  async complete(id: string | undefined, secret: string | undefined): Promise<ScanLoginIdentity> {
    const { attempts } = this.parts;
    const attempt = await this.require(id, secret);
    const { scan } = attempt;
    if (attempt.completed || attempt.state !== 'confirmed' || scan === undefined) throw this.failure(attempt);
    if (!(await attempts.complete(attempt.id, randomUUID()))) {
      // Another call was first, or it expired this moment.
      throw this.failure((await attempts.read(attempt.id)) ?? { ...attempt, state: 'expired' });
    }
    await attempts.giveBack(attempt);
    return { openId: scan.openId, newFollower: scan.newFollower, scannedAt: new Date(scan.createTime * 1000) };
  }

  /**
   * Ends a login that is not completed, and gives the code back; one that is over stays as it is.
   *
   * @throws WechatLoginError where the login is unknown, or the secret is another's
   */
  async cancel(id: string | undefined, secret: string | undefined): Promise<void> {
    const attempt = await this.require(id, secret);
    await this.parts.attempts.cancel(attempt.id);
    await this.parts.attempts.giveBack(attempt);
  }

  private async resume(id: unknown, secret: unknown): Promise<ScanLogin | undefined> {
    const attempt = isLoginId(id) ? await this.parts.attempts.read(id) : undefined;
    if (attempt === undefined || !isSecretOf(attempt.secretHash, secret)) return undefined;
    if (attempt.completed || attempt.state === 'rejected' || attempt.state === 'expired') return undefined;
    const { imageUrl, url, expiresAt } = attempt;
    return { id: attempt.id, secret: String(secret), imageUrl, url, expiresAt: new Date(expiresAt), reused: true };
  }

  private async require(id: unknown, secret: unknown): Promise<LoginAttempt> {
    const attempt = isLoginId(id) ? await this.parts.attempts.read(id) : undefined;
    const about = `A login at ${this.parts.appId}`;
    if (attempt === undefined) {
      throw new WechatLoginError('unknown', `${about} is not known, or over for long. Begin a new one.`);
    }
    if (!isSecretOf(attempt.secretHash, secret)) {
      throw new WechatLoginError(
        'secret',
        `${about} belongs to another browser. Pass the secret from the cookie that begin() was answered with.`,
      );
    }
    return attempt;
  }

  private failure({ completed, state, expiresAt }: LoginAttempt): WechatLoginError {
    const about = `A login at ${this.parts.appId}`;
    if (completed) {
      return new WechatLoginError(
        'completed',
        `${about} was completed before. Use the session made then, or begin anew.`,
      );
    }
    if (state === 'rejected') return new WechatLoginError('rejected', `${about} was refused. Begin a new one.`);
    if (state === 'expired') return new WechatLoginError('expired', `${about} has expired. Begin a new one.`);
    return new WechatLoginError(
      'pending',
      `${about} is ${state}, not confirmed. Wait for that with watch() or status(), until ${new Date(expiresAt).toISOString()}.`,
    );
  }
}

/** What cannot be an id becomes one that is not known. */
function toId(id: unknown): string {
  return isLoginId(id) ? id : 'none';
}

function toStatus({ state, expiresAt }: LoginStanding): ScanLoginStatus {
  return { state, expiresAt: new Date(expiresAt) };
}
