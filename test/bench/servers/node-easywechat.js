import Koa from 'koa';
import easywechat from 'node-easywechat';
import { account } from '../wechat/account.js';

const { OfficialAccount, ServerRequest } = easywechat;

export function start(mode) {
  const { appId: app_id, token, encodingAESKey: aes_key } = account;
  const config = mode === 'safe' ? { app_id, token, aes_key } : { app_id, token };
  const koa = new Koa();
  koa.silent = true;
  koa.use(async ctx => {
    // An application keeps its request and the decryption of every one it has served: it is good for one.
    const app = new OfficialAccount(config);
    app.setRequest(await ServerRequest.createFromIncomingMessage(ctx.req));
    const server = app.getServer();
    server.addMessageListener('text', async message => `echo: ${message.Content}`);
    const response = await server.serve();
    ctx.status = response.getStatusCode();
    ctx.set(response.getHeaders());
    ctx.body = response.getBody();
  });
  return koa.listen(0, '127.0.0.1');
}
