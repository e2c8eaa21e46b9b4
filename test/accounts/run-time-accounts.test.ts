import { Injectable } from '@nestjs/common';
import { expect, onTestFinished, test } from 'vitest';
import {
  getWechatToken,
  OnText,
  WechatAccounts,
  WechatArgumentError,
  WechatModule,
  type RunTimeAccountOptions,
  type WechatContext,
} from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { captureLogs } from '../support/account.js';
import { PLATFORMS, startHost, type Platform } from '../support/host.js';

@Injectable()
class Bot {
  @OnText() say({ account }: WechatContext<'text'>) {
    return `${account.name} of ${account.registration}`;
  }
  @OnText({ account: ({ name }) => name === 'blue' }) sayBlue() {
    return 'blue only';
  }
  @OnText('throw', {
    account: () => {
      throw new Error('no choice');
    },
  })
  never() {
    return 'never';
  }
}

/** A service with two customers, `red` and `blue`, whose accounts are in its database. */
async function startService(platform: Platform = 'express') {
  const sandbox = await WechatSandbox.start({
    accounts: [
      { appId: 'wxred', encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' },
      { appId: 'wxblue', token: 'blue' },
    ],
  });
  onTestFinished(() => sandbox.stop());
  const asked: string[] = [];
  const customers = new Map<string, RunTimeAccountOptions | Error>([
    ['red', sandbox.credentials('wxred')],
    ['blue', sandbox.credentials('wxblue')],
    ['broken', new Error('the database is down')],
    ['wrong', { appId: 'gh_1' }],
  ]);
  const resolveAccount = async (key: string): Promise<RunTimeAccountOptions | undefined> => {
    asked.push(key);
    const found = customers.get(key);
    if (found instanceof Error) throw found;
    return found;
  };
  const host = await startHost(platform, {
    imports: [
      WechatModule.forRootAsync({ name: 'customers', path: 'wechat/:account', useFactory: () => ({ resolveAccount }) }),
    ],
    providers: [Bot],
  });
  onTestFinished(() => host.app.close());
  const accounts = host.app.get<WechatAccounts>(getWechatToken(WechatAccounts, 'customers'));
  return { sandbox, host, asked, customers, accounts };
}

test.each(PLATFORMS)('one route serves the accounts of a database, on %s', async platform => {
  const { sandbox, host, asked } = await startService(platform);
  for (const [key, answer] of [
    ['red', 'red of customers'],
    ['blue', 'blue only'],
  ] as const) {
    await sandbox.setCallback(`${host.origin}/wechat/${key}`, `wx${key}`);
    const person = sandbox.follower({ account: `wx${key}` });
    await person.follow();
    expect(await person.say('hello')).toMatchObject({ content: answer });
    expect(await person.say('throw')).toMatchObject({ content: answer });
  }
  expect(asked).toEqual(['red', 'blue']);
});

test.each([
  ['unknown', 404],
  ['broken', 503],
  ['wrong', 503],
  ['a%2Fb', 404],
  ['x'.repeat(200), 404],
])('the key %s is answered with %i', async (key, status) => {
  captureLogs();
  const { host, asked } = await startService();
  expect((await fetch(`${host.origin}/wechat/${key}?signature=a`)).status).toBe(status);
  expect((await fetch(`${host.origin}/wechat/${key}`, { method: 'POST', body: '<xml/>' })).status).toBe(status);
  expect(asked).toHaveLength(/^\w{1,9}$/.test(key) ? 2 : 0);
});

test('services of an account are there by its key, and made anew when it is forgotten', async () => {
  const { accounts, asked, customers } = await startService();
  const red = await accounts.get('red');
  expect(await red.tokens.getAccessToken()).toMatch(/\w/);
  expect(await accounts.get('red')).toBe(red);
  await expect(accounts.get('green')).rejects.toThrow(WechatArgumentError);
  expect(await accounts.find('green')).toBeUndefined();
  customers.delete('red');
  accounts.forget('red');
  expect(await accounts.find('red')).toBeUndefined();
  expect(asked).toEqual(['red', 'green', 'green', 'red']);
});

test('callers at the same time share one look into the database', async () => {
  const { accounts, asked } = await startService();
  const found = await Promise.all(Array.from({ length: 20 }, () => accounts.get('red')));
  expect(new Set(found).size).toBe(1);
  expect(asked).toEqual(['red']);
});

test('the path and the function go together', async () => {
  const boot = (extras: { path?: string }, options: object) =>
    startHost('express', {
      imports: [WechatModule.forRootAsync({ ...extras, useFactory: () => options as { appId: string } })],
    });
  await expect(boot({ path: 'wechat/:account' }, { appId: 'wx1' })).rejects.toThrow(/no resolveAccount/);
  await expect(boot({}, { resolveAccount: () => undefined })).rejects.toThrow(/path without ':account'/);
});
