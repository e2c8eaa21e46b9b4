import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Interval, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { CapturingLogger } from '@nestjs/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { getWechatToken, InjectWechat, TokenService, WechatApi, WechatModule, type WechatOptions } from 'nestjs-wechat';
import { API_ACCOUNT } from '../support/wechat-api/backend.js';
import { startWechatApi, type WechatApi as LocalWechat } from '../support/wechat-api/server.js';

const STABLE = '/cgi-bin/stable_token';
const NAME = "nestjs-wechat:access token of account 'default'";

let wechat: LocalWechat;
beforeAll(async () => {
  wechat = await startWechatApi({ accounts: [API_ACCOUNT, { appId: 'wxshop', secret: 'shop secret' }] });
});
afterAll(() => wechat.close());
beforeEach(() => wechat.reset());

const account = (): WechatOptions => ({
  appId: API_ACCOUNT.appId,
  appSecret: API_ACCOUNT.secret,
  hosts: { api: wechat.origin },
});

@Injectable()
class Job {
  runs = 0;
  @Interval(1_000_000) run() {
    this.runs += 1;
  }
}

async function boot(withSchedule: boolean) {
  const logger = new CapturingLogger({ print: false });
  class AppModule {}
  const app = await NestFactory.createApplicationContext(
    {
      module: AppModule,
      imports: [
        ...(withSchedule ? [ScheduleModule.forRoot()] : []),
        WechatModule.forRoot(account()),
        WechatModule.forRoot({ ...account(), name: 'shop', appId: 'wxshop', appSecret: 'shop secret' }),
      ],
      providers: [Job],
    },
    { logger, abortOnError: false },
  );
  onTestFinished(() => app.close());
  return { app, logger };
}

describe('with @nestjs/schedule in the host', () => {
  test('a credential is refreshed ahead from its first use on', async () => {
    const { app, logger } = await boot(true);
    logger.assertLogged({ context: 'RefreshAheadService', message: /ahead of their end, through @nestjs\/schedule/ });
    const registry = app.get(SchedulerRegistry);
    expect(registry.getTimeouts()).toEqual([]);
    // The host's own jobs run once.
    expect(registry.getIntervals()).toHaveLength(1);

    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const tokens = app.get(TokenService);
    const first = await tokens.getAccessToken();
    for (let turn = 0; turn < 5; turn++) await tokens.getAccessToken();
    expect(registry.getTimeouts()).toEqual([NAME]);

    wechat.advance(6_950_000);
    await vi.advanceTimersByTimeAsync(6_950_000);
    await expect.poll(() => wechat.count(STABLE)).toBe(2);
    await expect.poll(() => registry.getTimeouts()).toEqual([NAME]);
    await expect.poll(() => tokens.getAccessToken()).not.toBe(first);
    expect(wechat.count(STABLE)).toBe(2);
  });

  test('nothing is left when the application closes', async () => {
    const { app } = await boot(true);
    const registry = app.get(SchedulerRegistry);
    await app.get(TokenService).getAccessToken();
    await app.get<TokenService>(getWechatToken(TokenService, 'shop')).getAccessToken();
    expect(registry.getTimeouts()).toHaveLength(2);
    await app.close();
    expect(registry.getTimeouts()).toEqual([]);
  });
});

test('without it credentials are replaced when they are needed, and the log says so', async () => {
  const { app, logger } = await boot(false);
  logger.assertLogged({ context: 'RefreshAheadService', message: /when they are needed.*ScheduleModule\.forRoot\(\)/ });
  expect(wechat.isAlive(await app.get(TokenService).getAccessToken())).toBe(true);
});

test('services of the default and of named accounts are injected', async () => {
  @Injectable()
  class Caller {
    constructor(
      readonly tokens: TokenService,
      readonly api: WechatApi,
      @InjectWechat(TokenService, 'shop') readonly shopTokens: TokenService,
      @InjectWechat(WechatApi, 'shop') readonly shopApi: WechatApi,
    ) {}
  }
  @Module({ providers: [Caller] })
  class CallerModule {}
  const app = await NestFactory.createApplicationContext(
    {
      module: CallerModule,
      imports: [
        WechatModule.forRoot(account()),
        WechatModule.forRoot({ ...account(), name: 'shop', appId: 'wxshop', appSecret: 'shop secret' }),
      ],
    },
    { logger: false },
  );
  onTestFinished(() => app.close());
  const { tokens, shopTokens, api, shopApi } = app.get(Caller);
  expect(await tokens.getAccessToken()).not.toBe(await shopTokens.getAccessToken());
  await Promise.all([api.menu.delete(), shopApi.menu.delete()]);
  expect(wechat.count('/cgi-bin/menu/delete')).toBe(2);
});
