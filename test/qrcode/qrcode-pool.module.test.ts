import { Injectable, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { MemoryQrcodePoolStore } from '#lib/qrcode/pool/memory-qrcode-pool.store';
import {
  getWechatToken,
  InjectWechat,
  OnScan,
  OnSubscribe,
  QrcodePoolService,
  QrcodeService,
  Scene,
  WechatAccount,
  WechatModule,
  type QrcodePoolOptions,
  type WechatStores,
} from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { countCalls } from '../support/sandbox.js';

const CREATE = '/cgi-bin/qrcode/create';
const STOCK = "nestjs-wechat:stock of QR codes of account 'default'";

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start({ accounts: [{}, { appId: 'wxshop' }] });
});
afterEach(() => sandbox.stop());

async function boot(qrcodePool: QrcodePoolOptions, providers: Type[] = [], stores?: WechatStores) {
  @Module({
    imports: [
      ScheduleModule.forRoot(),
      WechatModule.forRoot({ ...sandbox.credentials(), qrcodePool, stores }),
      WechatModule.forRoot({ ...sandbox.credentials('wxshop'), qrcodePool, name: 'shop', path: 'wechat/shop' }),
    ],
    providers,
  })
  class AppModule {}
  const app = await NestFactory.create(AppModule, { logger: false });
  onTestFinished(() => app.close());
  return app;
}

test('services of the default and of named accounts are injected', async () => {
  @Injectable()
  class Shop {
    constructor(
      readonly account: WechatAccount,
      readonly qrcodes: QrcodeService,
      readonly pool: QrcodePoolService,
      @InjectWechat(QrcodePoolService, 'shop') readonly shopPool: QrcodePoolService,
    ) {}
  }
  const app = await boot({ stock: 0 }, [Shop]);
  const { account, qrcodes, pool, shopPool } = app.get(Shop);
  expect([account.qrcodes, account.qrcodePool]).toEqual([qrcodes, pool]);
  expect(app.get(getWechatToken(WechatAccount, 'shop'))).toMatchObject({ qrcodePool: shopPool });
  // Both are in the memory of one process.
  const lease = await pool.acquire();
  expect(await shopPool.find(lease.sceneId)).toBeUndefined();
  expect(await shopPool.stats()).toMatchObject({ leased: 0, madeToday: 0 });
});

test("the host's own store is used", async () => {
  const store = new MemoryQrcodePoolStore();
  const acquire = vi.spyOn(store, 'acquire');
  const app = await boot({ stock: 0 }, [], { qrcodePool: store });
  await app.get(QrcodePoolService).acquire();
  expect(acquire).toHaveBeenCalledOnce();
});

describe('the stock', () => {
  test('is looked after through @nestjs/schedule, from the first use on', async () => {
    const app = await boot({ stock: 2, restSeconds: 0, clockToleranceSeconds: 0 });
    const registry = app.get(SchedulerRegistry);
    const pool = app.get(QrcodePoolService);
    await app.init();
    expect(registry.getTimeouts()).toEqual([]);
    await pool.acquire();
    expect(registry.getTimeouts()).toContain(STOCK);
    await expect.poll(async () => (await pool.stats()).free).toBe(2);
    await app.close();
    expect(registry.getTimeouts()).not.toContain(STOCK);
  });

  test('is filled up by the timer, without anybody who acquires', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const jitter = vi.spyOn(Math, 'random').mockReturnValue(0);
    onTestFinished(() => {
      jitter.mockRestore();
      vi.useRealTimers();
    });
    const app = await boot({ stock: 2 });
    await app.init();
    const pool = app.get(QrcodePoolService);
    await pool.acquire();
    await vi.waitFor(async () => expect((await pool.stats()).free).toBe(2));
    await pool.clear();
    // No further, for time-outs of calls are timers as well.
    await vi.advanceTimersByTimeAsync(30_000);
    await vi.waitFor(async () => expect((await pool.stats()).free).toBe(2));
    expect(countCalls(sandbox, CREATE)).toBe(5);
  });
});

describe('releaseOnScan', () => {
  const heard: string[] = [];

  @Injectable()
  class Bot {
    constructor(private readonly pool: QrcodePoolService) {}

    @OnScan() async scanned(@Scene() scene: string) {
      heard.push((await this.pool.find(scene))?.status ?? 'unknown');
      return 'scanned';
    }
    @OnSubscribe() subscribed() {
      return 'welcome';
    }
  }

  async function bootBot(releaseOnScan: boolean) {
    heard.length = 0;
    const app = await boot({ stock: 0, releaseOnScan }, [Bot]);
    await app.listen(0, '127.0.0.1');
    await sandbox.setCallback(`${await app.getUrl()}/wechat`);
    return app.get(QrcodePoolService);
  }

  test.each(['an old', 'a new'])(
    'a scan by %s follower gives the code back, when the handlers have heard of it',
    async who => {
      const pool = await bootBot(true);
      const lease = await pool.acquire();
      const alice = sandbox.follower();
      if (who === 'an old') await alice.follow();
      expect(await alice.scan(lease)).toMatchObject({ content: 'scanned' });
      expect(heard).toEqual(['leased']);
      expect(await pool.find(lease.sceneId)).toMatchObject({ status: 'resting' });
      expect(await pool.release(lease)).toBe(false);
      // A second phone is heard of, and takes nothing from anybody.
      expect(await sandbox.follower().scan(lease)).toMatchObject({ content: 'scanned' });
      expect(heard).toEqual(['leased', 'resting']);
    },
  );

  test('without it the code stays leased', async () => {
    const pool = await bootBot(false);
    const lease = await pool.acquire();
    await sandbox.follower().scan(lease);
    expect(await pool.find(lease.sceneId)).toMatchObject({ status: 'leased' });
  });

  test('other scenes are no business of the pool', async () => {
    const pool = await bootBot(true);
    const app = await pool.acquire();
    const { ticket } = sandbox.account().qrCodes.createTemporary({ text: 'table-7' }, 600);
    expect(await sandbox.follower().scan(ticket)).toMatchObject({ content: 'scanned' });
    expect(heard).toEqual(['unknown']);
    expect(await pool.find(app.sceneId)).toMatchObject({ status: 'leased' });
  });
});
