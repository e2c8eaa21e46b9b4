import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { OpenPlatformModule, type OpenPlatformOptions } from 'nestjs-wechat/open-platform';
import { PLATFORMS, startHost, type Platform } from '../support/host.js';
import { COMPONENT, SCRIPT, startWechat, type ReleaseTestCase } from '../support/release-test.js';

// Forty cases, and a process.
vi.setConfig({ testTimeout: 60_000 });

/** Tests an application that is a platform. */
async function testPlatform(
  platform: Platform,
  options: Partial<OpenPlatformOptions>,
  limits: Readonly<Record<string, unknown>> = {},
): Promise<readonly ReleaseTestCase[]> {
  const wechat = await startWechat();
  const hosts = { api: wechat.api, mp: wechat.api, open: wechat.api };
  const module = OpenPlatformModule.forRoot({ components: [COMPONENT], hosts, ...options });
  const { app, origin } = await startHost(platform, { imports: [module] });
  onTestFinished(() => app.close());
  const routes = `${origin}/wechat/open/${COMPONENT.componentAppId}`;
  return wechat.test({ eventsUrl: `${routes}/events`, messageUrl: `${routes}/$APPID$`, ...limits });
}

/** Names of the cases of one group, as they come. */
const GROUP = ['authorized', 'api-pushed-code', 'text', 'event', 'api', 'authorized', 'api-pushed-code', 'api'];

describe.each(PLATFORMS)('WeChat, which knows nothing of this package, on %s,', platform => {
  test('finds that a platform passes its release test', async () => {
    const cases = await testPlatform(platform, { autoTest: true });
    expect(cases.filter(({ failure }) => failure !== undefined)).toEqual([]);
    expect(cases).toHaveLength(4 + 5 * GROUP.length);
    expect(new Set(cases.map(({ appId }) => appId)).size).toBe(1 + 1 + 10);
  });

  test('has nothing of it answered without the option', async () => {
    const cases = await testPlatform(platform, {}, { groups: [1], messageMs: 100 });
    const passed = cases.filter(({ failure }) => failure === undefined).map(({ name }) => name);
    expect(passed).toEqual([
      'ticket',
      'customer',
      'customer-text',
      'authorized',
      'authorized',
      'no-code-for-customers',
    ]);
  });
});

test('the script imports nothing of this package', () => {
  const imports = [...readFileSync(SCRIPT, 'utf8').matchAll(/\b(?:from|import)\b\(? ?'([^']+)'/g)];
  expect(imports.map(([, name]) => name)).toEqual(['node:crypto', 'node:events', 'node:http']);
});
