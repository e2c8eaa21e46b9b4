import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';

/** What Express and Fastify have in common; ask for it by `@Res({ passthrough: true })`. */
export interface HttpResponse {
  header(name: string, value: string | string[]): unknown;
}

/** A cookie of the browser; `undefined` where it has none. */
export const Cookie = createParamDecorator((name: string, context: ExecutionContext) =>
  readCookie(context.switchToHttp().getRequest<IncomingMessage>(), name),
);

export function readCookie({ headers }: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  const cookies = (headers.cookie ?? '').split(';').map(cookie => cookie.trim());
  return cookies.find(cookie => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
}

/**
 * The header of a cookie that scripts cannot read and other sites' forms do not bring along; it lasts until the browser is
 * closed.
 *
 * @param value without spaces, commas and semicolons
 */
export function setCookie(name: string, value: string, path: string): string {
  // Browsers take a secure cookie only over https.
  const secure = process.env['NODE_ENV'] === 'production' ? '; Secure' : '';
  return `${name}=${value}; Path=${path}; HttpOnly; SameSite=Lax${secure}`;
}

/** The header that takes a cookie away. */
export function clearCookie(name: string, path: string): string {
  return `${setCookie(name, '', path)}; Max-Age=0`;
}
