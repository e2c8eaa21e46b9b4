const { createHash } = require('node:crypto');
require('reflect-metadata');
const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { CallbackService, WechatModule } = require('nestjs-wechat');

class AppModule {}
Module({ imports: [WechatModule.forRoot({ appId: 'wx1', token: 'token' })] })(AppModule);

async function main() {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  await app.listen(0);
  const signature = createHash('sha1').update(['token', '1', '2'].sort().join('')).digest('hex');
  const query = `signature=${signature}&timestamp=1&nonce=2&echostr=hello`;
  const response = await fetch(`${await app.getUrl()}/wechat?${query}`);
  const body = await response.text();
  const refused = await app.get(CallbackService).handle({ method: 'GET', query: {} });
  await app.close();
  if (body !== 'hello' || refused.status !== 401) throw new Error(`require: answered ${response.status} ${body}`);
  console.log('require: answered as expected');
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
