import { Injectable } from '@nestjs/common';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  getWechatToken,
  OnText,
  WechatAccounts,
  WechatArgumentError,
  WechatConfigError,
  WechatModule,
  WechatStoreError,
  type RunTimeAccountOptions,
  type WechatContext,
} from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { PLATFORMS, startHost } from '../support/host.js';
import { openReply, push, textMessage } from '../support/wechat-side.js';

type Resolved = RunTimeAccountOptions | undefined | Promise<RunTimeAccountOptions | undefined>;

const customer = (key: string): RunTimeAccountOptions => ({ appId: `wx${key}`, appSecret: 'secret', token: key });

/** An application whose database is a function; what it was asked for is written down. */
async function start(resolve: (key: string) => Resolved, more: { maxAccounts?: number } = {}) {
  const asked: string[] = [];
  const resolveAccount = (key: string) => {
    asked.push(key);
    return resolve(key);
  };
  const host = await startHost('express', {
    imports: [WechatModule.forRootAsync({ path: 'wechat/:account', useFactory: () => ({ resolveAccount, ...more }) })],
  });
  onTestFinished(() => host.app.close());
  const post = (key: string, token = key) =>
    host.post(`wechat/${key}`, push({ appId: `wx${key}`, token }, 'plain', textMessage('hello')));
  return { ...host, asked, post, accounts: host.app.get<WechatAccounts>(getWechatToken(WechatAccounts)) };
}

function deferred<Value>() {
  let settle: { resolve: (value: Value) => void; reject: (error: Error) => void } | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return {
    promise,
    resolve: (value: Value) => settle?.resolve(value),
    reject: (error: Error) => settle?.reject(error),
  };
}

describe('of many accounts', () => {
  test('those that were used last are kept ready, by services and by messages', async () => {
    const { accounts, asked, post } = await start(customer, { maxAccounts: 2 });
    const red = await accounts.get('red');
    await post('blue');
    expect(await accounts.get('red')).toBe(red);
    await accounts.get('green');
    expect(await accounts.get('red')).toBe(red);
    expect(asked).toEqual(['red', 'blue', 'green']);
    expect((await post('blue')).status).toBe(200);
    expect(asked).toEqual(['red', 'blue', 'green', 'blue']);
    await accounts.get('green');
    expect(asked.at(-1)).toBe('green');
  });

  test('one that is made anew goes on with the token that it had', async () => {
    const sandbox = await WechatSandbox.start({ accounts: [{ appId: 'wxred' }, { appId: 'wxblue' }] });
    onTestFinished(() => sandbox.stop());
    const { accounts } = await start(key => sandbox.credentials(`wx${key}`), { maxAccounts: 1 });
    const token = await (await accounts.get('red')).tokens.getAccessToken();
    await accounts.get('blue');
    expect(await (await accounts.get('red')).tokens.getAccessToken()).toBe(token);
    expect(sandbox.calls).toHaveLength(1);
  });

  test('one that nobody knows, or that fails, takes no place for long', async () => {
    const { accounts, asked } = await start(
      key => {
        if (key === 'broken') throw new Error('broken');
        return key === 'unknown' ? undefined : customer(key);
      },
      { maxAccounts: 3 },
    );
    for (const key of ['red', 'unknown', 'unknown', 'broken', 'broken', 'blue', 'red', 'blue']) {
      await accounts.find(key).catch(() => {});
    }
    expect(asked).toEqual(['red', 'unknown', 'unknown', 'broken', 'broken', 'blue']);
  });
});

describe('an account that is forgotten', () => {
  test('has new options at its next use, and others keep theirs', async () => {
    let token = 'first';
    const { accounts, asked, post } = await start(key => ({ ...customer(key), token }));
    expect((await post('red', 'first')).status).toBe(200);
    const blue = await accounts.get('blue');
    token = 'second';
    expect((await post('red', 'second')).status).toBe(401);
    accounts.forget('red');
    accounts.forget('nobody');
    expect((await post('red', 'second')).status).toBe(200);
    expect((await post('red', 'first')).status).toBe(401);
    expect(await accounts.get('blue')).toBe(blue);
    expect(asked).toEqual(['red', 'blue', 'red']);
  });

  test.each(['fails', 'is unknown'])(
    'while it is made is made anew, and the first one, which %s, ends nothing',
    async how => {
      const first = deferred<RunTimeAccountOptions | undefined>();
      let isFirst = true;
      const { accounts, asked } = await start(key => {
        if (!isFirst) return customer(key);
        isFirst = false;
        return first.promise;
      });
      const early = accounts.find('red').catch((error: unknown) => error);
      accounts.forget('red');
      const red = await accounts.get('red');
      if (how === 'fails') first.reject(new Error('late'));
      else first.resolve(undefined);
      await early;
      expect(await accounts.get('red')).toBe(red);
      expect(asked).toEqual(['red', 'red']);
    },
  );
});

describe('a database that', () => {
  test('hangs holds nobody up for more than five seconds, and is asked again', async () => {
    let isHanging = true;
    const { accounts, asked, post, logger } = await start(key => (isHanging ? new Promise(() => {}) : customer(key)));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const answers = Promise.allSettled([
      post('red').then(({ status }) => status),
      accounts.get('red'),
      accounts.find('red'),
    ]);
    await vi.waitFor(() => expect(asked).toEqual(['red']));
    const isSettled = vi.fn<() => void>();
    void answers.then(isSettled);
    // The request may still be on its way here.
    while (isSettled.mock.calls.length === 0) {
      await vi.advanceTimersByTimeAsync(500);
      await new Promise(resolve => setImmediate(resolve));
    }
    const failure = { status: 'rejected', reason: expect.any(WechatStoreError) as Error };
    expect(await answers).toEqual([{ status: 'fulfilled', value: 503 }, failure, failure]);
    logger.assertLogged({ level: 'error', message: /did not answer within 5000 ms for 'red'/ });
    isHanging = false;
    expect((await post('red')).status).toBe(200);
  });

  test.each<[string, () => Resolved, RegExp]>([
    [
      'throws',
      () => {
        throw new Error('no database');
      },
      /no database/,
    ],
    ['rejects', () => Promise.reject(new Error('no database')), /no database/],
    ['returns a text', () => 'wx1' as unknown as RunTimeAccountOptions, /returned no options for 'red'/],
    ['returns no AppID', () => ({ token: 'red' }) as RunTimeAccountOptions, /appId/],
    ['returns a wrong key', () => ({ ...customer('red'), encodingAESKey: 'short' }), /encodingAESKey/],
  ])('%s is answered with 503, logged, and asked again', async (_, resolve, message) => {
    let isBroken = true;
    const { accounts, post, logger } = await start(key => (isBroken ? resolve() : customer(key)));
    await expect(accounts.get('red')).rejects.toThrow(message);
    expect((await post('red')).status).toBe(503);
    logger.assertLogged({ level: 'error', message: /'red' of 'default' cannot be made/ });
    isBroken = false;
    expect((await post('red')).status).toBe(200);
    expect((await accounts.get('red')).appId).toBe('wxred');
  });

  test('returns nothing knows nobody', async () => {
    const { accounts, post } = await start(() => null as unknown as undefined);
    await expect(accounts.get('red')).rejects.toThrow(WechatArgumentError);
    expect((await post('red')).status).toBe(404);
  });
});

describe('a key', () => {
  test.each([
    ['', false],
    ['a b', false],
    ['a:b', false],
    ['{wx1}', false],
    ['a/b', false],
    ['a\nb', false],
    ['a\u0000', false],
    ['客户', false],
    ['a%20b', false],
    ['x'.repeat(129), false],
    ['x'.repeat(128), true],
    ['__proto__', true],
    ['constructor', true],
    ['hasOwnProperty', true],
    ['a.b@c-d', true],
  ])('%j is looked for: %s', async (key, isAsked) => {
    const { accounts, asked, post } = await start(() => undefined);
    expect(await accounts.find(key)).toBeUndefined();
    expect(asked).toEqual(isAsked ? [key] : []);
    expect((await post(encodeURIComponent(key))).status).toBe(404);
  });

  test('that is the name of something in JavaScript is an account as all others', async () => {
    const { accounts, post } = await start(key => ({ ...customer(key), appId: 'wxred' }));
    for (const key of ['__proto__', 'constructor']) {
      expect((await accounts.get(key)).name).toBe(key);
      expect((await post(key)).status).toBe(200);
    }
  });
});

@Injectable()
class Bot {
  @OnText({ account: 'partners' }) partner({ account }: WechatContext<'text'>) {
    return `partner ${account.name}: ${account.appId}`;
  }
  @OnText({ account: 'customers' }) say({ account }: WechatContext<'text'>) {
    return `${account.name} of ${account.registration}: ${account.appId}`;
  }
}

describe.each(PLATFORMS)('two registrations, on %s', platform => {
  test('have accounts, handlers and timers of their own, also under the same key', async () => {
    const sandbox = await WechatSandbox.start({ accounts: [{ appId: 'wxred1' }, { appId: 'wxred2' }] });
    onTestFinished(() => sandbox.stop());
    const register = (name: string, number: number) =>
      WechatModule.forRootAsync({
        name,
        path: `${name}/:account`,
        useFactory: () => ({ resolveAccount: (key: string) => sandbox.credentials(`wx${key}${number}`) }),
      });
    const { app, post } = await startHost(platform, {
      imports: [ScheduleModule.forRoot(), register('customers', 1), register('partners', 2)],
      providers: [Bot],
    });
    onTestFinished(() => app.close());
    const say = async (path: string, number: number) => {
      const { appId, token } = sandbox.account(`wxred${number}`);
      const side = { appId, token };
      return openReply(side, 'plain', await (await post(path, push(side, 'plain', textMessage('hi')))).text())[
        'Content'
      ];
    };
    expect(await say('customers/red', 1)).toBe('red of customers: wxred1');
    expect(await say('partners/red', 2)).toBe('partner red: wxred2');
    for (const name of ['customers', 'partners']) {
      const account = await app.get<WechatAccounts>(getWechatToken(WechatAccounts, name)).get('red');
      await account.tokens.getAccessToken();
    }
    expect(app.get(SchedulerRegistry).getTimeouts()).toEqual(
      ['customers', 'partners'].map(name => `nestjs-wechat:access token of account 'red of ${name}'`),
    );
  });

  test('of one path are refused while the application boots', async () => {
    const register = (name: string) =>
      WechatModule.forRootAsync({
        name,
        path: 'wechat/:account',
        useFactory: () => ({ resolveAccount: () => undefined }),
      });
    await expect(startHost(platform, { imports: [register('customers'), register('partners')] })).rejects.toThrow(
      WechatConfigError,
    );
  });
});
