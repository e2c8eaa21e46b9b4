import { Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { SESSION_COOKIE, Sessions } from '../session/sessions.js';
import { readCookie } from '../site/cookies.js';
import { Administrator } from './administrator.js';

/** Lets those in who run the platform: with the sandbox everybody, else whose OpenID (the page /me shows it) is in `OPERATORS`. */
@Injectable()
export class OperatorGuard implements CanActivate {
  private readonly operators = (process.env['OPERATORS'] ?? '').split(',').map(openId => openId.trim());

  constructor(
    private readonly administrator: Administrator,
    private readonly sessions: Sessions,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.administrator.isHere) return true;
    const request = context.switchToHttp().getRequest<IncomingMessage>();
    const session = this.sessions.find(readCookie(request, SESSION_COOKIE));
    if (session === undefined) throw new UnauthorizedException();
    return this.operators.includes(session.openId);
  }
}
