import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { On, OnClick, OnImage, OnLocation, OnMessage, OnView, WechatModule, type WechatContext } from 'nestjs-wechat';
import { WechatSandbox, type Follower, type PhoneFile } from 'nestjs-wechat/sandbox';
import { startHost } from '../support/host.js';
import { connect, type Call } from '../support/raw-api.js';

/** Writes down what it hears, and answers where WeChat lets it. */
class Bot {
  readonly heard: Readonly<Record<string, unknown>>[] = [];

  @OnClick() click({ message }: WechatContext<'event.CLICK'>) {
    this.heard.push(message);
    return `clicked ${message.EventKey}`;
  }
  @OnView() view({ message }: WechatContext<'event.VIEW'>) {
    this.heard.push(message);
  }
  @On('event.scancode_waitmsg') wait({ message }: WechatContext<'event.scancode_waitmsg'>) {
    this.heard.push(message);
    return `scanned ${message.ScanCodeInfo.ScanResult}`;
  }
  @OnImage() image({ message }: WechatContext<'image'>) {
    this.heard.push(message);
    return `picture ${message.MediaId}`;
  }
  @OnLocation() location({ message }: WechatContext<'location'>) {
    this.heard.push(message);
    return `at ${message.Label}`;
  }
  @OnMessage() other({ message }: WechatContext) {
    this.heard.push(message);
  }
}

const BUTTONS = [
  { type: 'click', name: 'Help', key: 'HELP' },
  {
    name: 'Pages',
    sub_button: [
      { type: 'view', name: 'Home', url: 'https://example.com/?a=1&b=2' },
      { type: 'miniprogram', name: 'App', url: 'https://example.com/', appid: 'wx1', pagepath: 'pages/index' },
      { type: 'location_select', name: 'Where', key: 'WHERE' },
      { type: 'scancode_push', name: 'Push', key: 'PUSH' },
      { type: 'scancode_waitmsg', name: 'Wait', key: 'WAIT' },
    ],
  },
  {
    name: 'Pictures',
    sub_button: ['pic_sysphoto', 'pic_photo_or_album', 'pic_weixin'].map(type => ({ type, name: type, key: type })),
  },
];

describe.each(['xml', 'json'] as const)('with pushes in %s', dataFormat => {
  let sandbox: WechatSandbox;
  let call: Call;
  let bot: Bot;
  let alice: Follower;
  beforeEach(async () => {
    sandbox = await WechatSandbox.start({ accounts: [{ dataFormat }] });
    onTestFinished(() => sandbox.stop());
    const host = await startHost('express', {
      imports: [WechatModule.forRoot(sandbox.credentials())],
      providers: [Bot],
      options: { rawBody: true },
    });
    onTestFinished(() => host.app.close());
    bot = host.app.get(Bot);
    await sandbox.setCallback(`${host.origin}/wechat`);
    call = connect(sandbox);
    await call('/cgi-bin/menu/create', { button: BUTTONS });
    alice = sandbox.follower();
    await alice.follow();
    bot.heard.length = 0;
    sandbox.clock.advance(60_000);
  });

  const messagesLeft = () => sandbox.account().contacts.get(alice.openId).window.left;

  test.each(['HELP', 'Help'])('a click on %s is answered and opens a window', async text => {
    expect(await alice.click(text)).toMatchObject({ type: 'text', content: 'clicked HELP', from: 'reply' });
    expect(bot.heard).toMatchObject([{ Event: 'CLICK', EventKey: 'HELP' }]);
    expect(messagesLeft()).toBe(3);
  });

  test('a key that is in no menu is sent all the same', async () => {
    expect(await alice.click('OLD')).toMatchObject({ content: 'clicked OLD' });
    await call('/cgi-bin/menu/delete');
    expect(await alice.click('HELP')).toMatchObject({ content: 'clicked HELP' });
  });

  test('a sub-menu opens unheard', async () => {
    expect(await alice.click('Pages')).toBeUndefined();
    expect(bot.heard).toEqual([]);
  });

  test.each(['https://example.com/?a=1&b=2', 'Home'])('a page opens by %s', async text => {
    expect(await alice.click(text)).toBeUndefined();
    expect(bot.heard).toMatchObject([{ Event: 'VIEW', EventKey: 'https://example.com/?a=1&b=2' }]);
    expect(sandbox.deliveries.at(-1)?.message).not.toContain('MenuId');
    expect(messagesLeft()).toBe(0);
  });

  test.each(['pages/index', 'App'])('a mini program opens by %s', async text => {
    expect(await alice.click(text)).toBeUndefined();
    expect(bot.heard).toMatchObject([{ Event: 'view_miniprogram', EventKey: 'pages/index' }]);
  });

  test('pages of a conditional menu bear its id', async () => {
    const rule = { button: BUTTONS, matchrule: { language: 'zh_CN' } };
    const { menuid } = await call('/cgi-bin/menu/addconditional', rule);
    await alice.click('Home');
    await alice.click('App');
    expect(bot.heard).toMatchObject([{ MenuId: menuid }, { Event: 'view_miniprogram', MenuId: menuid }]);
    const bob = sandbox.follower({ language: 'en' });
    await bob.follow();
    await bob.click('Home');
    expect(bot.heard.at(-1)).toMatchObject({ Event: 'VIEW', FromUserName: bob.openId });
    expect(bot.heard.at(-1)).not.toHaveProperty('MenuId');
  });

  test('a scan is pushed; only where the phone waits, it is answered', async () => {
    expect(await alice.click('PUSH', { scan: 'EAN_13,6901234567892', scanType: 'barcode' })).toBeUndefined();
    expect(messagesLeft()).toBe(3);
    expect(await alice.click('Wait', { scan: 'https://a.example' })).toMatchObject({
      content: 'scanned https://a.example',
    });
    expect(bot.heard).toMatchObject([
      {
        Event: 'scancode_push',
        EventKey: 'PUSH',
        ScanCodeInfo: { ScanType: 'barcode', ScanResult: 'EAN_13,6901234567892' },
      },
      {
        Event: 'scancode_waitmsg',
        EventKey: 'WAIT',
        ScanCodeInfo: { ScanType: 'qrcode', ScanResult: 'https://a.example' },
      },
    ]);
    await expect(alice.click('WAIT')).rejects.toThrow('The button "Wait" scans a code: click() needs { scan }.');
  });

  test.each(['pic_sysphoto', 'pic_photo_or_album', 'pic_weixin'])('%s sends pictures', async type => {
    const pictures: PhoneFile[] = ['one', 'two'].map(text => ({
      bytes: Buffer.from(text),
      contentType: 'image/png',
      filename: `${text}.png`,
    }));
    const answer = await alice.click(type, { pictures });
    const [event, ...images] = bot.heard;
    expect(event).toMatchObject({
      Event: type,
      EventKey: type,
      SendPicsInfo: { Count: 2, PicList: { item: pictures.map(({ bytes }) => ({ PicMd5Sum: md5(bytes) })) } },
    });
    expect(images).toMatchObject([{ MsgType: 'image' }, { MsgType: 'image' }]);
    const { media } = sandbox.account();
    expect(images.map(({ MediaId }) => media.find(String(MediaId))?.bytes.toString())).toEqual(['one', 'two']);
    expect(answer).toMatchObject({ content: `picture ${String(images[1]?.['MediaId'])}` });
  });

  test('a picture is made up where none is given', async () => {
    await alice.click('pic_weixin');
    const { bytes } = sandbox.account().media.get(String(bot.heard[1]?.['MediaId']), 'image');
    expect(bot.heard[0]).toMatchObject({ SendPicsInfo: { Count: 1, PicList: { item: [{ PicMd5Sum: md5(bytes) }] } } });
  });

  test('a place is sent in texts, and again as a message', async () => {
    const place = { latitude: 30.2741, longitude: 120.1551, scale: 15, label: 'West Lake 1', poiName: 'Lake' };
    expect(await alice.click('WHERE', { place })).toMatchObject({ content: 'at West Lake 1' });
    expect(bot.heard).toMatchObject([
      { Event: 'location_select', EventKey: 'WHERE', SendLocationInfo: { Location_X: 30.2741, Poiname: 'Lake' } },
      { MsgType: 'location', Location_X: 30.2741, Location_Y: 120.1551, Scale: 15, Label: 'West Lake 1' },
    ]);
    const message = sandbox.deliveries.at(-2)?.message;
    expect(message).toMatch(
      dataFormat === 'xml'
        ? /<Location_X><!\[CDATA\[30\.2741]]>.*<Scale><!\[CDATA\[15]]>/
        : /"Location_X":"30\.2741".*"Scale":"15"/,
    );
    await expect(alice.click('WHERE')).rejects.toThrow('The button "Where" asks for a place');
  });

  test('media and articles are shown, and nothing is pushed', async () => {
    const file = { filename: 'a', contentType: 'application/octet-stream', bytes: Buffer.from('a'), isPermanent: true };
    const types = ['image', 'voice', 'video'] as const;
    const media = types.map(type => sandbox.account().media.add({ ...file, type }));
    const button = [
      {
        name: 'Media',
        sub_button: media.map(({ type, mediaId }) => ({ type: 'media_id', name: type, media_id: mediaId })),
      },
      { type: 'article_id', name: 'Article', article_id: 'A1' },
      { type: 'article_view_limited', name: 'Other', article_id: 'A2' },
    ];
    await call('/cgi-bin/menu/create', { button });
    const pushes = sandbox.deliveries.length;
    for (const { type, mediaId } of media)
      expect(await alice.click(type)).toMatchObject({ type, mediaId, from: 'menu' });
    expect(await alice.click('Article')).toMatchObject({
      type: 'news',
      articles: [{ title: 'Article' }],
      from: 'menu',
    });
    expect(await alice.click('Other')).toMatchObject({ type: 'news', articles: [{ title: 'Other' }] });
    sandbox.account().media.delete(media[0]?.mediaId ?? '');
    expect(await alice.click('image')).toBeUndefined();
    expect(sandbox.deliveries).toHaveLength(pushes);
  });

  test('only followers have a menu', async () => {
    await alice.unfollow();
    await expect(alice.click('Home')).rejects.toThrow('does not follow');
  });
});

test('where nobody waits for an answer, a bad one leaves no grey line', async () => {
  const server = createServer((_request, response) => void response.end('<html>'));
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  const sandbox = await WechatSandbox.start({
    callbackUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  });
  onTestFinished(() => sandbox.stop());
  const call = connect(sandbox);
  await call('/cgi-bin/menu/create', { button: BUTTONS });
  const alice = sandbox.follower();
  await alice.follow();
  const greyLine = { type: 'notice', from: 'wechat' };
  const place = { latitude: 1, longitude: 2 };
  expect(await alice.click('HELP')).toMatchObject(greyLine);
  expect(await alice.click('WAIT', { scan: 'a' })).toMatchObject(greyLine);
  for (const button of ['Home', 'App', 'PUSH']) expect(await alice.click(button, { scan: 'a' })).toBeUndefined();
  const lines = alice.inbox.length;
  // The messages that follow these events are answered, the events are not.
  expect(await alice.click('pic_weixin')).toMatchObject(greyLine);
  expect(await alice.click('WHERE', { place })).toMatchObject(greyLine);
  expect(alice.inbox).toHaveLength(lines + 2);
});

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}
