import { Controller, Get } from '@nestjs/common';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { TokenService, WechatModule } from 'nestjs-wechat';
import { WechatHealthIndicator, WechatHealthModule } from 'nestjs-wechat/terminus';
import { startHost } from '../support/host.js';
import { startRedis } from '../support/redis/server.js';
import { API_ACCOUNT } from '../support/wechat-api/backend.js';
import { startWechatApi, type WechatApi } from '../support/wechat-api/server.js';

let wechat: WechatApi;
beforeAll(async () => {
  wechat = await startWechatApi();
});
afterAll(() => wechat.close());

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
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const account = { appId: API_ACCOUNT.appId, appSecret: API_ACCOUNT.secret, hosts: { api: wechat.origin } };
  const host = await startHost('express', {
    imports: [WechatModule.forRoot({ ...account, redis: redis.url }), TerminusModule, WechatHealthModule],
    controllers: [HealthController],
  });
  onTestFinished(() => host.app.close());
  const ask = async () => {
    const response = await fetch(`${host.origin}/health`);
    const { details } = (await response.json()) as { details: { wechat: Record<string, unknown> } };
    return [response.status, details.wechat['default']];
  };
  expect(await ask()).toEqual([200, { store: 'up', token: 'unused' }]);
  expect(wechat.requests).toEqual([]);
  await host.app.get(TokenService).getAccessToken();
  expect(await ask()).toEqual([200, { store: 'up', token: 'alive', expiresAt: expect.any(String) }]);
  await redis.kill();
  expect(await ask()).toEqual([503, { store: 'down', token: 'alive', expiresAt: expect.any(String) }]);
  await redis.restart();
  await expect.poll(async () => (await ask())[0]).toBe(200);
});
