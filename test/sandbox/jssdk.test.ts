import { createHash } from 'node:crypto';
import { request as send } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WechatSandbox, type SandboxAccountOptions } from 'nestjs-wechat/sandbox';

const SHOP = 'wx0000000000000001';
const OTHER = 'wx0000000000000002';
const SITE = 'wx0000000000000003';
const PAGE = 'https://www.example.com/shop?id=1&q=%E4%BD%A0%20x';
const TWO_HOURS_MS = 7200 * 1000;

async function start(options: SandboxAccountOptions = {}): Promise<WechatSandbox> {
  const sandbox = await WechatSandbox.start({
    accounts: [{ ...options, appId: SHOP }, { appId: OTHER }, { appId: SITE, type: 'website' }],
  });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

const ticketOf = (sandbox: WechatSandbox, type = 'jsapi', appId = SHOP) =>
  sandbox.account(appId).tickets.get(type).value;

/** Signs as the official document says, by a test of its own. */
function sign(ticket: string, url: string) {
  const [nonceStr, timestamp] = ['Wm3WZYTPz0wzccnW', '1414587457'];
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
  return { appId: SHOP, timestamp, nonceStr, signature: createHash('sha1').update(text).digest('hex') };
}

async function post(sandbox: WechatSandbox, path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${sandbox.origin}/open/js/${path}`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { response, json: (await response.json()) as { errMsg: string; reason?: string } };
}

async function verdict(sandbox: WechatSandbox, config: object, href = PAGE) {
  return (await post(sandbox, 'config', { ...config, href })).json;
}

describe('the script', () => {
  test.each(['jweixin-1.6.0.js', 'jweixin-1.0.0.js'])('is served as %s, and is never old', async name => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.origin}/open/js/${name}`);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('jWeixin');
  });

  test.each(['jweixin-.js', 'tsconfig.json', 'jweixin.js', '..%2f..%2fscript.ts'])('is not %s', async name => {
    const sandbox = await start();
    expect(await (await fetch(`${sandbox.origin}/open/js/${name}`)).text()).not.toContain('jWeixin');
  });
});

describe('a page', () => {
  test.each([PAGE, `${PAGE}#/cart?x=1`, `${PAGE}#`])('at %s is believed', async href => {
    const sandbox = await start();
    expect(await verdict(sandbox, sign(ticketOf(sandbox), PAGE), href)).toEqual({ errMsg: 'config:ok' });
  });

  test('of the official example is believed', async () => {
    const sandbox = await start();
    const ticket = { value: 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg' };
    const { tickets } = sandbox.account();
    tickets.list = () => [{ ...tickets.get('jsapi'), ...ticket }];
    const config = {
      appId: SHOP,
      timestamp: '1414587457',
      nonceStr: 'Wm3WZYTPz0wzccnW',
      signature: '0f9de62fce790f9a083d5c99e95740ceb90c27ed',
    };
    expect(await verdict(sandbox, config, 'http://mp.weixin.qq.com?params=value')).toEqual({ errMsg: 'config:ok' });
  });

  test.each<[string, (url: string) => string]>([
    ['the site', () => 'https://www.example.com/'],
    ['the page decoded', decodeURIComponent],
    ['the page encoded once more', encodeURIComponent],
    ['the page without its query', url => String(url.split('?')[0])],
    ['the page with its fragment', url => `${url}#/cart`],
    ['the page with the other scheme', url => url.replace('https', 'http')],
    ['the origin', url => new URL(url).origin],
  ])('that was signed for %s is refused', async (_, change) => {
    const sandbox = await start();
    const signed = change(PAGE);
    expect(await verdict(sandbox, sign(ticketOf(sandbox), signed), `${PAGE}#/cart`)).toEqual({
      errMsg: 'config:invalid signature',
      reason: `It was signed for ${signed}, and the page is at ${PAGE}.`,
    });
  });

  test('that was signed with nothing known is refused', async () => {
    const sandbox = await start();
    ticketOf(sandbox);
    const expected = { errMsg: 'config:invalid signature', reason: expect.stringContaining('any ticket') as string };
    expect(await verdict(sandbox, sign('T', PAGE))).toEqual(expected);
    for (const part of ['timestamp', 'nonceStr', 'signature']) {
      const config = sign(ticketOf(sandbox), PAGE);
      expect(await verdict(sandbox, { ...config, [part]: '1' })).toEqual(expected);
      expect(await verdict(sandbox, { ...config, [part]: undefined })).toEqual(expected);
    }
  });

  test('that was signed with another ticket is refused, and told which', async () => {
    const sandbox = await start();
    expect(await verdict(sandbox, sign(ticketOf(sandbox, 'wx_card'), PAGE))).toEqual({
      errMsg: 'config:invalid signature',
      reason: 'It was signed with the ticket of the type wx_card, and not with that of the type jsapi.',
    });
    expect(await verdict(sandbox, sign(ticketOf(sandbox, 'jsapi', OTHER), PAGE))).toEqual({
      errMsg: 'config:invalid signature',
      reason: `It was signed with a ticket of ${OTHER}, and wx.config has ${SHOP}.`,
    });
    const { signature, ...config } = sign(ticketOf(sandbox), PAGE);
    expect(await verdict(sandbox, { ...config, signature: signature.toUpperCase() })).toEqual({
      errMsg: 'config:invalid signature',
      reason: 'A signature is in lower case.',
    });
  });

  test('is believed until its ticket expires, by WeChat’s clock', async () => {
    const sandbox = await start();
    const config = sign(ticketOf(sandbox), PAGE);
    sandbox.clock.advance(TWO_HOURS_MS - 10_000);
    expect(await verdict(sandbox, config)).toEqual({ errMsg: 'config:ok' });
    sandbox.clock.advance(10_000);
    const expired = {
      errMsg: 'config:invalid signature',
      reason: 'The ticket that it was signed with has expired.',
    };
    expect(await verdict(sandbox, config)).toEqual(expired);
    expect(await verdict(sandbox, sign(ticketOf(sandbox), PAGE))).toEqual({ errMsg: 'config:ok' });
    expect(await verdict(sandbox, config)).toEqual(expired);
  });

  test('is told so only of the newest tickets, for a sandbox may run for weeks', async () => {
    const sandbox = await start();
    const config = sign(ticketOf(sandbox), PAGE);
    for (let day = 0; day < 100; day++) {
      sandbox.clock.advance(86_400_000);
      ticketOf(sandbox);
    }
    expect((await verdict(sandbox, config)).reason).toContain('any ticket');
    expect(await verdict(sandbox, sign(ticketOf(sandbox), PAGE))).toEqual({ errMsg: 'config:ok' });
  });

  test.each([`${PAGE}%`, `${PAGE}&r=a%26b`])('at %s, signed for another, is refused', async href => {
    const sandbox = await start();
    const { reason } = await verdict(sandbox, sign(ticketOf(sandbox), 'https://www.example.com/'), href);
    expect(reason).toBe(`It was signed for https://www.example.com/, and the page is at ${href}.`);
  });

  test.each(['wx9999999999999999', SITE, ''])('of %j, which is no official account, is refused', async appId => {
    const sandbox = await start();
    expect(await verdict(sandbox, { ...sign(ticketOf(sandbox), PAGE), appId })).toMatchObject({
      errMsg: 'config:invalid appid',
    });
  });

  test.each([
    [['www.example.com'], PAGE, true],
    [['WWW.Example.com'], PAGE, true],
    [['other.test', 'example.com'], PAGE, true],
    [['127.0.0.1'], 'http://127.0.0.1:3000/', true],
    [['127.0.0.1:3000'], 'http://127.0.0.1:3000/', true],
    [['127.0.0.1:3000'], 'http://127.0.0.1:3001/', false],
    [['ample.com'], PAGE, false],
    [['a.www.example.com'], PAGE, false],
    [[], PAGE, false],
    [undefined, PAGE, true],
    [undefined, 'file:///shop.html', false],
    [undefined, 'about:blank', false],
    [undefined, '', false],
  ] as const)('may have the domain that is set: of %j %s is %s', async (jsDomains, url, isRight) => {
    const sandbox = await start({ jsDomains });
    const { errMsg } = await verdict(sandbox, sign(ticketOf(sandbox), url), url);
    expect(errMsg).toBe(isRight ? 'config:ok' : 'config:invalid url domain');
  });

  test('is told what is wrong in its language', async () => {
    const sandbox = await start({ jsDomains: ['shop.test'] });
    const ask = (language: string) =>
      post(sandbox, 'config', { ...sign('T', PAGE), href: PAGE }, { 'accept-language': language });
    expect((await ask('zh-CN')).json.reason).toBe(`JS接口安全域名是 shop.test，页面却在 ${PAGE}。`);
    expect((await ask('en')).json.reason).toBe(`The secure domains for JS are shop.test, and the page is at ${PAGE}.`);
  });

  test.each(['', 'x', '[]', 'null', '{"appId":{"a":1},"href":5}', '{"__proto__":{"appId":"x"}}'])(
    'that says %s is refused',
    async body => {
      const sandbox = await start();
      const { response, json } = await post(sandbox, 'config', body);
      expect([response.status, json.errMsg]).toEqual([200, 'config:invalid appid']);
    },
  );

  test.each(['https://www.example.com', 'www.example.com/a', 'a b', ''])('cannot be on the domain %j', async domain => {
    await expect(WechatSandbox.start({ accounts: [{ jsDomains: [domain] }] })).rejects.toThrow(
      `The jsDomains have ${JSON.stringify(domain)}; it must be a domain alone: www.example.com.`,
    );
  });
});

describe('what a page shares', () => {
  const SHARE = {
    appId: SHOP,
    api: 'updateAppMessageShareData',
    title: 'Tea',
    desc: 'Green',
    imgUrl: 'https://i.test/',
  };

  test('is kept, oldest first', async () => {
    const sandbox = await start();
    const href = `${PAGE}#/cart`;
    const link = 'https://www.example.com/tea';
    expect((await post(sandbox, 'share', { ...SHARE, href, link })).json).toEqual({
      errMsg: 'updateAppMessageShareData:ok',
    });
    const api = 'updateTimelineShareData';
    await post(sandbox, 'share', { appId: SHOP, api, title: 'Tea', href, link });
    const now = expect.toSatisfy(at => Math.abs(Number(at) - sandbox.clock.now()) < 60_000) as number;
    expect(sandbox.shares).toEqual([
      { ...SHARE, at: now, page: href, link },
      { appId: SHOP, api, title: 'Tea', desc: '', imgUrl: '', at: now, page: href, link },
    ]);
  });

  test.each([
    ['another domain', 'https://evil.com/'],
    ['a path', '/tea'],
    ['a script', 'javascript:alert(1)'],
    ['nothing', ''],
  ])('is refused where it leads to %s', async (_, link) => {
    const sandbox = await start({ jsDomains: ['example.com'] });
    expect((await post(sandbox, 'share', { ...SHARE, href: PAGE, link })).json).toEqual({
      errMsg: 'updateAppMessageShareData:fail link must be in js secure domain list',
    });
    expect(sandbox.shares).toEqual([]);
  });

  test('is refused for an account that nobody knows', async () => {
    const sandbox = await start();
    expect((await post(sandbox, 'share', { ...SHARE, appId: 'wx9', href: PAGE, link: PAGE })).json.errMsg).toMatch(
      /:fail/,
    );
    expect(sandbox.shares).toEqual([]);
  });
});

describe('a page of any origin', () => {
  const origin = 'https://www.example.com';

  test('gets verdicts', async () => {
    const sandbox = await start();
    for (const path of ['config', 'share']) {
      const { response } = await post(sandbox, path, {}, { origin });
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    }
  });

  test('gets no ticket, and nothing of the console', async () => {
    const sandbox = await start();
    const { response, json } = await post(sandbox, 'config', {
      ...sign(ticketOf(sandbox), PAGE),
      href: 'https://x.test/',
    });
    expect(JSON.stringify([json, ...response.headers])).not.toContain(ticketOf(sandbox));
    const action = await fetch(`${sandbox.origin}/sandbox/actions/addPerson`, { method: 'POST', headers: { origin } });
    expect(action.status).toBe(403);
    for (const path of ['/', '/sandbox/events', '/open/js/jweixin-1.6.0.js', '/cgi-bin/ticket/getticket']) {
      const looked = await fetch(`${sandbox.origin}${path}`, { headers: { origin } });
      expect(looked.headers.has('access-control-allow-origin')).toBe(false);
      await looked.body?.cancel();
    }
    const status = await new Promise(resolve => {
      const headers = { host: 'rebound.example.com' };
      send(`${sandbox.origin}/sandbox/events`, { headers }, ({ statusCode }) => resolve(statusCode)).end();
    });
    expect(status).toBe(403);
  });
});
