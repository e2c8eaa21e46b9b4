const { createHash } = require('node:crypto');
require('reflect-metadata');
const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { CallbackService, TokenService, WechatModule } = require('nestjs-wechat');
const { OpenPlatformModule } = require('nestjs-wechat/open-platform');
const { WechatSandbox } = require('nestjs-wechat/sandbox');

class AppModule {}

async function main() {
  const sandbox = await WechatSandbox.start({ accounts: [{ token: 'token' }] });
  Module({ imports: [WechatModule.forRoot(sandbox.credentials())] })(AppModule);
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  const signature = createHash('sha1').update(['token', '1', '2'].sort().join('')).digest('hex');
  const query = `signature=${signature}&timestamp=1&nonce=2&echostr=hello`;
  const response = await fetch(`${await app.getUrl()}/wechat?${query}`);
  const body = await response.text();
  const refused = await app.get(CallbackService).handle({ method: 'GET', query: {} });
  await sandbox.setCallback(`${await app.getUrl()}/wechat`);
  const accessToken = await app.get(TokenService).getAccessToken();
  await app.close();
  await sandbox.stop();
  if (typeof OpenPlatformModule.forRoot !== 'function') throw new Error('require: there is no OpenPlatformModule');
  if (body !== 'hello' || refused.status !== 401) throw new Error(`require: answered ${response.status} ${body}`);
  if (sandbox.account().accessTokens.state(accessToken) !== 'alive')
    throw new Error('require: no token of the sandbox');
  console.log('require: answered as expected');
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
