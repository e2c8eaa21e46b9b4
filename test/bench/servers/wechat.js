import { parse } from 'node:querystring';
import connect from 'connect';
import wechat from 'wechat';
import { account, CALLBACK_PATH } from '../wechat/account.js';

export function start(mode) {
  const { appId: appid, token, encodingAESKey } = account;
  const config = mode === 'safe' ? { token, appid, encodingAESKey } : { token, appid };
  const app = connect();
  // What the README's express.query() was.
  app.use((request, _response, next) => {
    request.query = parse(request.url.slice(request.url.indexOf('?') + 1));
    next();
  });
  app.use(
    CALLBACK_PATH,
    wechat(config, (request, response) => response.reply(`echo: ${request.weixin.Content}`)),
  );
  return app.listen(0, '127.0.0.1');
}
