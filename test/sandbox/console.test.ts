import { once } from 'node:events';
import { request as send, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSandboxApp, listen } from '#lib/sandbox/server/sandbox-server';
import { World } from '#lib/sandbox/world';
import { WechatSandbox, type SandboxOptions } from 'nestjs-wechat/sandbox';
import { startCallback } from '../support/callback-server.js';
import { followSnapshots } from '../support/snapshots.js';

describe('the page', () => {
  test('may run its own scripts only', async () => {
    const { origin } = await start();
    const page = await fetch(`${origin}/`);
    expect(page.headers.get('content-type')).toMatch('text/html');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'self'; script-src 'self' 'sha256-[\w+/]{43}='; /);
    expect(policy).not.toMatch(/unsafe/);
  });

  test('consists of files with the right types', async () => {
    const { origin } = await start();
    const page = await (await fetch(`${origin}/`)).text();
    const paths = [...page.matchAll(/"(\/sandbox\/assets\/[^"]+)"/g)].map(([, path]) => String(path));
    expect(paths).toContain('/sandbox/assets/weui.css');
    expect(paths).toContain('/sandbox/assets/preact.js');
    const types: Record<string, string> = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };
    for (const path of paths) {
      const asset = await fetch(origin + path);
      expect([path, asset.status]).toEqual([path, 200]);
      expect(asset.headers.get('content-type')).toMatch(String(types[String(path.split('.').at(-1))]));
      expect(asset.headers.get('cache-control')).toBe('no-cache');
    }
  });

  test.each(['tsconfig.json', '%2e%2e%2fconsole.routes.ts', '', 'vendor', '__proto__'])(
    'has no file %s',
    async path => {
      const { origin } = await start();
      expect((await fetch(`${origin}/sandbox/assets/${path}`)).status).not.toBe(200);
    },
  );
});

describe('snapshots', () => {
  test('come at once and after every change', async () => {
    const sandbox = await start({ accounts: [{ appId: 'wxconsole', nickname: 'Shop' }] });
    const alice = sandbox.follower({ nickname: 'Alice' });
    const stream = await followSnapshots(sandbox.origin);
    expect(await stream.next()).toMatchObject({
      accounts: [{ appId: 'wxconsole', nickname: 'Shop', type: 'official-account' }],
      account: { appId: 'wxconsole', mode: 'plain', origin: sandbox.origin, tokens: [], quotas: [] },
      people: { total: 1, newest: [{ openId: alice.openId, nickname: 'Alice', isFollowing: false }] },
      phone: { openId: alice.openId, chat: [] },
      menu: [],
      codes: [],
      logins: [],
      deliveries: [],
      calls: [],
      faults: { api: [], duplicates: 0 },
    });
    await alice.follow();
    await alice.say('hi');
    const { phone, deliveries } = await stream.next(({ deliveries: [newest] }) => newest?.['kind'] === 'text');
    expect(phone).toMatchObject({ isFollowing: true, chat: [{ type: 'text', content: 'hi', from: 'person' }] });
    expect(deliveries).toMatchObject([
      { kind: 'text', nickname: 'Alice', attempts: 0, verdict: 'no-callback' },
      { kind: 'event.subscribe' },
    ]);
  });

  test('show the person and the account that are asked for', async () => {
    const sandbox = await start({ accounts: [{}, { appId: 'wxsecond', nickname: 'Second' }] });
    const { people } = await (await followSnapshots(sandbox.origin)).next();
    expect(people).toEqual({ total: 0, newest: [] });
    sandbox.follower({ nickname: 'Alice' });
    const bob = sandbox.follower({ nickname: 'Bob' });
    await bob.at('wxsecond').follow();
    const all = await (await followSnapshots(sandbox.origin)).next();
    expect(all.phone).toMatchObject({ nickname: 'Alice' });
    const query = `?account=wxsecond&person=${String(all.people.newest[1]?.['personId'])}`;
    const { account, phone } = await (await followSnapshots(sandbox.origin, query)).next();
    expect(account).toMatchObject({ appId: 'wxsecond' });
    expect(phone).toMatchObject({ openId: bob.at('wxsecond').openId, nickname: 'Bob', isFollowing: true });
  });

  test('stay small with 10,000 followers', async () => {
    const sandbox = await start();
    for (let count = 0; count < 10_000; count++) sandbox.follower();
    const { people, phone } = await (await followSnapshots(sandbox.origin)).next();
    expect(people.total).toBe(10_000);
    expect(people.newest).toHaveLength(100);
    expect(phone).toMatchObject({ personId: people.newest[0]?.['personId'] });
  });

  test('hold the newest 100 calls without what was said', async () => {
    const sandbox = await start();
    for (let count = 0; count < 101; count++) await fetch(`${sandbox.origin}/cgi-bin/no/such/${count}?secret=x`);
    const snapshot = await (await followSnapshots(sandbox.origin)).next();
    expect(snapshot.calls).toHaveLength(100);
    expect(snapshot.calls[0]).toMatchObject({ id: 101, method: 'GET', path: '/cgi-bin/no/such/100', errcode: 40066 });
    expect(snapshot.calls[0]).not.toHaveProperty('query');
  });

  test('end when the browser leaves', async () => {
    const world = new World({});
    const server = await listen(createSandboxApp(world, '127.0.0.1'), '127.0.0.1', 0);
    onTestFinished(() => void server.close());
    const listeners = new Set<() => void>();
    const subscribe = world.changes.subscribe.bind(world.changes);
    world.changes.subscribe = listener => {
      listeners.add(listener);
      const unsubscribe = subscribe(listener);
      return () => {
        listeners.delete(listener);
        unsubscribe();
      };
    };
    const stream = await followSnapshots(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await stream.next();
    expect(listeners.size).toBe(1);
    stream.close();
    await expect.poll(() => listeners.size).toBe(0);
  });

  test('do not keep the sandbox from stopping', async () => {
    const sandbox = await WechatSandbox.start();
    const stream = await followSnapshots(sandbox.origin);
    await stream.next();
    await sandbox.stop();
    await expect(stream.next()).rejects.toThrow(/ended|terminated/);
  });
});

describe('details', () => {
  test('tell what was delivered, and why it was refused', async () => {
    const sandbox = await start({ callbackUrl: (await startCallback(response => response.end('<html>'))).url });
    const alice = sandbox.follower();
    await alice.follow();
    const detail = await (await fetch(`${sandbox.origin}/sandbox/deliveries/1`)).json();
    expect(detail).toMatchObject({
      kind: 'event.subscribe',
      openId: alice.openId,
      message: expect.stringContaining('<Event><![CDATA[subscribe]]></Event>'),
      log: [{ number: 1, response: { status: 200, body: '<html>' }, verdict: 'bad-answer' }],
      shown: { type: 'notice' },
    });
    expect(detail).toHaveProperty('log.0.reason', expect.stringMatching(/HTML/));
    expect((await fetch(`${sandbox.origin}/sandbox/deliveries/2`)).status).toBe(404);
  });

  test('tell what was called', async () => {
    const sandbox = await start();
    await fetch(`${sandbox.origin}/cgi-bin/tags/create?access_token=x`, {
      method: 'POST',
      body: '{"tag":{"name":"a"}}',
    });
    expect(await (await fetch(`${sandbox.origin}/sandbox/calls/1`)).json()).toMatchObject({
      method: 'POST',
      path: '/cgi-bin/tags/create',
      query: { access_token: 'x' },
      body: { tag: { name: 'a' } },
      errcode: 40014,
      note: 'invalid access_token',
      rid: expect.stringMatching(/^\w+-\w+-\w+$/),
    });
    expect((await fetch(`${sandbox.origin}/sandbox/calls/0`)).status).toBe(404);
  });
});

describe('other websites', () => {
  const HEADERS = { 'content-type': 'application/json' };

  test.each(['/', '/sandbox/events', '/sandbox/assets/main.js', '/sandbox/calls/1'])(
    'are not shown %s under a name of theirs',
    async path => {
      const { origin } = await start();
      expect(await ask(origin, path, { host: 'evil.example' })).toMatchObject({ status: 403 });
      expect(await ask(origin, path, { host: '127.0.0.1.evil.example:80' })).toMatchObject({ status: 403 });
      expect((await ask(origin, path, { host: 'LOCALHOST:8787' })).status).not.toBe(403);
      expect((await ask(origin, path, { host: '[::1]' })).status).not.toBe(403);
    },
  );

  test('may not press buttons', async () => {
    const { origin } = await start();
    const path = '/sandbox/actions/clearFaults';
    for (const foreign of ['http://evil.example', 'null', 'http://127.0.0.1:1'])
      expect(await ask(origin, path, { ...HEADERS, origin: foreign }, '{}')).toMatchObject({ status: 403 });
    expect(await ask(origin, path, { 'content-type': 'text/plain' }, '{}')).toMatchObject({ status: 415 });
    expect(await ask(origin, path, { ...HEADERS, origin }, '{}')).toMatchObject({ status: 200 });
    expect(await ask(origin, path, HEADERS, '{}')).toMatchObject({ status: 200 });
  });

  test('are let in where the sandbox listens on all addresses', async () => {
    const { origin } = await start({ host: '0.0.0.0' });
    expect(await ask(origin, '/', { host: 'wechat.lan:8787' })).toMatchObject({ status: 200 });
    expect(
      await ask(origin, '/sandbox/actions/clearFaults', { ...HEADERS, origin: 'http://evil.example' }, '{}'),
    ).toMatchObject({
      status: 403,
    });
  });

  test('call the API under any name', async () => {
    const { origin } = await start();
    expect(await ask(origin, '/cgi-bin/token', { host: 'api.weixin.qq.com' })).toMatchObject({
      status: 200,
      body: expect.stringContaining('41002'),
    });
  });
});

async function start(options?: SandboxOptions): Promise<WechatSandbox> {
  const sandbox = await WechatSandbox.start(options);
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** `fetch` sets `Host` by itself. */
async function ask(origin: string, path: string, headers: Record<string, string>, body?: string) {
  const outgoing = send(new URL(path, origin), { method: body === undefined ? 'GET' : 'POST', headers });
  onTestFinished(() => void outgoing.destroy());
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  if (response.headers['content-type']?.startsWith('text/event-stream'))
    return { status: response.statusCode, body: '' };
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
}
