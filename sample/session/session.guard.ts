import {
  createParamDecorator,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { readCookie } from '../site/cookies.js';
import { SESSION_COOKIE, Sessions, type Session } from './sessions.js';

interface SessionRequest extends IncomingMessage {
  session?: Session;
}

/** Lets those in who are logged in. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(private readonly sessions: Sessions) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<SessionRequest>();
    const session = this.sessions.find(readCookie(request, SESSION_COOKIE));
    if (session === undefined) throw new UnauthorizedException();
    request.session = session;
    return true;
  }
}

/** The session that the guard found. */
export const CurrentSession = createParamDecorator(
  (_data: undefined, context: ExecutionContext) => context.switchToHttp().getRequest<SessionRequest>().session,
);
