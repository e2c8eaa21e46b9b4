import { expect, onTestFinished, test } from 'vitest';
import { SandboxError, WechatSandbox, type SandboxOptions } from 'nestjs-wechat/sandbox';
import { getJson } from '../support/raw-api.js';

test.each<readonly [SandboxOptions, string]>([
  [{ port: 65_536 }, 'The port is 65536; it must be a number from 0 to 65535, where 0 is any that is free.'],
  [{ port: 80.5 }, 'The port is 80.5; it must be a number from 0 to 65535, where 0 is any that is free.'],
  [{ accounts: [] }, 'The accounts are an empty list. Name one, or leave the option out.'],
  [{ accounts: [{ appId: 'wx1' }, { appId: 'wx1' }] }, 'There are two accounts with the AppID wx1.'],
  [{ accounts: [{ appId: '' }] }, 'The appId is empty.'],
  [{ accounts: [{ token: 'ab' }] }, 'The token must have 3 to 32 letters and digits.'],
  [{ accounts: [{ token: 'a'.repeat(33) }] }, 'The token must have 3 to 32 letters and digits.'],
  [{ accounts: [{ encodingAESKey: 'short' }] }, 'The encodingAESKey must have 43 letters and digits.'],
  [{ accounts: [{ mode: 'compatible' }] }, 'The mode compatible needs an encodingAESKey of 43 letters and digits.'],
  [{ accounts: [{ mode: 'secure' as 'safe' }] }, 'The mode must be plain, compatible or safe, not secure.'],
  [{ callbackUrl: 'localhost:3000' }, 'The callback "localhost:3000" is no http:// or https:// URL.'],
  [{ delivery: { timeoutMs: 0 } }, 'The delivery.timeoutMs is 0; it must be whole milliseconds from 1.'],
  [{ delivery: { timeoutMs: Infinity } }, 'The delivery.timeoutMs is Infinity; it must be whole milliseconds from 1.'],
  [{ delivery: { timeoutMs: 2 ** 31 } }, 'The delivery.timeoutMs is 2147483648; it must be whole milliseconds from 1.'],
  [{ delivery: { attempts: 0 } }, 'The delivery.attempts are 0; it must be a whole number from 1.'],
  [{ delivery: { attempts: NaN } }, 'The delivery.attempts are NaN; it must be a whole number from 1.'],
  [{ host: 'no.such.host.invalid' }, 'This machine has no address no.such.host.invalid.'],
])('%j is refused in words', async (options, message) => {
  await expect(WechatSandbox.start(options)).rejects.toEqual(new SandboxError(message));
});

test.each([
  ['127.0.0.1', /^http:\/\/127\.0\.0\.1:\d+$/],
  ['0.0.0.0', /^http:\/\/127\.0\.0\.1:\d+$/],
  ['::', /^http:\/\/127\.0\.0\.1:\d+$/],
  ['::1', /^http:\/\/\[::1\]:\d+$/],
])('listens on %s', async (host, origin) => {
  const sandbox = await WechatSandbox.start({ host, accounts: [{ ipWhitelist: [] }] });
  onTestFinished(() => sandbox.stop());
  expect(sandbox.origin).toMatch(origin);
  const { appId: appid, appSecret: secret } = sandbox.credentials();
  const refused = await getJson(sandbox, '/cgi-bin/token', { grant_type: 'client_credential', appid, secret });
  const [ip, ipv6] = host === '::1' ? ['::1', '::1'] : ['127.0.0.1', '::ffff:127.0.0.1'];
  expect(refused['errmsg']).toContain(`invalid ip ${ip} ipv6 ${ipv6}, not in whitelist rid: `);
});

test('a second stop() is no error', async () => {
  const sandbox = await WechatSandbox.start();
  await sandbox.stop();
  await sandbox.stop();
});

test('misuse is named at once, and not carried out', async () => {
  const sandbox = await WechatSandbox.start({ accounts: [{}, { appId: 'wxsite', type: 'website' }] });
  onTestFinished(() => sandbox.stop());
  const visitor = sandbox.follower({ account: 'wxsite' });
  await expect(visitor.follow()).rejects.toThrow('wxsite is a website, which nobody can follow.');
  expect(() => sandbox.answer('cgi-bin/foo', {})).toThrow('The path "cgi-bin/foo" must be whole');
  expect(() => sandbox.fault.apiError('cgi-bin/menu/get', 45009)).toThrow(SandboxError);
  const alice = sandbox.follower();
  await alice.follow();
  await expect(alice.say('')).rejects.toThrow('A phone sends no empty text.');
  expect(alice.inbox).toEqual([]);
});

test('a path that is not played says how to play it, and an answer can be taken back', async () => {
  const sandbox = await WechatSandbox.start();
  onTestFinished(() => sandbox.stop());
  const ask = () => getJson(sandbox, '/sns/foo');
  expect((await ask())['errmsg']).toContain('sandbox.answer() can');
  sandbox.answer('/sns/foo', { bar: 1 });
  expect(await ask()).toEqual({ bar: 1 });
  sandbox.answer('/sns/foo', undefined);
  expect(await ask()).toMatchObject({ errcode: 40066 });
});

test.each([
  ['http://127.0.0.1:1/wechat', 'Node.js refuses to call this port'],
  ['https:', 'It speaks no TLS. Is it http:// in place of https://?'],
])('a callback at %s is refused with the reason', async (url, reason) => {
  const sandbox = await WechatSandbox.start();
  onTestFinished(() => sandbox.stop());
  const callback = url === 'https:' ? sandbox.origin.replace('http:', 'https:') : url;
  await expect(sandbox.setCallback(callback)).rejects.toThrow(reason);
});
