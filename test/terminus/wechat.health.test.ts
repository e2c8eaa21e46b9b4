import { Controller, Get } from '@nestjs/common';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { expect, onTestFinished, test, vi } from 'vitest';
import { TokenService, WechatModule } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { WechatHealthIndicator, WechatHealthModule } from 'nestjs-wechat/terminus';
import { startHost } from '../support/host.js';
import { startPlatformApp } from '../support/open-platform.js';
import { startRedis } from '../support/redis/server.js';

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly wechat: WechatHealthIndicator,
  ) {}

  @Get() check() {
    return this.health.check([() => this.wechat.isHealthy('wechat')]);
  }
}

test('says whether the store answers and the token lives', { timeout: 30_000 }, async () => {
  const sandbox = await WechatSandbox.start();
  onTestFinished(() => sandbox.stop());
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const host = await startHost('express', {
    imports: [WechatModule.forRoot({ ...sandbox.credentials(), redis: redis.url }), TerminusModule, WechatHealthModule],
    controllers: [HealthController],
  });
  onTestFinished(() => host.app.close());
  const ask = async () => {
    const response = await fetch(`${host.origin}/health`);
    const { details } = (await response.json()) as { details: { wechat: Record<string, unknown> } };
    return [response.status, details.wechat['status'], details.wechat['default']];
  };
  expect(await ask()).toEqual([200, 'up', { store: 'up', token: 'unused' }]);
  expect(sandbox.calls).toEqual([]);
  await host.app.get(TokenService).getAccessToken();
  expect(await ask()).toEqual([200, 'up', { store: 'up', token: 'alive', expiresAt: expect.any(String) }]);
  await redis.kill();
  expect(await ask()).toEqual([200, 'degraded', { store: 'down', token: 'alive', expiresAt: expect.any(String) }]);
  await redis.restart();
  await expect.poll(async () => (await ask())[1]).toBe('up');
  // WeChat has ended the token, and gives no other.
  sandbox.fault.apiError('/cgi-bin/stable_token', 40125);
  const tokens = host.app.get(TokenService);
  await tokens.invalidate(await tokens.getAccessToken());
  expect(await ask()).toEqual([503, 'down', { store: 'up', token: 'dead' }]);
});

test('says whether WeChat pushes tickets to a third-party platform', async () => {
  const { origin, component } = await startPlatformApp('express', {
    imports: [TerminusModule, WechatHealthModule],
    controllers: [HealthController],
  });
  const ask = async () => {
    const response = await fetch(`${origin}/health`);
    const { details } = (await response.json()) as { details: { wechat: Record<string, unknown> } };
    return [response.status, details.wechat['status'], details.wechat[component.componentAppId]];
  };
  expect(await ask()).toEqual([200, 'up', { store: 'up', token: 'unused', tickets: 'on time' }]);
  const now = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: now + 1_799_000 });
  onTestFinished(() => void vi.useRealTimers());
  expect(await ask()).toMatchObject([200, 'up', { tickets: 'on time' }]);
  vi.setSystemTime(now + 1_802_000);
  expect(await ask()).toMatchObject([503, 'down', { tickets: 'late' }]);
  await component.pushTicket();
  expect(await ask()).toMatchObject([200, 'up', { tickets: 'on time' }]);
});
