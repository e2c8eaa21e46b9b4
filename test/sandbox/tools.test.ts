import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SandboxClock, WechatSandbox } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { RID, withToken, type Json } from '../support/raw-api.js';

const OTHER = 'wx8f7e6d5c4b3a2918';

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start({
    accounts: [{}, { appId: OTHER }],
    clock: new SandboxClock(new Date('2026-03-15T08:00:00+08:00')),
  });
});
afterEach(() => sandbox.stop());

const post = (path: string, body: Json, appId?: string) => withToken(sandbox, appId).post(path, body);

describe('the network', () => {
  const check = (body: Json) => post('/cgi-bin/callback/check', body);

  test('is checked, by our own API', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    sandbox.account().callbackUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`;
    const { api } = createAccount(sandbox, { timeoutMs: 20_000 });
    const dns = [{ ip: '127.0.0.1', real_operator: 'CAP' }];
    const ping = [
      { ip: '127.0.0.1', from_operator: 'UNICOM', package_loss: '0%', time: expect.stringMatching(/^\d+\.\d{3}ms$/) },
    ];
    expect(await api.callback.check({ action: 'all', check_operator: 'UNICOM' })).toEqual({ dns, ping });
    expect(await api.callback.check({ action: 'dns', check_operator: 'DEFAULT' })).toEqual({ dns });
    server.close();
    await once(server, 'close');
    expect(await api.callback.check({ action: 'ping', check_operator: 'UNICOM' })).toEqual({ ping });
    expect(await api.callback.getApiDomainIp()).toEqual({ ip_list: ['127.0.0.1'] });
  });

  test('is not checked without a callback, or for who knows what', async () => {
    const right = { action: 'all', check_operator: 'DEFAULT' };
    expect(await check({ ...right, action: 'ips' })).toMatchObject({ errcode: 40202 });
    expect(await check({ ...right, action: undefined })).toMatchObject({ errcode: 40202 });
    expect(await check({ ...right, check_operator: 'TELEKOM' })).toMatchObject({ errcode: 40203 });
    expect(await check(right)).toEqual({ errcode: 40201, errmsg: expect.stringMatching(`^invalid url${RID.source}`) });
    // A name that cannot be: nobody is asked for it.
    sandbox.account().callbackUrl = `http://${'a'.repeat(64)}.example/`;
    expect(await check(right)).toEqual({ dns: [], ping: [] });
  });
});

describe('short keys', () => {
  const shorten = (body: Json) => post('/cgi-bin/shorten/gen', body);
  const fetchKey = (key: unknown) => post('/cgi-bin/shorten/fetch', { short_key: key });

  test('stand for long texts for a while', async () => {
    const longData = '长'.repeat(1365);
    const answer = await shorten({ long_data: longData, expire_seconds: 3600 });
    expect(answer).toEqual({ errcode: 0, errmsg: 'ok', short_key: expect.stringMatching(/^[\da-zA-Z]{15}$/) });
    expect(await fetchKey(answer['short_key'])).toMatchObject({ long_data: longData, create_time: expect.any(Number) });
    expect(await post('/cgi-bin/shorten/fetch', { short_key: answer['short_key'] }, OTHER)).toMatchObject({
      errcode: 40035,
    });
    sandbox.clock.advance(3_500_000);
    const seconds = Number((await fetchKey(answer['short_key']))['expire_seconds']);
    expect([seconds > 90, seconds <= 100]).toEqual([true, true]);
    sandbox.clock.advance(100_000);
    expect(await fetchKey(answer['short_key'])).toMatchObject({ errcode: 40035 });
  });

  test('have their limits', async () => {
    const { short_key: key } = await shorten({ long_data: 'a'.repeat(4096), expire_seconds: 1e9 });
    const seconds = Number((await fetchKey(key))['expire_seconds']);
    expect([seconds > 2_591_000, seconds <= 2_592_000]).toEqual([true, true]);
    expect(await shorten({ long_data: 'a'.repeat(4097) })).toMatchObject({ errcode: 45002 });
    expect(await shorten({ long_data: `${'长'.repeat(1365)}ab` })).toMatchObject({ errcode: 45002 });
    expect(await shorten({})).toMatchObject({ errcode: 40035 });
    expect(await shorten({ long_data: 'a', expire_seconds: 0 })).toMatchObject({ errcode: 40035 });
    expect(await fetchKey('unknown')).toMatchObject({ errcode: 40035 });
  });
});
