import { Injectable } from '@nestjs/common';
import type { ScanLoginIdentity } from 'nestjs-wechat';
import { randomBytes } from 'node:crypto';

/** Who is logged in. */
export type Session = ScanLoginIdentity;

/** Name of the cookie that a session is known by. */
export const SESSION_COOKIE = 'session';

/** Sessions by their ids, in memory; a site of several processes keeps them in its database. */
@Injectable()
export class Sessions {
  private readonly sessions = new Map<string, Session>();

  /** Begins a session; returns its id, for the browser's cookie. */
  begin(session: Session): string {
    const id = randomBytes(32).toString('base64url');
    this.sessions.set(id, session);
    return id;
  }

  find(id = ''): Session | undefined {
    return this.sessions.get(id);
  }

  end(id = ''): void {
    this.sessions.delete(id);
  }
}
