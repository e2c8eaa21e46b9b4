import {
  Catch,
  Inject,
  Injectable,
  Scope,
  UseFilters,
  UseGuards,
  type CanActivate,
  type ExceptionFilter,
  type Provider,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { describe, expect, test } from 'vitest';
import {
  Account,
  getWechatToken,
  OnMessage,
  OnScanLogin,
  OnSubscribe,
  OnText,
  OpenId,
  Reply,
  Scene,
  ScanLoginContext,
  ScanLoginService,
  WechatAccount,
  WechatModule,
} from 'nestjs-wechat';
import { startHost } from '../support/host.js';
import { startSite, startWechat, type SiteSetup } from '../support/login-site.js';

const DONE = '登录成功。';
const FAILED = '登录失败，请刷新网页后重新扫码。';
const REFUSED = '登录请求未通过。';
const QUESTION = /确认.*取消/s;

/** A follower, and a browser that waits for a scan. */
async function meet(provider: Provider, setup: SiteSetup = {}) {
  const sandbox = await startWechat();
  const site = await startSite(sandbox, { ...setup, providers: [provider] });
  const alice = sandbox.follower();
  await alice.follow();
  const browser = site.open();
  await browser.begin();
  const scan = async () => {
    const answer = await alice.scan(browser.picture);
    // Nobody scans twice in a second, and WeChat's events are told apart by theirs.
    sandbox.clock.advance(1000);
    return answer?.type === 'text' ? answer.content : answer?.type;
  };
  const say = async (words: string) => {
    const answer = await alice.say(words);
    return answer?.type === 'text' ? answer.content : answer?.type;
  };
  return { sandbox, site, alice, browser, scan, say };
}

describe('what a handler returns', () => {
  test.each([
    ['a text', 'hello', 'hello'],
    ['a reply', Reply.news([{ title: 't', description: 'd', picUrl: 'http://p', url: 'http://u' }]), 'news'],
    ['nothing', undefined, DONE],
    ['an acknowledgement', Reply.acknowledge(), undefined],
  ])('%s logs in', async (_, result, expected) => {
    @Injectable()
    class Handler {
      @OnScanLogin() login(): string | Reply | undefined {
        return result;
      }
    }
    const { browser, scan } = await meet(Handler);
    expect(await scan()).toBe(expected);
    expect(await scan()).toBe(expected);
    expect(await browser.state()).toBe('confirmed');
  });
});

test('a handler has parameters, and the context of the scan', async () => {
  const seen: unknown[] = [];
  @Injectable()
  class Handler {
    @OnScanLogin() login(@OpenId() openId: string, @Scene() scene: string, @Account() account: WechatAccount) {
      seen.push(openId, scene, account);
    }
  }
  const { site, scan, alice } = await meet(Handler);
  await scan();
  expect(seen).toEqual([alice.openId, expect.stringMatching(/^pool_/), site.app.get(WechatAccount)]);
});

describe('a refusal', () => {
  test.each([
    ['with a text', 'You are banned.', 'You are banned.'],
    ['without', undefined, REFUSED],
  ])('%s leaves nobody logged in, and gives the code back', async (_, answer, expected) => {
    @Injectable()
    class Handler {
      @OnScanLogin() login(context: ScanLoginContext) {
        context.reject(answer);
        return 'welcome';
      }
    }
    const { site, browser, scan } = await meet(Handler, { options: { qrcodePool: { stock: 0 } } });
    const { qrcodePool } = site.app.get(WechatAccount);
    expect(await scan()).toBe(expected);
    expect(await browser.watch()).toEqual(['rejected']);
    expect(await browser.complete()).toEqual({ failure: 'rejected' });
    expect(await qrcodePool.stats()).toMatchObject({ leased: 0, resting: 1 });
    expect(await browser.begin()).toMatchObject({ reused: false });
  });

  test.each(['reject', 'askConfirmation'] as const)('stays one, whatever comes after it: %s', async then => {
    @Injectable()
    class Handler {
      @OnScanLogin() login(context: ScanLoginContext) {
        context.reject('no');
        context[then]('no');
      }
    }
    const { browser, scan } = await meet(Handler);
    expect(await scan()).toBe('no');
    expect(await browser.state()).toBe('rejected');
  });
});

describe('where it throws', () => {
  @Catch()
  class Apologise implements ExceptionFilter {
    catch() {
      return 'sorry';
    }
  }
  class Nobody implements CanActivate {
    canActivate() {
      return false;
    }
  }

  test('a guard or a handler, nobody is logged in', async () => {
    @Injectable()
    class Handler {
      @OnScanLogin() @UseGuards(Nobody) login() {
        return 'welcome';
      }
    }
    const { site, browser, scan } = await meet(Handler);
    expect(await scan()).toBe(FAILED);
    expect(await browser.state()).toBe('rejected');
    site.logger.assertLogged({ level: 'error', message: /Handler\.login failed.*Forbidden/ });
  });

  test('the answer of a filter does not log in either', async () => {
    @Injectable()
    class Handler {
      @OnScanLogin() @UseGuards(Nobody) @UseFilters(Apologise) login() {
        return 'welcome';
      }
    }
    const { browser, scan } = await meet(Handler);
    expect(await scan()).toBe('sorry');
    expect(await browser.state()).toBe('rejected');
    expect(await browser.complete()).toEqual({ failure: 'rejected' });
  });

  test('something that is no reply logs nobody in', async () => {
    @Injectable()
    class Handler {
      @OnScanLogin() login(): string {
        return 5 as unknown as string;
      }
    }
    const { browser, scan } = await meet(Handler);
    expect(await scan()).toBe(FAILED);
    expect(await browser.state()).toBe('rejected');
  });
});

test('a handler may be request-scoped', async () => {
  @Injectable({ scope: Scope.REQUEST })
  class Handler {
    constructor(@Inject(REQUEST) private readonly context: ScanLoginContext) {}
    @OnScanLogin() login() {
      return `${this.context.constructor.name} of ${this.context.login.id}`;
    }
  }
  const { browser, scan } = await meet(Handler);
  expect(await scan()).toBe(`ScanLoginContext of ${browser.login?.id}`);
});

describe('a confirmation in the chat', () => {
  @Injectable()
  class Asking {
    runs = 0;
    readonly heard: string[] = [];
    @OnScanLogin() login(context: ScanLoginContext) {
      this.runs++;
      context.askConfirmation();
      return 'welcome';
    }
    @OnText() said(context: { readonly message: { readonly Content: string } }) {
      this.heard.push(context.message.Content);
      return 'heard';
    }
  }

  test('is waited for, and then the handler is quoted', async () => {
    const { site, browser, scan, say, alice } = await meet(Asking);
    const watched = browser.watch();
    expect(await scan()).toMatch(QUESTION);
    expect(await browser.state()).toBe('scanned');
    expect(await browser.complete()).toEqual({ failure: 'pending' });
    expect(await say('what?')).toBe('heard');
    expect(await say(' 确认 ')).toBe('welcome');
    expect((await watched).slice(-2)).toEqual(['scanned', 'confirmed']);
    expect(await browser.complete()).toMatchObject({ openId: alice.openId });
    expect(site.app.get(Asking).heard).toEqual(['what?']);
    expect(await say('确认')).toBe('heard');
  });

  test.each(['取消', '取消登录'])('may be %s', async words => {
    const { browser, scan, say } = await meet(Asking);
    await scan();
    expect(await say(words)).toBe('已取消登录。');
    expect(await browser.complete()).toEqual({ failure: 'rejected' });
    expect(String(await scan())).not.toMatch(QUESTION);
  });

  test('is asked for again where the person scans again', async () => {
    const { site, scan, say, browser } = await meet(Asking);
    await scan();
    expect(await scan()).toMatch(QUESTION);
    expect(await say('确认登录')).toBe('welcome');
    expect(site.app.get(Asking).runs).toBe(2);
    expect(await browser.state()).toBe('confirmed');
  });

  test('that is no longer needed is an ordinary text', async () => {
    @Injectable()
    class Once extends Asking {
      @OnScanLogin() override login(context: ScanLoginContext) {
        if (this.runs > 0) return 'welcome';
        return super.login(context);
      }
    }
    const { scan, say } = await meet(Once);
    expect(await scan()).toMatch(QUESTION);
    expect(await scan()).toBe('welcome');
    expect(await say('确认')).toBe('heard');
  });

  test('that is delivered twice has the same answer', async () => {
    const { sandbox, site, scan, say } = await meet(Asking);
    await scan();
    sandbox.fault.duplicateDeliveries();
    expect(await say('确认')).toBe('welcome');
    expect(sandbox.deliveries.at(-1)?.attempts).toHaveLength(2);
    expect(site.app.get(Asking).heard).toEqual([]);
  });

  test('by somebody who was not asked is an ordinary text', async () => {
    const { sandbox, site, browser, scan } = await meet(Asking);
    await scan();
    const bob = sandbox.follower();
    await bob.follow();
    expect(await bob.say('确认')).toMatchObject({ content: 'heard' });
    expect(site.app.get(Asking).heard).toEqual(['确认']);
    expect(await browser.state()).toBe('scanned');
  });

  test('that comes too late is told so', async () => {
    const { site, scan, say, browser } = await meet(Asking);
    await scan();
    await browser.cancel();
    expect(await say('确认')).toMatch(/已失效/);
    expect(site.app.get(Asking).heard).toEqual([]);
  });

  test('may be an option, for all', async () => {
    @Injectable()
    class Handler {
      @OnScanLogin() login() {
        return 'welcome';
      }
    }
    const { browser, scan, say } = await meet(Handler, { options: { scanLogin: { confirmInChat: true } } });
    expect(await scan()).toMatch(QUESTION);
    expect(await say('确认')).toBe('welcome');
    expect(await browser.state()).toBe('confirmed');
  });

  test('may be worded by the handler, and chosen from a menu', async () => {
    @Injectable()
    class Handler {
      @OnScanLogin() async login(context: ScanLoginContext) {
        context.askConfirmation(Reply.acknowledge());
        await context.account.api.kefu.send({
          touser: context.openId,
          msgtype: 'msgmenu',
          msgmenu: {
            head_content: 'Log in?',
            list: [
              { id: '1', content: '确认' },
              { id: '2', content: '取消' },
            ],
            tail_content: '',
          },
        });
      }
    }
    const { alice, browser, scan } = await meet(Handler);
    expect(await scan()).toBeUndefined();
    expect(await alice.choose(await alice.nextMessage(), '1')).toMatchObject({ content: DONE });
    expect(await browser.state()).toBe('confirmed');
  });
});

test('a follow that nobody hears as one goes to the login only, not to @OnMessage', async () => {
  const heard: string[] = [];
  @Injectable()
  class Handler {
    @OnMessage() anything(context: { readonly kind: string }) {
      heard.push(context.kind);
    }
  }
  const sandbox = await startWechat();
  const site = await startSite(sandbox, { providers: [Handler] });
  const browser = site.open();
  await browser.begin();
  await sandbox.follower().scan(browser.picture);
  expect(heard).toEqual([]);
});

test('accounts are apart: each hears its own, and a code of one logs in at no other', async () => {
  @Injectable()
  class Handler {
    @OnSubscribe() followed() {
      return 'welcome';
    }
    @OnScanLogin({ account: 'shop' }) login() {
      return 'shop';
    }
  }
  const sandbox = await startWechat({ accounts: [{}, { appId: 'wxshop' }] });
  const imports = [
    WechatModule.forRoot(sandbox.credentials()),
    WechatModule.forRoot({ ...sandbox.credentials('wxshop'), name: 'shop', path: 'wechat/shop' }),
  ];
  const { app, origin } = await startHost('express', { imports, providers: [Handler] });
  await sandbox.setCallback(`${origin}/wechat`);
  await sandbox.setCallback(`${origin}/wechat/shop`, 'wxshop');
  const main = app.get(ScanLoginService);
  const shop = app.get<ScanLoginService>(getWechatToken(ScanLoginService, 'shop'));
  expect(app.get<WechatAccount>(getWechatToken(WechatAccount, 'shop')).scanLogin).toBe(shop);

  const [one, two] = [await main.begin(), await shop.begin()];
  const alice = sandbox.follower();
  expect(await alice.scan(one.imageUrl)).toMatchObject({ content: DONE });
  expect(await alice.scan(two.imageUrl)).toMatchObject({ content: 'shop' });
  await expect(shop.complete(one.id, one.secret)).rejects.toMatchObject({ failure: 'unknown' });
  expect(await main.complete(one.id, one.secret)).toMatchObject({ openId: alice.openId });
  expect(await shop.complete(two.id, two.secret)).toMatchObject({ openId: alice.at('wxshop').openId });
  await app.close();
});
