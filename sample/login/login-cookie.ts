import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { ScanLogin } from 'nestjs-wechat';
import { clearCookie, readCookie, setCookie } from '../site/cookies.js';

/** The login that a browser has begun; it may say anything. */
export interface BrowserLogin {
  readonly id: string;
  readonly secret: string;
}

const NAME = 'login';
const PATH = '/login';

/** The login that this browser has begun. */
export const CurrentLogin = createParamDecorator((_data: undefined, context: ExecutionContext): BrowserLogin => {
  const value = readCookie(context.switchToHttp().getRequest<IncomingMessage>(), NAME);
  const [id = '', secret = ''] = value?.split('.') ?? [];
  return { id, secret };
});

/** Keeps the login's secret with the browser, and with nobody else. */
export function setLoginCookie({ id, secret }: ScanLogin): string {
  return setCookie(NAME, `${id}.${secret}`, PATH);
}

/** Takes it away. */
export function clearLoginCookie(): string {
  return clearCookie(NAME, PATH);
}
