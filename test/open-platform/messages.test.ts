import { Injectable } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { On, OnMessage, OnText, type WechatContext, type WechatKind } from 'nestjs-wechat';
import { OnFastRegister, OpenPlatformModule } from 'nestjs-wechat/open-platform';
import { PLATFORMS, startHost } from '../support/host.js';
import {
  joinPlatform,
  SHOP,
  startComponentSandbox,
  startPlatformApp,
  type PlatformApp,
} from '../support/open-platform.js';
import { push, textMessage, xmlMessage } from '../support/wechat-side.js';

/** The platform as WeChat's side of the wire has it. */
function sideOf({ component: { componentAppId, token, encodingAESKey } }: PlatformApp) {
  return { appId: componentAppId, token, encodingAESKey };
}

/** A genuine message, sent to the path of whatever account. */
async function deliver(app: PlatformApp, appId: string, message: string): Promise<string> {
  const answer = await app.post(
    `wechat/open/${app.component.componentAppId}/${appId}`,
    push(sideOf(app), 'safe', message),
  );
  expect(answer.status).toBe(200);
  return answer.text();
}

function notify(app: PlatformApp, fields: Readonly<Record<string, string>>): Promise<Response> {
  const elements = Object.entries({ AppId: app.component.componentAppId, CreateTime: '1700000000', ...fields });
  const message = `<xml>${elements.map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`).join('')}</xml>`;
  return app.post(`wechat/open/${app.component.componentAppId}/events`, push(sideOf(app), 'safe', message));
}

describe.each(PLATFORMS)('on %s', platform => {
  test('a message on the path of another account reaches no handler', async () => {
    const app = await startPlatformApp(platform);
    await app.component.authorize('wxshop');
    await app.component.authorize('wxgame');
    const forShop = textMessage('hi', { ToUserName: 'gh_shop' });
    expect(await deliver(app, 'wxgame', forShop)).toBe('success');
    app.logger.assertLogged({ level: 'warn', message: /to the path of wxgame, and is for another account/ });
    expect(await deliver(app, 'wxshop', forShop)).not.toBe('success');
  });

  test('an account that nobody knows is asked for once, acknowledged and logged', async () => {
    const app = await startPlatformApp(platform);
    for (let time = 0; time < 3; time += 1) {
      expect(await deliver(app, 'wxnobody', textMessage('hi', { ToUserName: 'gh_nobody' }))).toBe('success');
    }
    expect(app.sandbox.calls.filter(({ path }) => path.endsWith('/api_get_authorizer_info'))).toHaveLength(1);
    expect(app.logger.filter({ level: 'warn', message: /wxnobody, which has not authorized it/ })).toHaveLength(3);
  });

  test('an account whose authorization was not told is learned of from its first message', async () => {
    const app = await startPlatformApp(platform);
    await app.component.authorize('wxshop', { isPushed: false });
    expect(await deliver(app, 'wxshop', textMessage('hi', { ToUserName: 'gh_shop' }))).not.toBe('success');
    expect(await app.service.findAuthorizer('wxshop')).toMatchObject({ state: 'authorized', userName: 'gh_shop' });
    expect(await app.service.account('wxshop').tokens.getAccessToken()).toBeTypeOf('string');
  });

  test('a platform that nobody knows is acknowledged, and a path that is no AppID not found', async () => {
    const app = await startPlatformApp(platform);
    const request = push(sideOf(app), 'safe', textMessage('hi'));
    const answers = await Promise.all(
      ['wxother/wxshop', 'wxother/events'].map(async path => (await app.post(`wechat/open/${path}`, request)).text()),
    );
    expect(answers).toEqual(['success', 'success']);
    for (const path of ['gh_shop', 'wx%2F..', 'x'.repeat(100), 'wx-', 'wx{}']) {
      expect((await app.post(`wechat/open/${app.component.componentAppId}/${path}`, request)).status).toBe(404);
    }
  });
});

test('what WeChat tells a platform is acknowledged, known or not, and heard', async () => {
  const heard: string[] = [];
  @Injectable()
  class Clerk {
    @OnFastRegister() register({ message, account }: WechatContext<'component.notify_third_fasteregister'>) {
      heard.push(`${message.appid} ${message.status} ${account.componentAppId === account.appId}`);
    }
    @On('component.notify_apply_icpfiling_result') filed(
      context: WechatContext<'component.notify_apply_icpfiling_result'>,
    ) {
      heard.push(`filed ${context.message.beian_status}`);
    }
    // An InfoType that is not documented has no type.
    @On('component.something_new' as WechatKind) news({ kind }: WechatContext) {
      heard.push(kind);
    }
    @OnMessage() anything({ kind }: WechatContext) {
      heard.push(`no message: ${kind}`);
    }
  }
  const app = await startPlatformApp('express', { providers: [Clerk] });
  const answers = [
    await notify(app, { InfoType: 'notify_third_fasteregister', appid: 'wxnew', status: '0', msg: 'OK' }),
    await notify(app, { InfoType: 'notify_apply_icpfiling_result', authorizer_appid: 'wxnew', beian_status: '6' }),
    await notify(app, { InfoType: 'something_new', appid: 'wxnew' }),
    await notify(app, { InfoType: 'something_else', appid: 'wxnew' }),
    await app.post(
      `wechat/open/${app.component.componentAppId}/events`,
      push(sideOf(app), 'safe', xmlMessage({ MsgType: 'text', Content: 'lost', MsgId: '1' })),
    ),
  ];
  expect(await Promise.all(answers.map(answer => answer.text()))).toEqual(Array(5).fill('success'));
  expect(heard).toEqual(['wxnew 0 true', 'filed 6', 'component.something_new']);
  app.logger.assertLogged({ level: 'warn', message: /of kind text came to the events URL/ });
});

test('a ticket that is older than the one that is kept changes nothing, and an authorization none', async () => {
  const app = await startPlatformApp('express');
  const newest = app.component.tickets.newest?.value;
  const ticket = { InfoType: 'component_verify_ticket', ComponentVerifyTicket: 'ticket@@@old', CreateTime: '1' };
  expect(await (await notify(app, ticket)).text()).toBe('success');
  await app.component.authorize('wxshop');
  expect(await app.service.account('wxshop').tokens.getAccessToken()).toBeTypeOf('string');
  const call = app.sandbox.calls.find(({ path }) => path.endsWith('/api_component_token'));
  expect(JSON.stringify(call)).not.toContain('ticket@@@old');
  expect(newest).toBeDefined();
});

test('an event that cannot be worked on now is told again', async () => {
  const app = await startPlatformApp('express', { options: { timeoutMs: 200 } });
  const { code } = await app.component.authorize('wxshop', { isPushed: false });
  app.sandbox.fault.fail('/cgi-bin/component/api_query_auth', { errcode: -1 });
  const authorized = { InfoType: 'authorized', AuthorizerAppid: 'wxshop', AuthorizationCode: code };
  expect((await notify(app, authorized)).status).toBe(503);
  app.sandbox.fault.clear();
  expect((await notify(app, authorized)).status).toBe(200);
  expect(app.bot.heard.at(-1)).toBe('authorized wxshop');
});

test('handlers choose accounts of a platform by name and by function', async () => {
  @Injectable()
  class Choosy {
    @OnText('who', { account: 'open-platform' }) any() {
      return 'some authorizer';
    }
    @OnText('who', { account: ({ appId, componentAppId }) => appId === 'wxgame' && componentAppId !== undefined })
    game() {
      return 'the game';
    }
  }
  const sandbox = await startComponentSandbox({
    accounts: [SHOP, { appId: 'wxgame', originalId: 'gh_game', nickname: 'Other' }],
  });
  const app = await joinPlatform(sandbox, 'express', { providers: [Choosy] });
  await app.component.authorize('wxshop');
  await app.component.authorize('wxgame');
  const [shop, game] = ['wxshop', 'wxgame'].map(account => sandbox.follower({ nickname: 'Alice', account }));
  await Promise.all([shop?.follow(), game?.follow()]);
  expect([await shop?.say('who'), await game?.say('who')]).toMatchObject([
    { content: 'some authorizer' },
    { content: 'the game' },
  ]);
});

test.each([
  ['components', { components: [] }, /option components is empty/],
  [
    'no secret',
    { components: [{ componentAppId: 'wx1', componentAppSecret: '', token: 't', encodingAESKey: 'k' }] },
    /componentAppSecret is missing/,
  ],
  [
    'a short key',
    { components: [{ componentAppId: 'wx1', componentAppSecret: 's', token: 't', encodingAESKey: 'k' }] },
    /encodingAESKey has 1 characters/,
  ],
  ['a page that is none', { components: [], authorizedUrl: 'x' }, /option components is empty/],
])('wrong options fail while the application boots: %s', async (_, options, message) => {
  await expect(startHost('express', { imports: [OpenPlatformModule.forRoot(options)] })).rejects.toThrow(message);
});
