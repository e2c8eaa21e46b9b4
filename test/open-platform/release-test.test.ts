import { describe, expect, test } from 'vitest';
import { PLATFORMS } from '../support/host.js';
import { startPlatformApp } from '../support/open-platform.js';

describe.each(PLATFORMS)("WeChat's release test, on %s,", platform => {
  test('is passed by itself', async () => {
    const { component } = await startPlatformApp(platform, { options: { autoTest: true } });
    const { passed, cases } = await component.runReleaseTest();
    expect(cases.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(passed).toBe(true);
    expect(cases).toHaveLength(1 + 5 * 5 + 5 * 3);
  });

  test('is answered by nobody without the option', async () => {
    const { component, sandbox } = await startPlatformApp(platform);
    const { cases } = await component.runReleaseTest({ groups: [1], messageTimeoutMs: 100 });
    const failed = cases.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
    expect(new Set(failed)).toEqual(new Set(['text', 'event', 'api', 'api-pushed-code']));
    const exchanges = sandbox.calls.filter(({ path }) => path.endsWith('/api_query_auth'));
    expect(exchanges).toHaveLength(2);
  });
});

test('an account of anybody else has no codes exchanged', async () => {
  const { component, sandbox } = await startPlatformApp('express', { options: { autoTest: true } });
  await component.authorize('wxshop');
  const { code } = await component.authorize('wxgame', { isPushed: false });
  const alice = sandbox.follower({ nickname: 'Alice' });
  await alice.follow();
  expect(await alice.say(`QUERY_AUTH_CODE:${code}`)).toMatchObject({ from: 'reply' });
  expect(await alice.say('TESTCOMPONENT_MSG_TYPE_TEXT')).toMatchObject({
    content: 'wxshop of open-platform: TESTCOMPONENT_MSG_TYPE_TEXT',
  });
  expect(sandbox.calls.filter(({ raw }) => raw?.includes(code))).toEqual([]);
});
