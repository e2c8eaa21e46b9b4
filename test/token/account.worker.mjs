import { Logger } from '@nestjs/common';
import { createWechatAccount } from '#lib/account/account.factory';
import { RedisCredentialStore } from '#lib/credentials/redis-credential.store';
import { LoginWatcher } from '#lib/login/login-watcher';
import { RedisLoginAttemptStore } from '#lib/login/redis-login-attempt.store';
import { RedisQrcodePoolStore } from '#lib/qrcode/pool/redis-qrcode-pool.store';
import { RedisConnection } from '#lib/redis/redis.connection';
import { Telemetry } from '#lib/telemetry/telemetry';
import { WechatEvents } from '#lib/telemetry/wechat-events';
import { resolveOptions } from '#lib/wechat.options-resolver';

/** One instance of an application with one account, for tests with several processes. */
const { redis, ...rest } = JSON.parse(process.argv[2]);
Logger.overrideLogger(false);
const options = resolveOptions(rest, 'default');
const connection = new RedisConnection(redis);
const { tokens, api } = createWechatAccount('default', options, {
  credentials: new RedisCredentialStore(connection, options.keyPrefix),
  qrcodePool: new RedisQrcodePoolStore(connection, options.keyPrefix),
  loginAttempts: new RedisLoginAttemptStore(connection, options.keyPrefix),
  loginWatcher: new LoginWatcher(),
  telemetry: new Telemetry(new WechatEvents()),
});

/** What was asked for by many callers at once: the different answers, and the names of the errors. */
async function many(callers, ask) {
  const settled = await Promise.allSettled(Array.from({ length: callers }, ask));
  const values = new Set(settled.filter(({ status }) => status === 'fulfilled').map(({ value }) => value));
  const errors = new Set(settled.filter(({ status }) => status === 'rejected').map(({ reason }) => reason.message));
  return { values: [...values], errors: [...errors] };
}

const actions = {
  get: ({ callers = 1 }) => many(callers, () => tokens.getAccessToken()),
  refresh: ({ callers = 1 }) => many(callers, () => tokens.refresh()),
  report: ({ callers = 1, token }) =>
    many(callers, async () => {
      await tokens.invalidate(token);
      return tokens.getAccessToken();
    }),
  call: ({ callers = 1 }) => many(callers, async () => (await api.get('/cgi-bin/getcallbackip')).errcode ?? 0),
  ticket: ({ callers = 1 }) => many(callers, () => tokens.getTicket('jsapi')),
};

export default message => actions[message.action](message);
