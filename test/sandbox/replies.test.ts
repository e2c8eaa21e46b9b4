import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AesKey } from '#lib/callback/aes-key';
import { encrypt, sign } from '#lib/callback/crypto';
import { renderXml, type RenderTree } from '#lib/callback/xml';
import type { Follower, SandboxAccount, SandboxAccountOptions } from 'nestjs-wechat/sandbox';
import { meet, startCallback } from '../support/callback-server.js';

const GREY_LINE = { type: 'notice', text: '该公众号提供的服务出现故障，请稍后再试', from: 'wechat' };
const KEY = '3SNPDhKqumDrxQUfAAqa4Yd829vhJEiweo54pXjuHz0';
const OTHER_KEY = '4SNPDhKqumDrxQUfAAqa4Yd829vhJEiweo54pXjuHz0';

/** Somebody who follows an account whose callback gives the answers that are put here. */
async function talk(options: SandboxAccountOptions = {}) {
  const { sandbox, alice } = await meet(options);
  const account = sandbox.account();
  let answer = '';
  account.callbackUrl = (await startCallback(response => response.end(answer))).url;
  return {
    sandbox,
    account,
    alice,
    /** What became of it. */
    async answer<Shown>(body: string, act: (alice: Follower) => Promise<Shown>): Promise<Shown> {
      answer = body;
      return act(alice);
    },
    delivery: () => sandbox.deliveries.at(-1),
    tree: (fields: RenderTree): RenderTree => ({
      ToUserName: alice.openId,
      FromUserName: account.originalId,
      CreateTime: 1_700_000_000,
      ...fields,
    }),
  };
}

const say = (alice: Follower) => alice.say('hi');
const textOf = (content: string): RenderTree => ({ MsgType: 'text', Content: content });
const newsOf = (count: number, counted = count): RenderTree => ({
  MsgType: 'news',
  ArticleCount: counted,
  Articles: { item: Array.from({ length: count }, (_, index) => ({ Title: `t${index + 1}`, Url: 'https://x.test' })) },
});

interface Seal {
  readonly appId?: string;
  readonly token?: string;
  readonly key?: string;
}

/** An encrypted reply. */
function seal({ appId, token }: SandboxAccount, message: string, wrong: Seal = {}): RenderTree {
  const Encrypt = encrypt(new AesKey(wrong.key ?? KEY), wrong.appId ?? appId, message, randomBytes(16));
  const MsgSignature = sign(wrong.token ?? token, '1700000000', '42', Encrypt);
  return { Encrypt, MsgSignature, TimeStamp: 1_700_000_000, Nonce: '42' };
}

describe('an answer that is none is not asked for again, and the grey line shown:', () => {
  test.each([
    [
      '<!DOCTYPE html><html><body>Hello</body></html>',
      /^The answer is HTML; WeChat wants success, an empty body, or X/,
    ],
    ['"success"', /^The answer is JSON with the quotes around success; WeChat wants success/],
    ['{"code":0}', /^The answer is JSON; WeChat wants success, an empty body, or XML\.$/],
    ['SUCCESS', /^The answer is the text "SUCCESS"; WeChat wants/],
    ['success\n', /^The answer is the text "success\\n"; WeChat wants/],
    ['\uFEFFsuccess', /^The answer begins with a byte order mark\.$/],
    ['<xml><a></xml>', /not well-formed XML/],
    ['<reply><a>1</a></reply>', /no root named xml/],
    ['<xml></xml>', /no root named xml with elements/],
  ])('%j', async (body, reason) => {
    const { alice, answer, delivery } = await talk();
    expect(await answer(body, say)).toMatchObject(GREY_LINE);
    expect(alice.inbox).toMatchObject([GREY_LINE]);
    expect(delivery()?.attempts).toMatchObject([{ verdict: 'bad-answer', reason: expect.stringMatching(reason) }]);
    expect(delivery()?.verdict).toBe('bad-answer');
  });

  test.each<readonly [string, RenderTree, RegExp]>([
    ['a wrong ToUserName', { ...textOf('x'), ToUserName: 'oSomebody' }, /ToUserName is not the openid of the person/],
    [
      'a wrong FromUserName',
      { ...textOf('x'), FromUserName: 'gh_other' },
      /FromUserName is not .* original id, gh_\w+\./,
    ],
    ['no ToUserName', { ...textOf('x'), ToUserName: undefined }, /The reply has no ToUserName/],
    ['no CreateTime', { ...textOf('x'), CreateTime: undefined }, /The reply has no CreateTime/],
    ['a wrong CreateTime', { ...textOf('x'), CreateTime: 'now' }, /CreateTime is no whole number/],
    ['no MsgType', { Content: 'x' }, /The reply has no MsgType/],
    ['an unknown MsgType', { MsgType: 'miniprogrampage' }, /knows no reply of MsgType "miniprogrampage"/],
    ['an empty text', textOf(''), /The reply has no Content/],
    ['a text of 2049 bytes', textOf(`${'好'.repeat(682)}abc`), /The text has 2049 bytes; WeChat takes 2048/],
    ['a tree for a text', { MsgType: 'text', Content: { a: 'x' } }, /Content is no text/],
    ['two texts', { MsgType: 'text', Content: [{ a: 'x' }, { a: 'y' }] }, /Content is no text, or there are several/],
    ['an unknown image', { MsgType: 'image', Image: { MediaId: 'none' } }, /Image\.MediaId "none" is no media of this/],
    ['no image', { MsgType: 'image' }, /The reply has no Image\.MediaId/],
    ['no articles', { MsgType: 'news', ArticleCount: 0, Articles: '' }, /The reply has no articles/],
    ['a wrong count', newsOf(1, 2), /ArticleCount is 2, but there are 1 articles/],
    ['ciphertext in plain mode', { Encrypt: 'x' }, /is encrypted, but the account is in plain mode/],
  ])('a reply with %s', async (_, fields, reason) => {
    const { answer, delivery, tree } = await talk();
    expect(await answer(renderXml(tree(fields)), say)).toMatchObject(GREY_LINE);
    expect(delivery()?.attempts).toMatchObject([{ verdict: 'bad-answer', reason: expect.stringMatching(reason) }]);
  });

  test('media of another type, or older than three days', async () => {
    const { sandbox, account, alice, answer, delivery, tree } = await talk();
    await alice.sendVoice();
    await alice.sendImage();
    const [voice, image] = account.media.list();
    const reply = (MediaId = '') => renderXml(tree({ MsgType: 'image', Image: { MediaId } }));
    expect(await answer(reply(voice?.mediaId), say)).toMatchObject(GREY_LINE);
    expect(delivery()?.attempts).toMatchObject([{ reason: 'Image.MediaId is voice, not image.' }]);
    sandbox.clock.advance(3 * 86_400_000 - 60_000);
    expect(await answer(reply(image?.mediaId), say)).toMatchObject({ type: 'image', mediaId: image?.mediaId });
    sandbox.clock.advance(60_000);
    expect(await answer(reply(image?.mediaId), say)).toMatchObject(GREY_LINE);
    expect(delivery()?.attempts).toMatchObject([
      { reason: expect.stringMatching(/is no media of .*, or is too old\./) },
    ]);
  });
});

describe('a reply is shown', () => {
  test.each<readonly [string, RenderTree, object]>([
    ['a text of 2048 bytes', textOf(`${'好'.repeat(682)}ab`), { type: 'text', content: `${'好'.repeat(682)}ab` }],
    ['a text with what XML is made of', textOf('<a> & ]]> "\n'), { type: 'text', content: '<a> & ]]> "\n' }],
    [
      'music by either spelling',
      { MsgType: 'music', Music: { Title: 'T', MusicURL: 'https://x.test/a' } },
      { type: 'music', title: 'T', musicUrl: 'https://x.test/a' },
    ],
    ['one article', newsOf(1), { type: 'news', articles: [{ title: 't1', url: 'https://x.test' }] }],
  ])('%s', async (_, fields, shown) => {
    const { answer, delivery, tree } = await talk();
    expect(await answer(renderXml(tree(fields)), say)).toMatchObject({ ...shown, from: 'reply' });
    expect(delivery()).toMatchObject({ verdict: 'replied', attempts: [{ reason: 'ok' }], shown });
  });

  test('with a remark on a CreateTime in milliseconds', async () => {
    const { answer, delivery, tree } = await talk();
    const reply = renderXml(tree({ ...textOf('x'), CreateTime: 1_700_000_000_000 }));
    expect(await answer(reply, say)).toMatchObject({ content: 'x' });
    expect(delivery()?.attempts[0]?.reason).toMatch(/CreateTime is in milliseconds and should be in seconds/);
  });

  test('with the first article only where there are more than one to a message, or eight to an event', async () => {
    const { answer, alice, tree } = await talk();
    const counts = [];
    const news = (count: number) => renderXml(tree(newsOf(count)));
    for (const [count, act] of [
      [2, say],
      [8, (one: Follower) => one.click('NEWS')],
      [9, (one: Follower) => one.click('NEWS')],
    ] as const) {
      const shown = await answer(news(count), act);
      counts.push(shown?.type === 'news' && shown.articles.map(({ title }) => title));
    }
    expect(counts).toEqual([['t1'], ['t1', 't2', 't3', 't4', 't5', 't6', 't7', 't8'], ['t1']]);
    expect(alice.inbox).toHaveLength(3);
  });
});

describe('nothing is shown', () => {
  test.each(['success', ''])('for %j', async body => {
    const { alice, answer, delivery } = await talk();
    expect(await answer(body, say)).toBeUndefined();
    expect(delivery()).toMatchObject({ verdict: 'acknowledged', attempts: [{ number: 1 }], shown: undefined });
    expect(alice.inbox).toEqual([]);
  });

  test('while a human agent takes over', async () => {
    const { answer, delivery, tree } = await talk();
    expect(await answer(renderXml(tree({ MsgType: 'transfer_customer_service' })), say)).toBeUndefined();
    expect(delivery()).toMatchObject({ verdict: 'replied', shown: undefined });
  });

  test('to somebody who left, be the answer good or bad', async () => {
    const { alice, answer, delivery, tree } = await talk();
    await answer(renderXml(tree(textOf('Come back!'))), one => one.unfollow());
    expect(delivery()).toMatchObject({
      kind: 'event.unsubscribe',
      verdict: 'reply-ignored',
      attempts: [{ reason: 'Nobody reads a reply to this event; answer success.' }],
    });
    await answer('success', one => one.follow());
    await answer('<html></html>', one => one.unfollow());
    expect(delivery()).toMatchObject({ verdict: 'bad-answer', shown: undefined });
    expect(alice.inbox).toEqual([]);
  });
});

describe('an account in safe mode', () => {
  test.each<readonly [string, Seal, RegExp]>([
    ['a wrong MsgSignature', { token: 'another' }, /^The MsgSignature of the answer is wrong\.$/],
    ['a wrong AppID', { appId: 'wxother' }, /^The answer is encrypted for the AppID "wxother"\.$/],
    ['a wrong key', { key: OTHER_KEY }, /^The ciphertext is damaged or made with another key/],
  ])('refuses a reply with %s', async (_, wrong, reason) => {
    const { account, answer, delivery, tree } = await talk({ encodingAESKey: KEY });
    const sealed = seal(account, renderXml(tree(textOf('secret'))), wrong);
    expect(await answer(renderXml(sealed), say)).toMatchObject(GREY_LINE);
    expect(delivery()?.attempts).toMatchObject([{ verdict: 'bad-answer', reason: expect.stringMatching(reason) }]);
  });

  test('refuses a reply in the clear, or without a signature, and takes success', async () => {
    const { account, answer, delivery, tree } = await talk({ encodingAESKey: KEY });
    const reply = renderXml(tree(textOf('secret')));
    expect(await answer(reply, say)).toMatchObject(GREY_LINE);
    expect(delivery()?.attempts).toMatchObject([
      { reason: 'The answer is not encrypted, but the account is in safe mode.' },
    ]);
    expect(await answer(renderXml({ ...seal(account, reply), MsgSignature: undefined }), say)).toMatchObject(GREY_LINE);
    expect(delivery()?.attempts).toMatchObject([{ reason: 'The reply has no MsgSignature.' }]);
    expect(await answer('success', say)).toBeUndefined();
    expect(await answer(renderXml(seal(account, reply)), say)).toMatchObject({ content: 'secret' });
    expect(delivery()).toMatchObject({ verdict: 'replied', answer: reply });
  });
});

test('an account in compatible mode takes replies in the clear and encrypted ones, which must be right', async () => {
  const { account, answer, delivery, tree } = await talk({ encodingAESKey: KEY, mode: 'compatible' });
  const reply = renderXml(tree(textOf('x')));
  expect(await answer(reply, say)).toMatchObject({ content: 'x' });
  expect(await answer(renderXml(seal(account, reply)), say)).toMatchObject({ content: 'x' });
  expect(await answer(renderXml(seal(account, reply, { token: 'another' })), say)).toMatchObject(GREY_LINE);
  expect(delivery()?.verdict).toBe('bad-answer');
});

test('an account whose data format is JSON wants JSON, encrypted or not', async () => {
  const { account, answer, delivery, tree } = await talk({
    encodingAESKey: KEY,
    mode: 'compatible',
    dataFormat: 'json',
  });
  const reply = JSON.stringify(tree(textOf('x')));
  expect(await answer(reply, say)).toMatchObject({ content: 'x' });
  expect(await answer(JSON.stringify(seal(account, reply)), say)).toMatchObject({ content: 'x' });
  expect(await answer(renderXml(tree(textOf('x'))), say)).toMatchObject(GREY_LINE);
  expect(delivery()?.attempts[0]?.reason).toMatch(/The answer is XML; WeChat wants success, an empty body, or JSON/);
  expect(await answer('{"MsgType":', say)).toMatchObject(GREY_LINE);
  expect(delivery()?.attempts[0]?.reason).toMatch(/not JSON/);
});
