import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { OnScan, OnScanLogin, OnSubscribe, ScanLoginContext, type WechatContext } from 'nestjs-wechat';
import { SandboxClock } from 'nestjs-wechat/sandbox';
import { PLATFORMS } from '../support/host.js';
import { startSite, startWechat } from '../support/login-site.js';

const DONE = '登录成功。';
const OVER = '二维码已失效，请刷新网页后重新扫码。';
const TAKEN = '这个二维码已被其他人扫描，请刷新网页后重新扫码。';

@Injectable()
class Scans {
  readonly heard: string[] = [];
  @OnScan() scanned({ scene }: WechatContext<'event.SCAN' | 'event.subscribe'>) {
    this.heard.push(scene ?? '');
    return 'an ordinary scan';
  }
}

describe.each(PLATFORMS)('on %s', platform => {
  test('an old follower logs in', async () => {
    const sandbox = await startWechat();
    const site = await startSite(sandbox, { platform, providers: [Scans] });
    const alice = sandbox.follower();
    await alice.follow();
    const browser = site.open();
    const login = await browser.begin();
    expect(login).toMatchObject({ reused: false });
    expect(login.id).toMatch(/^[\w-]{22}$/);
    expect(browser.cookie).toMatch(/^login=[\w-]{22}\.[\w-]{43}$/);
    expect(await browser.state()).toBe('waiting');
    expect(await browser.complete()).toEqual({ failure: 'pending' });
    const watched = browser.watch();

    expect(await alice.scan(browser.picture)).toMatchObject({ content: DONE });
    expect((await watched).at(-1)).toBe('confirmed');
    const identity = await browser.complete();
    expect(identity).toMatchObject({ openId: alice.openId, newFollower: false });
    expect(identity).toHaveProperty('scannedAt', expect.stringMatching(/^\d{4}-.*\.000Z$/));
    expect(await browser.complete()).toEqual({ failure: 'completed' });
    expect(site.app.get(Scans).heard).toEqual([]);
  });

  test('a new follower logs in, and is heard as one', async () => {
    @Injectable()
    class Welcome {
      readonly heard: string[] = [];
      @OnSubscribe() followed() {
        this.heard.push('follow');
        return 'welcome';
      }
      @OnScanLogin() login(context: ScanLoginContext) {
        this.heard.push(`login ${String(context.login.newFollower)}`);
        return `hello ${context.openId}`;
      }
    }
    const sandbox = await startWechat();
    const site = await startSite(sandbox, { platform, providers: [Welcome, Scans] });
    const alice = sandbox.follower();
    const browser = site.open();
    await browser.begin();
    const watched = browser.watch();
    expect(await alice.scan(browser.picture)).toMatchObject({ content: `hello ${alice.openId}` });
    expect((await watched).at(-1)).toBe('confirmed');
    expect(await browser.complete()).toMatchObject({ openId: alice.openId, newFollower: true });
    expect(site.app.get(Welcome).heard).toEqual(['follow', 'login true']);
    expect(site.app.get(Scans).heard).toEqual([]);
  });
});

test('of two phones the first wins, and the second is told', async () => {
  const sandbox = await startWechat();
  const site = await startSite(sandbox, { providers: [Scans] });
  const [alice, bob] = [sandbox.follower(), sandbox.follower()];
  const browser = site.open();
  await browser.begin();
  const [first, second] = await Promise.all([alice.scan(browser.picture), bob.scan(browser.picture)]);
  const contents = [first, second].map(answer => (answer?.type === 'text' ? answer.content : undefined));
  expect(new Set(contents)).toEqual(new Set([DONE, TAKEN]));
  const winner = contents[0] === DONE ? alice : bob;
  expect(await bob.scan(browser.picture)).toMatchObject({ content: winner === bob ? DONE : TAKEN });
  expect(await browser.complete()).toMatchObject({ openId: winner.openId });
  expect(site.app.get(Scans).heard).toEqual([]);
});

describe('a scan that is delivered again', () => {
  @Injectable()
  class Counting {
    runs = 0;
    @OnScanLogin() login() {
      return `run ${++this.runs}`;
    }
  }

  test('is one, with the same answer', async () => {
    const sandbox = await startWechat();
    const site = await startSite(sandbox, { providers: [Counting] });
    const alice = sandbox.follower();
    const browser = site.open();
    await browser.begin();
    sandbox.fault.duplicateDeliveries();
    expect(await alice.scan(browser.picture)).toMatchObject({ content: 'run 1' });
    expect(sandbox.deliveries.at(-1)?.attempts).toHaveLength(2);
    expect(site.app.get(Counting).runs).toBe(1);
    expect(await browser.complete()).toMatchObject({ openId: alice.openId, newFollower: true });
  });

  test('is one, even after the login was completed and the code given back', async () => {
    const sandbox = await startWechat();
    const site = await startSite(sandbox, { providers: [Counting, Scans] });
    const alice = sandbox.follower();
    const browser = site.open();
    await browser.begin();
    await alice.scan(browser.picture);
    await browser.complete();
    const request = sandbox.deliveries.at(-1)?.attempts[0]?.request;
    for (let turn = 0; turn < 2; turn++) {
      const answer = await fetch(request?.url ?? '', {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body: request?.body ?? '',
      });
      expect(await answer.text()).toContain('run 1');
    }
    expect(site.app.get(Scans).heard).toEqual([]);
    expect(await browser.complete()).toEqual({ failure: 'completed' });
  });

  test('is told from another scan of the same person: of another code, or at another time', async () => {
    const sandbox = await startWechat();
    const site = await startSite(sandbox, { providers: [Counting, Scans] });
    const alice = sandbox.follower();
    const [browser, other] = [site.open(), site.open()];
    const { id } = await browser.begin();
    const { id: otherId } = await other.begin();
    await alice.scan(browser.picture);
    await browser.complete();
    await other.cancel();
    const sceneOf = async (login: string) => (await site.logins.parts.attempts.read(login))?.sceneId ?? '';
    const [scene, otherScene] = [await sceneOf(id), await sceneOf(otherId)];
    const request = sandbox.deliveries.at(-1)?.attempts[0]?.request;
    const body = request?.body ?? '';
    for (const change of [
      body.replace(scene, otherScene),
      body.replace(/(?<=<CreateTime>)\d+/, time => `${Number(time) - 60}`),
    ]) {
      expect(change).not.toBe(body);
      const headers = { 'content-type': 'text/xml' };
      const answer = await fetch(request?.url ?? '', { method: 'POST', headers, body: change });
      expect(await answer.text()).toContain('an ordinary scan');
    }
    expect(site.app.get(Scans).heard).toEqual([otherScene, scene]);
  });

  test('three times while the handler runs is one login', async () => {
    @Injectable()
    class Slow {
      @OnScanLogin() async login() {
        await sleep(500);
        return 'at last';
      }
    }
    const sandbox = await startWechat({ delivery: { timeoutMs: 200 } });
    const site = await startSite(sandbox, { providers: [Slow] });
    const alice = sandbox.follower();
    const browser = site.open();
    await browser.begin();
    await alice.scan(browser.picture);
    expect(sandbox.deliveries.at(-1)?.attempts).toHaveLength(3);
    await expect.poll(() => browser.state()).toBe('confirmed');
    expect(await browser.complete()).toMatchObject({ openId: alice.openId });
    expect(await browser.complete()).toEqual({ failure: 'completed' });
  });
});

describe('the time of a scan', () => {
  const start = async (aheadMs: number, attemptSeconds = 300) => {
    const sandbox = await startWechat({ clock: new SandboxClock(new Date(Date.now() + aheadMs)) });
    const site = await startSite(sandbox, {
      providers: [Scans],
      options: { scanLogin: { attemptSeconds }, qrcodePool: { stock: 0 } },
    });
    const browser = site.open();
    await browser.begin();
    return { sandbox, site, browser, alice: sandbox.follower() };
  };

  test.each([
    ['30 s behind', -29_000],
    ['30 s ahead', 30_000],
    ['at the end of the lease and 30 s ahead', 300_000 + 28_000],
  ])('counts with WeChat %s', async (_, aheadMs) => {
    const { site, browser, alice } = await start(aheadMs);
    expect(await alice.scan(browser.picture)).toMatchObject({ content: DONE });
    expect(await browser.complete()).toMatchObject({ openId: alice.openId });
    expect(site.app.get(Scans).heard).toEqual([]);
  });

  test.each([
    ['before the lease', -33_000],
    ['after the lease', 300_000 + 33_000],
  ])('%s counts for nobody', async (_, aheadMs) => {
    const { site, browser, alice } = await start(aheadMs);
    expect(await alice.scan(browser.picture)).toMatchObject({ content: 'an ordinary scan' });
    expect(await browser.state()).toBe('waiting');
    expect(site.app.get(Scans).heard).toHaveLength(1);
  });

  test.each([
    ['alike', 0],
    ['30 s behind', -29_000],
  ])('is too late once the browser was told so, with clocks %s', async (_, aheadMs) => {
    const { browser, alice } = await start(aheadMs, 0.2);
    expect(await browser.watch()).toEqual(['waiting', 'expired']);
    expect(await alice.scan(browser.picture)).toMatchObject({ content: OVER });
    expect(await browser.state()).toBe('expired');
    expect(await browser.complete()).toEqual({ failure: 'expired' });
  });

  test('at the last moment leaves time to confirm and to complete', async () => {
    const { browser, alice } = await start(0, 1);
    await sleep(700);
    await alice.scan(browser.picture);
    await sleep(700);
    expect(await browser.state()).toBe('confirmed');
    expect(await browser.complete()).toMatchObject({ openId: alice.openId });
  });
});

test.each(['unknown', 'pool_AAAAAAAAAAAAAAAAAAAAAA', '42', 'wechat:{x}', ' '])(
  'a scan of the scene %j is an ordinary one',
  async scene => {
    const sandbox = await startWechat();
    const site = await startSite(sandbox, { providers: [Scans] });
    const { url } = sandbox.account().qrCodes.createTemporary({ text: scene }, 60);
    await site.open().begin();
    expect(await sandbox.follower().scan(url)).toMatchObject({ content: 'an ordinary scan' });
    expect(site.app.get(Scans).heard).toEqual([scene]);
  },
);
