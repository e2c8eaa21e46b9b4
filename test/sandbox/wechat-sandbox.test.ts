import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { OnSubscribe, OnText, OpenId, WechatModule, type WechatContext } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { PLATFORMS, startHost, type Host } from '../support/host.js';

const KEY = '3SNPDhKqumDrxQUfAAqa4Yd829vhJEiweo54pXjuHz0';

class Bot {
  @OnSubscribe() welcome(@OpenId() openId: string) {
    return `welcome ${openId}`;
  }
  @OnText('nothing') nothing() {}
  @OnText() echo(context: WechatContext<'text'>) {
    return context.message.Content;
  }
}

describe.each(
  PLATFORMS.flatMap(platform =>
    (['plain', 'compatible', 'safe'] as const).flatMap(mode =>
      (['xml', 'json'] as const).map(dataFormat => ({ platform, mode, dataFormat })),
    ),
  ),
)('an application on $platform in $mode mode with $dataFormat', ({ platform, mode, dataFormat }) => {
  let sandbox: WechatSandbox;
  let host: Host;
  beforeEach(async () => {
    const encodingAESKey = mode === 'plain' ? undefined : KEY;
    sandbox = await WechatSandbox.start({ accounts: [{ mode, dataFormat, encodingAESKey }] });
    host = await startHost(platform, {
      imports: [WechatModule.forRoot(sandbox.credentials())],
      providers: [Bot],
      options: { rawBody: dataFormat === 'json' },
    });
    await sandbox.setCallback(`${host.origin}/wechat`);
  });
  afterEach(async () => {
    await host.app.close();
    await sandbox.stop();
  });

  test('talks to its followers', async () => {
    const alice = sandbox.follower({ nickname: 'Alice' });
    expect(await alice.follow()).toMatchObject({ type: 'text', content: `welcome ${alice.openId}`, from: 'reply' });
    expect(await alice.say('你好 😀 ]]> <b>')).toMatchObject({ content: '你好 😀 ]]> <b>' });
    expect(await alice.say('nothing')).toBeUndefined();
    expect(alice.inbox).toHaveLength(2);
    expect(await alice.follow()).toBeUndefined();
    expect(sandbox.deliveries.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ['event.subscribe', 'replied'],
      ['text', 'replied'],
      ['text', 'acknowledged'],
    ]);
  });
});

describe('nextMessage', () => {
  test('gives each message once, to whoever waits first', async () => {
    const sandbox = await WechatSandbox.start();
    onTestFinished(() => sandbox.stop());
    const alice = sandbox.follower();
    await alice.follow();
    const waiting = Promise.all([alice.nextMessage(), alice.nextMessage()]);
    const { api } = createAccount(sandbox);
    for (const content of ['one', 'two', 'three'])
      await api.kefu.send({ touser: alice.openId, msgtype: 'text', text: { content } });
    expect(await waiting).toMatchObject([{ content: 'one' }, { content: 'two' }]);
    expect(await alice.nextMessage()).toMatchObject({ content: 'three' });
    await expect(alice.nextMessage({ timeoutMs: 1 })).rejects.toThrow(/did not come within 1 ms/);
  });

  test('knows what an action has returned, also in another view of the chat', async () => {
    const callbackUrl = 'http://127.0.0.1:1/';
    const accounts = [{ appId: 'wx1' }, { appId: 'wx2', callbackUrl }];
    const sandbox = await WechatSandbox.start({ accounts });
    onTestFinished(() => sandbox.stop());
    const alice = sandbox.follower();
    const code = sandbox.account('wx2').qrCodes.createPermanent({ id: 1 });
    expect(await alice.scan(code)).toMatchObject({ type: 'notice' });
    await expect(alice.at('wx2').nextMessage({ timeoutMs: 1 })).rejects.toThrow(/did not come within 1 ms/);
    expect(alice.at('wx2').inbox).toHaveLength(1);
  });
});
