import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WechatApiError, WechatArgumentError, type JssdkService } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { captureLogs, createAccount } from '../support/account.js';
import { countCalls } from '../support/sandbox.js';

const TICKETS = '/cgi-bin/ticket/getticket';
const PAGE = 'https://www.example.com/shop?id=1&name=%E4%BD%A0';
const CARD = 'pVectorCard000001';

let sandbox: WechatSandbox;
let jssdk: JssdkService;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  ({ jssdk } = createAccount(sandbox, { timeoutMs: 10_000 }));
});
afterEach(() => sandbox.stop());

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');
const ticket = (type: string) => sandbox.account().tickets.get(type).value;
/** Sorts and signs, without the code under test. */
const signValues = (...values: string[]) => sha1(values.toSorted((a, b) => (a < b ? -1 : 1)).join(''));
const isNow = (timestamp: unknown) => Math.abs(Number(timestamp) - Date.now() / 1000) < 60;

describe('a page', () => {
  test('is signed with the account’s ticket, which stays on the server', async () => {
    const signed = await jssdk.sign(`${PAGE}#/cart?x=1`);
    const { timestamp, nonceStr } = signed;
    expect(signed).toEqual({
      appId: sandbox.account().appId,
      timestamp,
      nonceStr,
      signature: sha1(`jsapi_ticket=${ticket('jsapi')}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${PAGE}`),
    });
    expect(timestamp).toSatisfy(Number.isInteger);
    expect(timestamp).toSatisfy(isNow);
    expect(nonceStr).toMatch(/^[\da-f]{32}$/);
    expect(JSON.stringify(signed)).not.toContain(ticket('jsapi'));
  });

  test('is signed anew every time, with one ticket', async () => {
    const signed = await Promise.all(Array.from({ length: 20 }, () => jssdk.sign(PAGE)));
    expect(new Set(signed.map(({ nonceStr }) => nonceStr)).size).toBe(20);
    expect(countCalls(sandbox, TICKETS)).toBe(1);
  });

  test('is signed with a ticket that is given', async () => {
    const { nonceStr, timestamp, signature } = await jssdk.sign(PAGE, { ticket: 'T' });
    expect(signature).toBe(sha1(`jsapi_ticket=T&noncestr=${nonceStr}&timestamp=${timestamp}&url=${PAGE}`));
    expect(sandbox.calls).toEqual([]);
  });

  test.each(['ftp://www.example.com/', '/shop', '', 'https://WWW.example.com/'])(
    'with the address %j is refused before WeChat is asked',
    async address => {
      await expect(jssdk.sign(address)).rejects.toThrow(WechatArgumentError);
      expect(sandbox.calls).toEqual([]);
    },
  );

  test('is not signed with an empty ticket', async () => {
    await expect(jssdk.sign(PAGE, { ticket: '' })).rejects.toThrow(/The jsapi ticket is empty/);
  });

  test('is not signed where WeChat gives no ticket', async () => {
    const logs = captureLogs();
    sandbox.fault.apiError(TICKETS, 45009, { times: 99 });
    await expect(jssdk.sign(PAGE)).rejects.toThrow(WechatApiError);
    expect(JSON.stringify(logs.entries)).not.toContain('id=1');
  });
});

describe('a card to be added', () => {
  test('has in cardExt what is signed', async () => {
    const item = await jssdk.signCard({ cardId: CARD });
    const extension = JSON.parse(item.cardExt) as Record<string, unknown>;
    const { timestamp, nonce_str } = extension;
    expect(item).toEqual({ cardId: CARD, cardExt: item.cardExt });
    expect(extension).toEqual({
      timestamp,
      nonce_str,
      signature: signValues(ticket('wx_card'), String(timestamp), String(nonce_str), CARD),
    });
    // 最终需要转换为字符串形式
    expect(timestamp).toBeTypeOf('string');
    expect(timestamp).toSatisfy(isNow);
    expect(nonce_str).toMatch(/^[\da-zA-Z]{1,32}$/);
    expect(item.cardExt).not.toContain(ticket('wx_card'));
  });

  test('may be for one person, with a code of its own; where it was offered is not signed', async () => {
    const { cardExt } = await jssdk.signCard(
      { cardId: CARD, code: '1234567890', openId: 'oUser', outerStr: 'poster', fixedBeginTimestamp: 1700000000 },
      { ticket: 'T' },
    );
    const extension = JSON.parse(cardExt) as Record<string, unknown>;
    const { timestamp, nonce_str } = extension;
    expect(extension).toEqual({
      code: '1234567890',
      openid: 'oUser',
      timestamp,
      nonce_str,
      fixed_begintimestamp: 1700000000,
      outer_str: 'poster',
      signature: signValues('T', String(timestamp), String(nonce_str), CARD, '1234567890', 'oUser'),
    });
    expect(sandbox.calls).toEqual([]);
  });

  test('has nothing that is empty', async () => {
    const { cardExt } = await jssdk.signCard({ cardId: CARD, code: '', openId: '', outerStr: undefined });
    expect(Object.keys(JSON.parse(cardExt) as object).toSorted()).toEqual(['nonce_str', 'signature', 'timestamp']);
  });

  test('needs a cardId', async () => {
    await expect(jssdk.signCard({ cardId: '' })).rejects.toThrow(WechatArgumentError);
  });
});

describe('a choice', () => {
  test.each([
    [{}, []],
    [{ cardId: CARD }, [CARD]],
    [{ shopId: '1234', cardType: 'GROUPON', cardId: CARD }, ['1234', 'GROUPON', CARD]],
    [{ shopId: '', cardType: 'CASH' }, ['CASH']],
  ])('of cards with %j is signed', async (request, values) => {
    const { timestamp, nonceStr, ...signed } = await jssdk.signChooseCard(request);
    expect(signed).toEqual({
      ...request,
      signType: 'SHA1',
      cardSign: signValues(ticket('wx_card'), sandbox.account().appId, timestamp, nonceStr, ...values),
    });
    expect(timestamp).toSatisfy(isNow);
  });

  test('of all cards, or with a ticket that is given', async () => {
    const all = await jssdk.signChooseCard();
    const { appId } = sandbox.account();
    expect(all.cardSign).toBe(signValues(ticket('wx_card'), appId, all.timestamp, all.nonceStr));
    const { timestamp, nonceStr, cardSign } = await jssdk.signChooseCard({ cardId: CARD }, { ticket: 'T' });
    expect(cardSign).toBe(signValues('T', appId, timestamp, nonceStr, CARD));
  });

  test('of invoices is signed', async () => {
    const { timestamp, nonceStr, ...signed } = await jssdk.signChooseInvoice();
    const { appId } = sandbox.account();
    expect(signed).toEqual({
      signType: 'SHA1',
      cardSign: signValues('INVOICE', ticket('wx_card'), appId, timestamp, nonceStr),
    });
    const other = await jssdk.signChooseInvoice({ ticket: 'T' });
    expect(other.cardSign).toBe(signValues('INVOICE', 'T', appId, other.timestamp, other.nonceStr));
    await expect(jssdk.signChooseInvoice({ ticket: '' })).rejects.toThrow(/The wx_card ticket is empty/);
  });
});
