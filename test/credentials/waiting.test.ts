import { expect, test } from 'vitest';
import { CredentialCache } from '#lib/credentials/credential-cache';
import { MemoryCredentialStore } from '#lib/credentials/memory-credential.store';
import type { Refresher } from '#lib/credentials/credential.store';
import { AccountTelemetry } from '#lib/telemetry/account-telemetry';
import { Telemetry } from '#lib/telemetry/telemetry';
import { WechatEvents } from 'nestjs-wechat';

class WatchedStore extends MemoryCredentialStore {
  looks = 0;
  override acquire(key: string, refresher: Refresher) {
    this.looks += 1;
    return super.acquire(key, refresher);
  }
}

test('who waits for another process looks ever less often', async () => {
  const store = new WatchedStore();
  const cache = new CredentialCache({
    key: '{wx1}:token',
    store,
    source: { name: 'token', concurrent: false, fetch: async () => ({ value: 'a', expiresInMs: 7_200_000 }) },
    leadMs: 600_000,
    timeoutMs: 1000,
    account: 'default',
    telemetry: new AccountTelemetry(new Telemetry(new WechatEvents()), { account: 'default', appId: 'wx1' }),
  });
  await store.acquire('{wx1}:token', { id: 'a process that died', leaseMs: 3000 });
  store.looks = 0;
  expect(await Promise.all([cache.get(), cache.get()])).toEqual(['a', 'a']);
  // Every 50 to 100 ms it would be 40.
  expect(store.looks).toBeLessThanOrEqual(16);
});
