import wechat from 'co-wechat';
import Koa from 'koa';
import { account } from '../wechat/account.js';

/** @param {import('../wechat/account.js').Mode} mode */
export function createMiddleware(mode) {
  const { appId: appid, token, encodingAESKey } = account;
  const config = mode === 'safe' ? { token, appid, encodingAESKey } : { token, appid };
  return wechat(config).middleware(async message => `echo: ${message.Content}`);
}

export function start(mode) {
  const app = new Koa();
  app.use(createMiddleware(mode));
  return app.listen(0, '127.0.0.1');
}
