import { map } from 'rxjs';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { TokenService, WechatConfigError, WechatModule } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { PLATFORMS, startHost, type Host, type Platform } from '../support/host.js';
import { countCalls } from '../support/sandbox.js';

const SECRET = 'a secret of the hub';
const STABLE = '/cgi-bin/stable_token';

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
});
afterEach(() => sandbox.stop());

const account = () => ({ ...sandbox.credentials(), timeoutMs: 1000 });

async function startHub(platform: Platform, registration = hub()): Promise<Host> {
  const host = await startHost(platform, {
    imports: [registration],
    // What would change every answer of the host.
    configure: app =>
      app.useGlobalInterceptors({ intercept: (_, next) => next.handle().pipe(map(data => ({ code: 0, data }))) }),
  });
  onTestFinished(() => host.app.close());
  return host;
}

const hub = () => WechatModule.forRoot({ ...account(), tokenHub: { path: 'hub', secret: SECRET } });
const asyncHub = () =>
  WechatModule.forRootAsync({
    tokenHub: { path: 'hub' },
    useFactory: () => Promise.resolve({ ...account(), tokenHub: { secret: SECRET } }),
  });

const ask = (host: Host, init: RequestInit = {}) =>
  fetch(`${host.origin}/hub`, {
    ...init,
    headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
  });

describe.each(PLATFORMS)('a token hub on %s', platform => {
  test.each([
    ['forRoot', hub],
    ['forRootAsync', asyncHub],
  ])('gives the access token and its end (%s)', async (_, registration) => {
    const host = await startHub(platform, registration());
    const response = await ask(host);
    const body = (await response.json()) as { access_token: string; expires_in: number };
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(sandbox.account().accessTokens.state(body.access_token)).toBe('alive');
    expect(body.expires_in).toBeGreaterThan(7000);
    expect(body.expires_in).toBeLessThanOrEqual(7200);
  });

  test.each([
    ['wrong', { authorization: 'Bearer another secret' }],
    ['longer', { authorization: `Bearer ${SECRET}x` }],
    ['missing', { authorization: '' }],
    ['bare', { authorization: SECRET }],
  ])('refuses a secret that is %s', async (_, headers) => {
    const host = await startHub(platform);
    for (const method of ['GET', 'POST']) {
      const response = await fetch(`${host.origin}/hub`, { method, headers });
      expect([response.status, await response.json()]).toEqual([401, { error: 'unauthorized' }]);
    }
    expect(countCalls(sandbox, STABLE)).toBe(0);
    expect(JSON.stringify(host.logger.entries)).not.toContain(SECRET);
  });

  test('replaces a token that is reported as refused, and only that one', async () => {
    const host = await startHub(platform);
    const { access_token: dead } = (await (await ask(host)).json()) as { access_token: string };
    sandbox.fault.rejectTokens({ token: dead });
    const report = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ stale_token: dead }),
    };
    const answers = await Promise.all(Array.from({ length: 20 }, async () => (await ask(host, report)).json()));
    const tokens = new Set(answers.map(answer => (answer as { access_token: string }).access_token));
    expect(tokens.size).toBe(1);
    expect(sandbox.account().accessTokens.state([...tokens][0] ?? '')).toBe('alive');
    await ask(host, report);
    expect(countCalls(sandbox, STABLE)).toBe(2);
  });

  test.each(['{}', '{"stale_token":5}', '[]'])('answers 400 to a report of %s', async body => {
    const host = await startHub(platform);
    const response = await ask(host, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(response.status).toBe(400);
  });

  test('answers 503 where there is no token, without secrets', async () => {
    sandbox.fault.fail(STABLE, { errcode: 40125, errmsg: 'invalid appsecret' });
    const host = await startHub(platform);
    const response = await ask(host);
    const body = await response.text();
    expect(response.status).toBe(503);
    expect(body).toMatch(/40125/);
    expect(body).not.toContain(sandbox.account().appSecret);
  });

  test('serves other applications, which recover by it', async () => {
    const host = await startHub(platform);
    const options = {
      appSecret: undefined,
      accessToken: { source: 'hub', url: `${host.origin}/hub`, secret: SECRET },
    } as const;
    const [one, two] = [createAccount(sandbox, options), createAccount(sandbox, options)];
    const token = await one.tokens.getAccessToken();
    expect(await two.tokens.getAccessToken()).toBe(token);
    expect(await host.app.get(TokenService).getAccessToken()).toBe(token);
    sandbox.fault.rejectTokens({ token });
    await Promise.all([one, two, one, two].map(({ api }) => api.get('/cgi-bin/getcallbackip')));
    expect(countCalls(sandbox, STABLE)).toBe(2);
    expect(await one.tokens.getAccessToken()).toBe(await two.tokens.getAccessToken());
  });

  test('tells other applications why it has no token', async () => {
    sandbox.fault.fail(STABLE, { errcode: 40164, errmsg: 'invalid ip 203.0.113.7, not in whitelist' });
    const host = await startHub(platform);
    const accessToken = { source: 'hub', url: `${host.origin}/hub`, secret: SECRET } as const;
    await expect(createAccount(sandbox, { accessToken }).tokens.getAccessToken()).rejects.toThrow(
      /40164.*203\.0\.113\.7/,
    );
  });

  test('tells an application with another secret what to do', async () => {
    const host = await startHub(platform);
    const accessToken = { source: 'hub', url: `${host.origin}/hub`, secret: 'another secret' } as const;
    const { tokens } = createAccount(sandbox, { accessToken });
    await expect(tokens.getAccessToken()).rejects.toThrow(/refuses the secret.*same one on both sides/);
  });
});

test.each([
  [
    'a path without a secret',
    WechatModule.forRootAsync({ tokenHub: { path: 'hub' }, useFactory: () => ({ appId: 'wx1' }) }),
  ],
  [
    'a secret without a path beside the factory',
    WechatModule.forRootAsync({ useFactory: () => ({ appId: 'wx1', tokenHub: { path: 'hub', secret: SECRET } }) }),
  ],
])('%s stops the application at boot', async (_, registration) => {
  await expect(startHost('express', { imports: [registration] })).rejects.toThrow(/needs a path and a secret/);
});

test('a short secret stops the application at boot', async () => {
  const registration = WechatModule.forRoot({ appId: 'wx1', tokenHub: { path: 'hub', secret: 'short' } });
  await expect(startHost('express', { imports: [registration] })).rejects.toThrow(WechatConfigError);
});
