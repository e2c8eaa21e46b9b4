import { createHash } from 'node:crypto';
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CallbackService, OnText, WechatModule } from 'nestjs-wechat';
import { OpenPlatformModule, OpenPlatformService } from 'nestjs-wechat/open-platform';
import { WechatSandbox } from 'nestjs-wechat/sandbox';

class Bot {
  echo(context) {
    return `You said: ${context.message.Content}`;
  }
}
OnText()(Bot.prototype, 'echo', Object.getOwnPropertyDescriptor(Bot.prototype, 'echo'));

class AppModule {}
Module({ imports: [WechatModule.forRoot({ appId: 'wx1', token: 'token' })], providers: [Bot] })(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
const signature = createHash('sha1').update(['token', '1', '2'].sort().join('')).digest('hex');
const { status, body } = await app.get(CallbackService).handle({
  method: 'POST',
  query: { signature, timestamp: '1', nonce: '2' },
  body: '<xml><FromUserName>o</FromUserName><MsgType>text</MsgType><Content>hello</Content></xml>',
});
await app.close();
if (status !== 200 || !body.includes('You said: hello')) throw new Error(`import: answered ${status} ${body}`);

const sandbox = await WechatSandbox.start({ components: [{}] });
class PlatformModule {}
const platform = { components: [sandbox.componentCredentials()], hosts: sandbox.hosts };
Module({ imports: [OpenPlatformModule.forRoot(platform)] })(PlatformModule);
const platformApp = await NestFactory.createApplicationContext(PlatformModule, { logger: ['error', 'warn'] });
const service = platformApp.get(OpenPlatformService);
await service.setVerifyTicket(sandbox.component().tickets.issue().value);
await sandbox.component().authorize(sandbox.account(), { isPushed: false });
const taken = await service.synchronizeAuthorizers();
const token = await service.account(sandbox.account().appId).tokens.getAccessToken();
await platformApp.close();
if (taken !== 1 || token === '') throw new Error(`import: the platform has ${taken} accounts`);

const alice = sandbox.follower();
await alice.follow();
await sandbox.stop();
if (sandbox.deliveries[0]?.verdict !== 'no-callback') throw new Error('import: the sandbox did not run');
console.log('import: answered as expected');
