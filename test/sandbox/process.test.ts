import { spawn } from 'node:child_process';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { meet, startCallback } from '../support/callback-server.js';
import { ended, started } from '../support/processes.js';
import { withToken } from '../support/raw-api.js';
import { ROOT } from '../support/readme.js';

const { Request, Response } = globalThis;

describe('the process that a sandbox runs in', () => {
  test('has the Request and Response that it had', async () => {
    const sandbox = await WechatSandbox.start();
    await sandbox.stop();
    expect([globalThis.Request === Request, globalThis.Response === Response]).toEqual([true, true]);
  });

  // In a process of its own, with what `npm test` has built.
  test('is not kept alive by a sandbox that was stopped', { timeout: 20_000 }, async () => {
    const script = `
      import { WechatSandbox } from 'nestjs-wechat/sandbox';
      const sandbox = await WechatSandbox.start();
      await fetch(sandbox.origin + '/sandbox/events', { method: 'HEAD' });
      sandbox.fault.delay(3_600_000);
      const call = fetch(sandbox.origin + '/cgi-bin/token').catch(() => {});
      while (sandbox.calls.length === 0) await new Promise(resolve => setImmediate(resolve));
      await Promise.all([sandbox.stop(), call]);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { cwd: ROOT, stdio: 'inherit' });
    onTestFinished(() => void child.kill('SIGKILL'));
    started(child);
    expect(await ended(child)).toEqual({ code: 0, signal: null });
  });

  test('has several that share nothing', async () => {
    const accounts = [{ appId: 'wx1a2b3c4d5e6f7081' }];
    const [one, other] = await Promise.all([WechatSandbox.start({ accounts }), WechatSandbox.start({ accounts })]);
    onTestFinished(() => Promise.all([one.stop(), other.stop()]).then(() => {}));
    await one.follower().follow();
    one.clock.advance(1e9);
    one.fault.apiError('/cgi-bin/getcallbackip', 45009);
    const token = one.account().accessTokens.getStable().value;
    expect(other.account().accessTokens.state(token)).toBeUndefined();
    expect(other.account().contacts.list()).toEqual([]);
    expect(other.clock.now()).toBeLessThan(one.clock.now());
    expect(await withToken(other).get('/cgi-bin/getcallbackip')).toEqual({ ip_list: ['127.0.0.1'] });
    expect([one.calls.length, one.deliveries.length]).toEqual([0, 1]);
    await one.stop();
    expect(await withToken(other).get('/cgi-bin/getcallbackip')).toEqual({ ip_list: ['127.0.0.1'] });
  });
});

describe('where timers are faked', () => {
  afterEach(() => void vi.useRealTimers());

  test('the sandbox goes on in real time', async () => {
    vi.useFakeTimers();
    const { sandbox, alice } = await meet({}, { delivery: { timeoutMs: 50, attempts: 1 } });
    const callback = await startCallback(response => response.end('success'));
    sandbox.account().callbackUrl = callback.url;
    sandbox.fault.delay(10);
    const { post } = withToken(sandbox);
    const message = { touser: alice.openId, msgtype: 'text', text: { content: 'hi' } };
    expect(await post('/cgi-bin/message/custom/send', message)).toMatchObject({ errcode: 0 });
    expect(await alice.nextMessage()).toMatchObject({ content: 'hi' });
    expect(await alice.say('hi')).toBeUndefined();
    await expect(alice.nextMessage({ timeoutMs: 20 })).rejects.toThrow('did not come within 20 ms');
    vi.useRealTimers();
    vi.useFakeTimers();
    const waiting = alice.nextMessage({ timeoutMs: 10_000 });
    vi.advanceTimersByTime(20_000);
    await post('/cgi-bin/message/custom/send', message);
    expect(await waiting).toMatchObject({ content: 'hi' });
  });
});
