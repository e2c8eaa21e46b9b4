import {
  KEEP_MS,
  LoginAttemptStore,
  type LoginAttempt,
  type LoginScan,
  type LoginStanding,
  type LoginVerdict,
  type NewLoginAttempt,
} from './login-attempt.store.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Entry extends Writable<Omit<LoginAttempt, 'completed'>> {
  completionId: string | undefined;
}

interface Scope {
  readonly attempts: Map<string, Entry>;
  /** Ids of logins by the person who scanned. */
  readonly lastOf: Map<string, string>;
}

/** Keeps logins in this process: for applications that are one. */
export class MemoryLoginAttemptStore extends LoginAttemptStore {
  private readonly scopes = new Map<string, Scope>();

  async create(name: string, attempt: NewLoginAttempt, lifeMs: number): Promise<number> {
    const scope = this.tidy(name);
    const present = scope.attempts.get(attempt.id);
    if (present !== undefined) return present.expiresAt;
    const expiresAt = Date.now() + lifeMs;
    const nothing = {
      scan: undefined,
      asked: false,
      reply: undefined,
      decidedBy: undefined,
      completionId: undefined,
    };
    scope.attempts.set(attempt.id, { ...attempt, ...nothing, state: 'waiting', expiresAt });
    return expiresAt;
  }

  async read(scope: string, id: string): Promise<LoginAttempt | undefined> {
    const entry = this.entry(scope, id);
    return entry && toAttempt(entry);
  }

  async readStandings(scope: string, ids: readonly string[]): Promise<(LoginStanding | undefined)[]> {
    return ids.map(id => {
      const entry = this.entry(scope, id);
      return entry && toAttempt(entry);
    });
  }

  async scan(name: string, id: string, scan: LoginScan, leastMs: number): Promise<LoginAttempt | undefined> {
    const entry = this.entry(name, id);
    if (entry !== undefined && isAlive(entry) && entry.state === 'waiting') {
      entry.state = 'scanned';
      entry.scan = scan;
      extend(entry, leastMs);
      this.scope(name).lastOf.set(scan.openId, id);
    }
    return entry && toAttempt(entry);
  }

  async findLastOf(name: string, openId: string): Promise<LoginAttempt | undefined> {
    const id = this.scope(name).lastOf.get(openId);
    return id === undefined ? undefined : this.read(name, id);
  }

  async decide(scope: string, id: string, verdict: LoginVerdict, leastMs: number): Promise<LoginAttempt | undefined> {
    const entry = this.entry(scope, id);
    if (entry === undefined) return undefined;
    if (isAlive(entry) && entry.state === 'scanned' && entry.scan?.openId === verdict.openId) {
      entry.reply = verdict.reply ?? entry.reply;
      if (verdict.verdict === 'asked') entry.asked = true;
      else {
        entry.state = verdict.verdict;
        entry.decidedBy = verdict.decidedBy;
        if (verdict.verdict === 'confirmed') extend(entry, leastMs);
      }
    }
    return toAttempt(entry);
  }

  async complete(scope: string, id: string, completionId: string): Promise<boolean> {
    const entry = this.entry(scope, id);
    if (entry === undefined) return false;
    if (isAlive(entry) && entry.state === 'confirmed') entry.completionId ??= completionId;
    return entry.completionId === completionId;
  }

  async cancel(scope: string, id: string): Promise<void> {
    const entry = this.entry(scope, id);
    if (entry?.completionId === undefined && entry !== undefined && isAlive(entry)) entry.expiresAt = Date.now();
  }

  private entry(scope: string, id: string): Entry | undefined {
    const entry = this.scope(scope).attempts.get(id);
    return entry !== undefined && isKept(entry) ? entry : undefined;
  }

  private scope(name: string): Scope {
    const scope = this.scopes.get(name) ?? { attempts: new Map(), lastOf: new Map() };
    this.scopes.set(name, scope);
    return scope;
  }

  /** Forgets the oldest logins. */
  private tidy(name: string): Scope {
    const scope = this.scope(name);
    for (const [id, entry] of scope.attempts) {
      if (isKept(entry)) break;
      scope.attempts.delete(id);
      const openId = entry.scan?.openId ?? '';
      if (scope.lastOf.get(openId) === id) scope.lastOf.delete(openId);
    }
    return scope;
  }
}

function isAlive({ expiresAt }: Entry): boolean {
  return expiresAt > Date.now();
}

function isKept({ expiresAt }: Entry): boolean {
  return expiresAt + KEEP_MS > Date.now();
}

function extend(entry: Entry, leastMs: number): void {
  entry.expiresAt = Math.max(entry.expiresAt, Date.now() + leastMs);
}

function toAttempt({ completionId, ...entry }: Entry): LoginAttempt {
  const completed = completionId !== undefined;
  const isOver = !isAlive({ ...entry, completionId }) && !completed && entry.state !== 'rejected';
  return { ...entry, completed, state: isOver ? 'expired' : entry.state };
}
