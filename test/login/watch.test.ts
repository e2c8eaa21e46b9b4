import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { LoginWatcher } from '#lib/login/login-watcher';
import type { LoginStanding } from '#lib/login/login-attempt.store';
import { OnScanLogin, type ScanLoginContext } from 'nestjs-wechat';
import { startSite, startWechat } from '../support/login-site.js';
import { startRedis, type RedisServer } from '../support/redis/server.js';
import { captureLogs } from '../support/account.js';

describe('two instances on one Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  @Injectable()
  class Asking {
    @OnScanLogin() login(context: ScanLoginContext) {
      context.askConfirmation();
    }
  }

  async function start() {
    const sandbox = await startWechat();
    const options = { redis: redis.url, keyPrefix: `test:${sandbox.origin}`, qrcodePool: { stock: 0 } };
    const [called, other] = [
      await startSite(sandbox, { options, providers: [Asking] }),
      await startSite(sandbox, { options, providers: [Asking], isCalled: false, platform: 'fastify' }),
    ];
    const alice = sandbox.follower();
    return { sandbox, redis, called, other, alice };
  }

  test('the browser waits at one, WeChat calls the other', async () => {
    const { other, alice } = await start();
    const browser = other.open();
    await browser.begin();
    const watched = browser.watch();
    await sleep(50);
    await alice.scan(browser.picture);
    await sleep(800);
    await alice.say('确认');
    expect(await watched).toEqual(['waiting', 'scanned', 'confirmed']);
    expect(await browser.complete()).toMatchObject({ openId: alice.openId, newFollower: true });
  });

  test('a connection that is cut goes on at another instance', async () => {
    const { called, other, alice } = await start();
    const browser = other.open();
    await browser.begin();
    for await (const { state } of browser.events()) {
      expect(state).toBe('waiting');
      break;
    }
    await alice.scan(browser.picture);
    const moved = Object.assign(called.open(), { login: browser.login, cookie: browser.cookie });
    for await (const { state } of moved.events()) {
      expect(state).toBe('scanned');
      break;
    }
    await alice.say('确认');
    expect(await browser.watch()).toEqual(['confirmed']);
    expect(await moved.complete()).toMatchObject({ openId: alice.openId });
    expect(await browser.complete()).toEqual({ failure: 'completed' });
  });

  test('an instance that shuts down ends the connections of its browsers', async () => {
    const { other } = await start();
    const browser = other.open();
    await browser.begin();
    const watched = browser.watch();
    await sleep(50);
    await other.app.close();
    expect(await watched).toEqual(['waiting']);
  });

  test('while Redis is down scans count for nobody, nobody waits for ever, and it goes on after that', async () => {
    const { called, other, alice, redis: server } = await start();
    const browser = called.open();
    await browser.begin();
    const watched = browser.watch();
    await sleep(50);
    server.pause();
    await alice.scan(browser.picture);
    await expect(called.logins.status(browser.login?.id ?? '')).rejects.toMatchObject({ name: 'WechatStoreError' });
    server.resume();
    await expect.poll(() => browser.state().catch(() => '')).toBe('waiting');
    await alice.scan(browser.picture);
    await alice.say('确认');
    expect((await watched).at(-1)).toBe('confirmed');
    // Nest logs to the application that was made last.
    other.logger.assertLogged({ level: 'error', context: 'ScanLoginListener', message: /nobody is logged in/ });
  }, 20_000);
});

describe('in one process', () => {
  test('a change is told at once', async () => {
    const sandbox = await startWechat();
    const site = await startSite(sandbox);
    const { id, url } = await site.logins.begin();
    const states: [string, number][] = [];
    site.logins.watch(id).subscribe(({ data }) => states.push([data.state, Date.now()]));
    await expect.poll(() => states.length).toBe(1);
    await sleep(30);
    await sandbox.follower().scan(url);
    const told = Date.now();
    await expect.poll(() => states.at(-1)?.[0]).toBe('confirmed');
    expect((states.at(-1)?.[1] ?? Infinity) - told).toBeLessThan(200);
  });

  test('an id that is none has expired', async () => {
    const sandbox = await startWechat();
    const { logins } = await startSite(sandbox);
    for (const id of ['x', '', 'of:someone', 'A'.repeat(22)]) {
      expect(await lastValueFrom(logins.watch(id).pipe(toArray()))).toMatchObject([{ data: { state: 'expired' } }]);
      expect(await logins.status(id)).toMatchObject({ state: 'expired' });
    }
  });
});

describe('the watcher', () => {
  /** Logins that stand where a test says, and count who looks. */
  function createReader() {
    const standings = new Map<string, LoginStanding>();
    const looks: (readonly string[])[] = [];
    return {
      standings,
      looks,
      readStandings: async (ids: readonly string[]) => {
        looks.push(ids);
        return ids.map(id => standings.get(id));
      },
    };
  }
  const standing = (state: LoginStanding['state'], expiresAt = 1): LoginStanding => ({ state, expiresAt });

  function create() {
    vi.useFakeTimers();
    const watcher = new LoginWatcher();
    onTestFinished(() => {
      watcher.onModuleDestroy();
      vi.useRealTimers();
    });
    return watcher;
  }

  test('looks at all logins at once, twice a second, and rests when nobody watches', async () => {
    const [watcher, reader] = [create(), createReader()];
    for (const id of ['a', 'b', 'c']) reader.standings.set(id, standing('waiting'));
    const subscriptions = ['a', 'b', 'c', 'c'].map(id => watcher.watch(reader, id).subscribe());
    await vi.advanceTimersByTimeAsync(0);
    reader.looks.length = 0;
    await vi.advanceTimersByTimeAsync(1000);
    expect(reader.looks).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
    for (const subscription of subscriptions) subscription.unsubscribe();
    await vi.advanceTimersByTimeAsync(600);
    reader.looks.length = 0;
    await vi.advanceTimersByTimeAsync(5000);
    expect(reader.looks).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('repeats a state every 15 s, and nothing else', async () => {
    const [watcher, reader] = [create(), createReader()];
    reader.standings.set('a', standing('waiting'));
    const seen: LoginStanding[] = [];
    watcher.watch(reader, 'a').subscribe(next => seen.push(next));
    await vi.advanceTimersByTimeAsync(14_000);
    expect(seen).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(17_000);
    expect(seen).toEqual([standing('waiting'), standing('waiting'), standing('waiting')]);
  });

  test('tells a later subscriber at once, and all of the end', async () => {
    const [watcher, reader] = [create(), createReader()];
    reader.standings.set('a', standing('scanned'));
    const first = lastValueFrom(watcher.watch(reader, 'a').pipe(toArray()));
    await vi.advanceTimersByTimeAsync(0);
    const second = lastValueFrom(watcher.watch(reader, 'a').pipe(toArray()));
    reader.standings.set('a', standing('rejected'));
    watcher.wake(reader, 'a');
    expect(await first).toEqual([standing('scanned'), standing('rejected')]);
    expect(await second).toEqual([standing('scanned'), standing('rejected')]);
  });

  test('tells nothing that was overtaken', async () => {
    const [watcher, reader] = [create(), createReader()];
    const answers: ((standings: LoginStanding[]) => void)[] = [];
    const slow = { ...reader, readStandings: () => new Promise<LoginStanding[]>(resolve => answers.push(resolve)) };
    const seen: LoginStanding[] = [];
    watcher.watch(slow, 'a').subscribe(next => seen.push(next));
    watcher.wake(slow, 'a');
    answers[1]?.([standing('scanned')]);
    await vi.advanceTimersByTimeAsync(0);
    answers[0]?.([standing('waiting')]);
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toEqual([standing('scanned')]);
  });

  test('goes on when the store is back, and says once that it was gone', async () => {
    const [watcher, reader, logs] = [create(), createReader(), captureLogs()];
    let isDown = true;
    const broken = {
      readStandings: (ids: readonly string[]) =>
        isDown ? Promise.reject(new Error('no store')) : reader.readStandings(ids),
    };
    reader.standings.set('a', standing('waiting'));
    const first = firstValueFrom(watcher.watch(broken, 'a'));
    await vi.advanceTimersByTimeAsync(3000);
    isDown = false;
    await vi.advanceTimersByTimeAsync(500);
    expect(await first).toEqual(standing('waiting'));
    expect(logs.filter({ level: 'warn', context: 'LoginWatcher' })).toHaveLength(1);
  });

  test('completes what is watched after the shutdown', async () => {
    const [watcher, reader] = [create(), createReader()];
    watcher.onModuleDestroy();
    expect(await lastValueFrom(watcher.watch(reader, 'a').pipe(toArray()))).toEqual([]);
  });
});
