import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Interval, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { CapturingLogger } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { RefreshAheadService } from '#lib/token/refresh-ahead.service';
import { getWechatToken, InjectWechat, TokenService, WechatApi, WechatModule } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { countCalls } from '../support/sandbox.js';

const STABLE = '/cgi-bin/stable_token';
const NAME = "nestjs-wechat:access token of account 'default'";

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start({ accounts: [{}, { appId: 'wxshop' }] });
});
afterEach(() => sandbox.stop());

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
        WechatModule.forRoot(sandbox.credentials()),
        WechatModule.forRoot({ ...sandbox.credentials('wxshop'), name: 'shop', path: 'wechat/shop' }),
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

    sandbox.clock.advance(6_950_000);
    await vi.advanceTimersByTimeAsync(6_950_000);
    await expect.poll(() => countCalls(sandbox, STABLE)).toBe(2);
    await expect.poll(() => registry.getTimeouts()).toEqual([NAME]);
    await expect.poll(() => tokens.getAccessToken()).not.toBe(first);
    expect(countCalls(sandbox, STABLE)).toBe(2);
  });

  test('a refresh belongs to nothing that runs where it was set', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const { app } = await boot(true);
    const storage = new AsyncLocalStorage<string>();
    const seen = await new Promise(resolve => {
      storage.run('the trace of a message', () => {
        app.get(RefreshAheadService).schedule('credential', 0, async () => resolve(storage.getStore() ?? 'nothing'));
      });
    });
    expect(seen).toBe('nothing');
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
  expect(sandbox.account().accessTokens.state(await app.get(TokenService).getAccessToken())).toBe('alive');
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
        WechatModule.forRoot(sandbox.credentials()),
        WechatModule.forRoot({ ...sandbox.credentials('wxshop'), name: 'shop', path: 'wechat/shop' }),
      ],
    },
    { logger: false },
  );
  onTestFinished(() => app.close());
  const { tokens, shopTokens, api, shopApi } = app.get(Caller);
  expect(await tokens.getAccessToken()).not.toBe(await shopTokens.getAccessToken());
  await Promise.all([api.menu.delete(), shopApi.menu.delete()]);
  expect(countCalls(sandbox, '/cgi-bin/menu/delete')).toBe(2);
});
