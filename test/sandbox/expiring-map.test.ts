import { beforeEach, describe, expect, test } from 'vitest';
import { ExpiringMap } from '#lib/sandbox/expiring-map';
import { createGrant } from '#lib/sandbox/oauth/oauth-grant';
import { World } from '#lib/sandbox/world';
import { SandboxClock } from 'nestjs-wechat/sandbox';

const DAY = 86_400_000;
const MONTH = 31 * DAY;

let clock: SandboxClock;
beforeEach(() => {
  clock = new SandboxClock(new Date('2026-03-02T08:00:00+08:00'));
});

const repeat = (times: number, action: (index: number) => unknown) => {
  for (let index = 0; index < times; index++) action(index);
};

test('an expiring map forgets what ended more than a day ago, once there is much of it', () => {
  const map = new ExpiringMap<number>(clock, end => end);
  map.set('for ever', Infinity);
  map.set('ended', clock.now() - DAY);
  map.set('just ended', clock.now() - DAY + 60_000);
  repeat(997, index => map.set(`old ${index}`, 0));
  expect(map.size).toBe(1000);
  map.set('one more', Infinity);
  expect([...map.keys()]).toEqual(['for ever', 'just ended', 'one more']);
});

test('an expiring map keeps what lives, however much it is', () => {
  const map = new ExpiringMap<number>(clock, end => end);
  repeat(5000, index => map.set(String(index), clock.now() + 1000));
  expect(map.size).toBe(5000);
});

describe('an account that runs for months', () => {
  const account = () => world.account();
  let world: World;
  beforeEach(() => {
    world = new World({ clock });
  });

  test('forgets its access tokens', () => {
    const { accessTokens } = account();
    const first = accessTokens.renewClassic().value;
    clock.advance(DAY);
    expect(accessTokens.state(first)).toBe('expired');
    repeat(30, () => {
      clock.advance(DAY);
      repeat(100, () => accessTokens.renewClassic());
    });
    expect(accessTokens.state(first)).toBeUndefined();
    expect(accessTokens.list().length).toBeLessThan(1100);
  });

  test('forgets the codes and tokens of OAuth', () => {
    const { authorizationCodes, userTokens, appId } = account();
    const grant = createGrant(world.addPerson(), appId, 'snsapi_base');
    const code = authorizationCodes.issue(grant);
    const token = userTokens.issue(authorizationCodes.redeem(code));
    clock.advance(300_000);
    expect(() => authorizationCodes.redeem(code)).toThrow('40163');
    clock.advance(MONTH);
    repeat(1000, () => userTokens.issue(authorizationCodes.redeem(authorizationCodes.issue(grant))));
    expect(() => authorizationCodes.redeem(code)).toThrow('40029');
    expect(userTokens.has(token.accessToken)).toBe(false);
    expect(() => userTokens.refresh(token.refreshToken)).toThrow('40030');
  });

  test('forgets temporary QR codes, and no permanent ones', () => {
    const { qrCodes } = account();
    const permanent = qrCodes.createPermanent({ id: 1 });
    const { ticket, url } = qrCodes.createTemporary({ id: 2 }, 60);
    clock.advance(2 * DAY);
    expect(qrCodes.findByTicket(ticket)).toBeDefined();
    repeat(1000, () => qrCodes.createTemporary({ id: 3 }, 60));
    expect([qrCodes.findByTicket(ticket), qrCodes.findByUrl(url)]).toEqual([undefined, undefined]);
    expect(qrCodes.findByTicket(permanent.ticket)).toBe(permanent);
    expect(qrCodes.findByUrl(permanent.url)).toBe(permanent);
  });
});
