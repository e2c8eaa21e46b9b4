import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import {
  OnScan,
  ScanLoginService,
  WechatAccount,
  WechatApiError,
  WechatLoginError,
  WechatPoolExhaustedError,
  WechatQuotaError,
  type QrcodePoolOptions,
  type ScanLogin,
} from 'nestjs-wechat';
import { startSite, startWechat, type SiteSetup } from '../support/login-site.js';
import { countCalls } from '../support/sandbox.js';

const DONE = '登录成功。';
const ORDINARY = 'an ordinary scan';
const CREATE = '/cgi-bin/qrcode/create';
/** One code, which is free again at once. */
const ONE_CODE: QrcodePoolOptions = { maxCodes: 1, stock: 0, restSeconds: 0, clockToleranceSeconds: 0 };

@Injectable()
class Scans {
  @OnScan() scanned() {
    return ORDINARY;
  }
}

async function start(qrcodePool: QrcodePoolOptions = {}, setup: SiteSetup = {}) {
  const sandbox = await startWechat();
  const options = { ...setup.options, qrcodePool: { stock: 0, ...qrcodePool } };
  const site = await startSite(sandbox, { providers: [Scans], ...setup, options });
  const [alice, mallory] = [sandbox.follower(), sandbox.follower()];
  await alice.follow();
  await mallory.follow();
  return { sandbox, site, alice, mallory, pool: site.app.get(WechatAccount).qrcodePool };
}

describe('the stolen photograph', () => {
  test('is worth nothing while the code rests', async () => {
    const { site, alice, mallory } = await start();
    const browser = site.open();
    await browser.begin();
    const photograph = browser.picture;
    await alice.scan(photograph);
    await browser.complete();
    expect(await mallory.scan(photograph)).toMatchObject({ content: ORDINARY });
    expect(await browser.complete()).toEqual({ failure: 'completed' });
  });

  test('brings nobody in after a login was cancelled or refused', async () => {
    const { site, mallory } = await start();
    const browser = site.open();
    await browser.begin();
    await browser.cancel();
    expect(await mallory.scan(browser.picture)).toMatchObject({ content: ORDINARY });
    expect(await browser.state()).toBe('expired');
  });

  // What remains: the code is the same picture. The browser is logged in as the thief, and the thief gains nothing.
  test('of a code that is leased again logs the thief in at the new browser, and never as the visitor', async () => {
    const { site, alice, mallory } = await start(ONE_CODE);
    const first = site.open();
    await first.begin();
    const photograph = first.picture;
    await alice.scan(photograph);
    await first.complete();
    await sleep(1000);
    const second = site.open();
    await second.begin();
    expect(second.picture).toBe(photograph);
    await mallory.scan(photograph);
    expect(await second.complete()).toMatchObject({ openId: mallory.openId });
  });

  test('of a code for single use is worth nothing for ever', async () => {
    const { sandbox, site, alice, mallory } = await start({ ...ONE_CODE, singleUse: true });
    const first = site.open();
    await first.begin();
    const photograph = first.picture;
    await alice.scan(photograph);
    await first.complete();
    const second = site.open();
    await second.begin();
    expect(second.picture).not.toBe(photograph);
    expect(await mallory.scan(photograph)).toMatchObject({ content: ORDINARY });
    expect(await second.state()).toBe('waiting');
    await alice.scan(second.picture);
    expect(await second.complete()).toMatchObject({ openId: alice.openId });
    expect(countCalls(sandbox, CREATE)).toBe(2);
  });
});

describe('phishing: somebody shows the code of his own login', () => {
  test('logs the victim in at his browser, where nothing is asked', async () => {
    const { site, alice } = await start();
    const mallory = site.open();
    await mallory.begin();
    await alice.scan(mallory.picture);
    expect(await mallory.complete()).toMatchObject({ openId: alice.openId });
  });

  test('ends with a question, and a victim who declines or says nothing is not logged in', async () => {
    const { site, alice } = await start({}, { options: { scanLogin: { confirmInChat: true } } });
    const mallory = site.open();
    await mallory.begin();
    expect(await alice.scan(mallory.picture)).toMatchObject({ content: expect.stringContaining('别人发给您的') });
    expect(await mallory.complete()).toEqual({ failure: 'pending' });
    await alice.say('取消');
    expect(await mallory.watch()).toEqual(['rejected']);
    expect(await mallory.complete()).toEqual({ failure: 'rejected' });
  });

  test('another answers for the victim in vain', async () => {
    const { site, alice, mallory } = await start({}, { options: { scanLogin: { confirmInChat: true } } });
    const browser = site.open();
    await browser.begin();
    await alice.scan(browser.picture);
    await mallory.scan(browser.picture);
    await mallory.say('确认');
    expect(await browser.state()).toBe('scanned');
  });
});

describe('the secret', () => {
  async function confirm() {
    const { site, alice } = await start();
    const login = await site.logins.begin();
    await alice.scan(login.url);
    return { logins: site.logins, login, site };
  }
  const failureOf = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'none',
      (error: unknown) => (error instanceof WechatLoginError ? error.failure : error),
    );

  test('has to be right, and is in no error', async () => {
    const { logins, login } = await confirm();
    const other = await logins.begin();
    const wrong: unknown[] = [
      undefined,
      '',
      'x',
      login.id,
      other.secret,
      login.secret.slice(1),
      `${login.secret} `,
      [],
      {},
    ];
    for (const secret of wrong) {
      expect(await failureOf(logins.complete(login.id, secret as string))).toBe('secret');
      expect(await failureOf(logins.cancel(login.id, secret as string))).toBe('secret');
    }
    for (const id of [undefined, '', 'x', 'of:x', `${login.id}x`, [login.id], {}]) {
      expect(await failureOf(logins.complete(id as string, login.secret))).toBe('unknown');
    }
    expect(await failureOf(logins.complete(other.id, login.secret))).toBe('secret');
    const { message } = (await logins.complete(login.id, other.secret).catch((error: unknown) => error)) as Error;
    expect(message).not.toContain(other.secret);
    expect(message).toContain('wx');
    expect(await failureOf(logins.complete(login.id, login.secret))).toBe('none');
  });

  test('completes once, of 50 at once', async () => {
    const { logins, login } = await confirm();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => failureOf(logins.complete(login.id, login.secret))),
    );
    expect(outcomes.filter(outcome => outcome === 'none')).toHaveLength(1);
    expect(outcomes.filter(outcome => outcome === 'completed')).toHaveLength(49);
  });

  test('is not kept', async () => {
    const { site, login } = await confirm();
    const { attempts } = site.logins.parts;
    expect(JSON.stringify(await attempts.read(login.id))).not.toContain(login.secret);
  });

  test('ids and secrets are long, and never the same', async () => {
    const { site } = await start({ maxCodes: 1000 });
    const logins: ScanLogin[] = [];
    for (let turn = 0; turn < 100; turn++) logins.push(await site.logins.begin());
    expect(new Set(logins.map(({ id }) => id)).size).toBe(100);
    expect(new Set(logins.map(({ secret }) => secret)).size).toBe(100);
    for (const { id, secret } of logins) expect([id.length, secret.length]).toEqual([22, 43]);
  });
});

describe('cancel', () => {
  test('gives the code back, and is no error where all is over', async () => {
    const { site, alice, pool } = await start();
    const browser = site.open();
    await browser.begin();
    expect(await browser.cancel()).toBeUndefined();
    expect(await browser.cancel()).toBeUndefined();
    expect(await pool.stats()).toMatchObject({ leased: 0, resting: 1 });
    expect(await browser.complete()).toEqual({ failure: 'expired' });
    expect(await browser.begin()).toMatchObject({ reused: false });
    await alice.scan(browser.picture);
    await browser.complete();
    expect(await browser.cancel()).toBeUndefined();
    expect(await browser.state()).toBe('confirmed');
    expect(await site.open().cancel()).toBe('unknown');
  });
});

describe('the same browser', () => {
  test('gets its living login again, at every stage', async () => {
    const { sandbox, site, alice } = await start({}, { options: { scanLogin: { confirmInChat: true } } });
    const browser = site.open();
    const first = await browser.begin();
    const again = { ...first, reused: true };
    expect(await browser.begin()).toEqual(again);
    await alice.scan(browser.picture);
    expect(await browser.begin()).toEqual(again);
    await alice.say('确认');
    expect(await browser.begin()).toEqual(again);
    expect(await browser.complete()).toMatchObject({ openId: alice.openId });
    expect((await browser.begin()).id).not.toBe(first.id);
    expect(countCalls(sandbox, CREATE)).toBe(2);
  });

  test('needs its secret for that', async () => {
    const { site } = await start();
    const { id } = await site.logins.begin();
    for (const secret of [undefined, '', 'x']) {
      expect(await site.logins.begin({ previous: { id, secret } })).toMatchObject({ reused: false });
    }
    expect(await site.logins.begin({ previous: undefined })).toMatchObject({ reused: false });
  });
});

test('a crawler gets at most maxCodes codes, leaves the quota, and everybody else their logins', async () => {
  const { sandbox, site, alice, pool } = await start({ maxCodes: 20, stock: 5 });
  const browser = site.open();
  await browser.begin();
  let [begun, refused] = [0, 0];
  for (let turn = 0; turn < 100; turn++) {
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => site.logins.begin()));
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') begun++;
      else if (outcome.reason instanceof WechatPoolExhaustedError) refused++;
    }
  }
  expect(begun).toBe(19);
  expect(refused).toBe(10_000 - 19);
  expect(countCalls(sandbox, CREATE)).toBe(20);
  expect(await pool.stats()).toMatchObject({ free: 0, leased: 20, madeToday: 20, quotaLeft: 99_000 - 20 });
  expect(await browser.begin()).toMatchObject({ reused: true });
  expect(await alice.scan(browser.picture)).toMatchObject({ content: DONE });
  expect(await browser.complete()).toMatchObject({ openId: alice.openId });
}, 60_000);

describe('while WeChat makes no codes', () => {
  test.each([
    ['is down', -1, WechatApiError],
    ['has a quota that is used up', 45009, WechatQuotaError],
  ])('because it %s, begin says so; logins and codes that are there go on', async (_, errcode, type) => {
    const { sandbox, site, alice, pool } = await start();
    await pool.warmUp(1);
    const browser = site.open();
    await browser.begin();
    sandbox.fault.apiError(CREATE, errcode);
    await expect(site.logins.begin()).rejects.toThrow(type);
    if (type === WechatQuotaError) {
      await expect(site.logins.begin()).rejects.toMatchObject({ endsAt: expect.any(Date) as Date });
    }
    expect(await browser.begin()).toMatchObject({ reused: true });
    expect(await alice.scan(browser.picture)).toMatchObject({ content: DONE });
    expect(await browser.complete()).toMatchObject({ openId: alice.openId });
  });
});

test('a login that could not be kept leaves no code leased', async () => {
  const { site, pool } = await start();
  const { parts } = site.logins;
  const broken = new ScanLoginService({
    ...parts,
    attempts: Object.assign(Object.create(parts.attempts) as typeof parts.attempts, {
      create: () => Promise.reject(new Error('store')),
    }),
  });
  await expect(broken.begin()).rejects.toThrow('store');
  expect(await pool.stats()).toMatchObject({ leased: 0, resting: 1 });
});
