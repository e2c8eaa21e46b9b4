import { Logger } from '@nestjs/common';

/** Stands in for WeChat's API where there is no account: says what WeChat would get, and that all is well. */
export async function demoWechat(url: string, { method, body }: RequestInit): Promise<Response> {
  const { pathname } = new URL(url);
  if (pathname === '/cgi-bin/stable_token') return Response.json({ access_token: 'demo', expires_in: 7200 });
  const sent = typeof body === 'string' ? ` ${body}` : '';
  new Logger('WeChat').log(`${method ?? 'GET'} ${pathname}${sent}`);
  return Response.json({ errcode: 0, errmsg: 'ok' });
}
