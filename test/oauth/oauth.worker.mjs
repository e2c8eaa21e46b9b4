import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getWechatToken, OAuthService, WechatModule } from 'nestjs-wechat';

/** One instance of an application that logs people in, and of its mini program, for tests with several processes. */
Logger.overrideLogger(false);
class AppModule {}
const [account, game] = JSON.parse(process.argv[2]);
const imports = [WechatModule.forRoot(account), WechatModule.forRoot({ name: 'game', ...game })];
const app = await NestFactory.createApplicationContext({ module: AppModule, imports }, { logger: false });
const oauth = app.get(OAuthService);
const miniProgram = app.get(getWechatToken(OAuthService, 'game'));

const calls = {
  exchange: ({ code }) => oauth.exchange(code),
  code2Session: async ({ code }) => {
    const { openId, sessionKey } = await miniProgram.code2Session(code);
    return { openId, sessionKey };
  },
  refresh: ({ openId }) => oauth.refresh(openId),
  getUser: ({ openId }) => oauth.getUser(openId),
  getAccessToken: ({ openId }) => oauth.getAccessToken(openId),
};

/** The different answers that many callers get at once, and the different errors. */
export default async function answer({ call, callers = 1, ...request }) {
  const settled = await Promise.allSettled(Array.from({ length: callers }, () => calls[call](request)));
  const values = settled.filter(({ status }) => status === 'fulfilled').map(({ value }) => JSON.stringify(value));
  const errors = settled
    .filter(({ status }) => status === 'rejected')
    .map(({ reason: { name, remedy, errcode, message } }) => JSON.stringify({ name, remedy, errcode, message }));
  return { values: [...new Set(values)], errors: [...new Set(errors)] };
}
