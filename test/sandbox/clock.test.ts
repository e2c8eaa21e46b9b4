import { expect, onTestFinished, test } from 'vitest';
import { SandboxClock, WechatSandbox } from 'nestjs-wechat/sandbox';
import { getJson, RID, withToken } from '../support/raw-api.js';

async function start(clock: SandboxClock) {
  const sandbox = await WechatSandbox.start({ clock });
  onTestFinished(() => sandbox.stop());
  const { appId: appid, appSecret: secret } = sandbox.credentials();
  const token = () => getJson(sandbox, '/cgi-bin/token', { grant_type: 'client_credential', appid, secret });
  return { sandbox, token };
}

test('goes forward only, and not for ever', () => {
  const clock = new SandboxClock();
  for (const milliseconds of [-1, NaN, Infinity]) expect(() => clock.advance(milliseconds)).toThrow(RangeError);
  expect(() => new SandboxClock(new Date('soon'))).toThrow(/^The clock cannot start at an invalid date\.$/);
});

test('tells whole milliseconds', async () => {
  const clock = new SandboxClock();
  clock.advance(1000 / 3);
  expect(Number.isInteger(clock.now())).toBe(true);
  const { token } = await start(clock);
  expect(await token()).toHaveProperty('access_token');
});

test.each(['1970-01-01T00:00:00Z', '1999-12-31T23:59:59Z', '2099-01-01T00:00:00Z'])('starts at %s', async startAt => {
  const { sandbox, token } = await start(new SandboxClock(new Date(startAt)));
  const { access_token: accessToken } = await token();
  expect(await getJson(sandbox, '/no/such/path')).toMatchObject({ errmsg: expect.stringMatching(RID) });
  const alice = sandbox.follower();
  await alice.follow();
  expect(alice.isTyping).toBe(false);
  expect(sandbox.deliveries[0]?.message).toContain(`<CreateTime>${Date.parse(startAt) / 1000}`);
  sandbox.clock.advance(7_200_000);
  expect(sandbox.account().accessTokens.state(String(accessToken))).toBe('expired');
});

test('a life that has just begun is whole, though milliseconds have gone by', async () => {
  class SlowClock extends SandboxClock {
    #calls = 0;

    override now(): number {
      return super.now() + ++this.#calls;
    }
  }
  const { sandbox, token } = await start(new SlowClock());
  expect(await token()).toMatchObject({ expires_in: 7200 });
  const query = { type: 'jsapi' };
  expect(await withToken(sandbox).get('/cgi-bin/ticket/getticket', query)).toMatchObject({ expires_in: 7200 });
});
