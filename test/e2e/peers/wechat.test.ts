import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WechatSandbox, type Follower, type SandboxMode } from 'nestjs-wechat/sandbox';
import { CoWechatApi, wechat, type WechatRequest, type WechatResponse } from './peers.js';

const KEY = '3SNPDhKqumDrxQUfAAqa4Yd829vhJEiweo54pXjuHz0';

function handle({ weixin }: WechatRequest, response: WechatResponse): void {
  const { MsgType, Content, Event, EventKey } = weixin;
  if (Content === 'nothing') response.reply('');
  else if (Content === 'news')
    response.reply([{ title: 'News', description: 'of today', picurl: '', url: 'http://a/' }]);
  else if (Content === 'agent') response.transfer2CustomerService();
  else if (MsgType === 'image') response.reply({ type: 'image', content: { mediaId: weixin['MediaId'] } });
  else response.reply(`${MsgType} ${Event ?? ''} ${EventKey ?? Content}`);
}

/** An Express application as the README of `wechat` has it. */
async function startApplication({ token, appId, encodingAESKey }: ReturnType<WechatSandbox['credentials']>) {
  const app = express();
  app.use('/wechat', wechat(encodingAESKey === undefined ? token : { token, appid: appId, encodingAESKey }, handle));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`, server };
}

describe.each<SandboxMode>(['plain', 'compatible', 'safe'])('an Express app on wechat in %s mode', mode => {
  let sandbox: WechatSandbox;
  let application: Awaited<ReturnType<typeof startApplication>>;
  let alice: Follower;
  beforeEach(async () => {
    sandbox = await WechatSandbox.start({ accounts: [{ mode, encodingAESKey: mode === 'plain' ? undefined : KEY }] });
    application = await startApplication(sandbox.credentials());
    await sandbox.setCallback(application.url);
    alice = sandbox.follower({ nickname: 'Alice' });
    await alice.follow();
  });
  afterEach(async () => {
    application.server.close();
    await sandbox.stop();
  });

  test('answers its followers', async () => {
    expect(alice.inbox).toMatchObject([{ type: 'text', content: 'event subscribe ', from: 'reply' }]);
    expect(await alice.say('你好 😀 <b>')).toMatchObject({ content: 'text  你好 😀 <b>' });
    expect(await alice.say('nothing')).toBeUndefined();
    expect(await alice.say('agent')).toBeUndefined();
    expect(await alice.say('news')).toMatchObject({ type: 'news', articles: [{ title: 'News', url: 'http://a/' }] });
    await alice.sendImage();
    expect(alice.inbox.at(-1)).toMatchObject({ type: 'image', from: 'reply' });
    expect(sandbox.deliveries.map(({ verdict }) => verdict)).toEqual([
      'replied',
      'replied',
      'acknowledged',
      'replied',
      'replied',
      'replied',
    ]);
    // It writes milliseconds.
    expect(sandbox.deliveries[0]?.attempts[0]?.reason).toContain('CreateTime is in milliseconds');
  });

  test('hears of clicks and scans', async () => {
    const { appId, appSecret } = sandbox.credentials();
    const api = Object.assign(new CoWechatApi(appId, appSecret), { prefix: `${sandbox.origin}/cgi-bin/` });
    const scan = { type: 'scancode_waitmsg', name: 'Scan', key: 'SCAN' };
    await api.createMenu({
      button: [
        { type: 'click', name: 'Order', key: 'ORDER' },
        { name: 'More', sub_button: [scan] },
      ],
    });
    expect(await alice.click('Order')).toMatchObject({ content: 'event CLICK ORDER' });
    expect(await alice.click('Scan', { scan: 'https://example.com' })).toMatchObject({
      content: 'event scancode_waitmsg SCAN',
    });
    expect(await alice.scan(await api.createTmpQRCode('table-7', 600))).toMatchObject({
      content: 'event SCAN table-7',
    });
    const bob = sandbox.follower({ nickname: 'Bob' });
    expect(await bob.scan(await api.createTmpQRCode(42, 600))).toMatchObject({ content: 'event subscribe qrscene_42' });
  });
});

test('an app with another token is refused, as WeChat refuses it', async () => {
  const sandbox = await WechatSandbox.start();
  const { url, server } = await startApplication({ ...sandbox.credentials(), token: 'another' });
  await expect(sandbox.setCallback(url)).rejects.toThrow('status 401');
  server.close();
  await sandbox.stop();
});
