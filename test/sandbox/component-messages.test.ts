import { describe, expect, test } from 'vitest';
import { sign } from '#lib/callback/crypto';
import { renderXml } from '#lib/callback/xml';
import type { SandboxComponent, SandboxOptions } from 'nestjs-wechat/sandbox';
import { authorizerToken, sealText, startPlatform, type PlatformPush, type RawPlatform } from '../support/component.js';
import { startCallback } from '../support/callback-server.js';
import { postJson } from '../support/raw-api.js';

const SHOP = { appId: 'wxshop', originalId: 'gh_shop' };

type Reply = (push: PlatformPush, component: SandboxComponent) => string;

/** A platform that replies to texts, and somebody who follows an account. */
async function meet(reply: Reply = () => 'success', options: SandboxOptions = {}) {
  let component: SandboxComponent | undefined;
  const platform: RawPlatform = await startPlatform({ accounts: [SHOP], ...options }, push =>
    component && push.fields['MsgType'] === 'text' ? reply(push, component) : 'success',
  );
  ({ component } = platform);
  const alice = platform.sandbox.follower({ nickname: 'Alice' });
  return { ...platform, alice };
}

describe('what people send to an authorizer', () => {
  test('goes to the platform, with its key and its AppID', async () => {
    const { component, sandbox, alice, pushes } = await meet((push, platform) =>
      sealText(platform, push, `You said ${String(push.fields['Content'])}`),
    );
    await component.authorize('wxshop');
    await alice.follow();
    expect(await alice.say('hi')).toMatchObject({ type: 'text', content: 'You said hi', from: 'reply' });
    const { path, query, envelope, receiver, fields } = pushes.at(-1) ?? expect.fail('nothing was pushed');
    expect(path).toBe('/messages/wxshop');
    expect(envelope).toEqual({ ToUserName: 'gh_shop', Encrypt: expect.any(String) as string });
    expect(receiver).toBe(component.componentAppId);
    expect(query.get('openid')).toBe(alice.openId);
    expect(query.get('encrypt_type')).toBe('aes');
    const get = (name: string) => query.get(name) ?? '';
    const covered = [get('timestamp'), get('nonce'), String(envelope['Encrypt'])];
    expect(get('msg_signature')).toBe(sign(component.token, ...covered));
    expect(fields).toMatchObject({ ToUserName: 'gh_shop', FromUserName: alice.openId, Content: 'hi' });
    expect(pushes.map(({ fields: { MsgType, Event, InfoType } }) => InfoType ?? Event ?? MsgType)).toEqual([
      'authorized',
      'subscribe',
      'text',
    ]);
    expect(sandbox.deliveries.at(-1)).toMatchObject({
      appId: 'wxshop',
      componentAppId: component.componentAppId,
      kind: 'text',
      verdict: 'replied',
    });
  });

  test.each<[string, Reply, RegExp]>([
    [
      'for the account',
      (push, platform) => sealText(platform, push, 'x', { receiver: 'wxshop' }),
      /for the AppID "wxshop"/,
    ],
    [
      'with another token',
      (push, platform) => sealText(platform, push, 'x', { token: 'other' }),
      /MsgSignature .* is wrong/,
    ],
    ['in the clear', () => renderXml({ MsgType: 'text' }), /not encrypted/],
    ['without words', (push, platform) => sealText(platform, push, ''), /no Content/],
  ])('gets no reply that is sealed %s', async (_how, reply, reason) => {
    const { component, sandbox, alice } = await meet(reply);
    await component.authorize('wxshop');
    await alice.follow();
    expect(await alice.say('hi')).toMatchObject({ type: 'notice', from: 'wechat' });
    expect(sandbox.deliveries.at(-1)).toMatchObject({ verdict: 'bad-answer', attempts: [{ verdict: 'bad-answer' }] });
    expect(sandbox.deliveries.at(-1)?.attempts[0]?.reason).toMatch(reason);
  });

  test('goes to the account itself before, after, and where messages are not allowed', async () => {
    const { component, sandbox, alice, pushes } = await meet();
    const own = await startCallback(response => response.end('success'));
    sandbox.account().callbackUrl = own.url;
    await alice.follow();
    const counts = async () => {
      await alice.say('hi');
      return [own.pushes.length, pushes.filter(({ path }) => path.startsWith('/messages/')).length];
    };
    expect(await counts()).toEqual([2, 0]);
    expect(sandbox.deliveries.at(-1)).toMatchObject({ componentAppId: undefined });
    await component.authorize('wxshop');
    expect(await counts()).toEqual([2, 1]);
    await component.authorize('wxshop', { permissionSets: [2, 3] });
    expect(await counts()).toEqual([3, 1]);
    await component.authorize('wxshop', { permissionSets: [1] });
    expect(await counts()).toEqual([3, 2]);
    await component.revoke('wxshop');
    expect(await counts()).toEqual([4, 2]);
  });

  test('goes nowhere where the platform has no URL for it', async () => {
    const { component, sandbox, alice } = await meet();
    const own = await startCallback(response => response.end('success'));
    sandbox.account().callbackUrl = own.url;
    await component.authorize('wxshop');
    component.messageUrl = undefined;
    await alice.follow();
    expect(await alice.say('hi')).toBeUndefined();
    expect(sandbox.deliveries.at(-1)).toMatchObject({ verdict: 'no-callback' });
    expect(own.pushes).toEqual([]);
  });

  test('goes to the platform that was authorized last', async () => {
    const { sandbox, component, alice } = await meet(undefined, { components: [{}, { componentAppId: 'wxother' }] });
    const receiver = async () => {
      await alice.say('hi');
      return sandbox.deliveries.at(-1)?.componentAppId;
    };
    await component.authorize('wxshop');
    await alice.follow();
    expect(await receiver()).toBe(component.componentAppId);
    sandbox.clock.advance(1000);
    await sandbox.component('wxother').authorize('wxshop');
    expect(await receiver()).toBe('wxother');
    await sandbox.component('wxother').revoke('wxshop');
    expect(await receiver()).toBe(component.componentAppId);
  });

  test('is answered later on behalf of the account', async () => {
    const { component, sandbox, alice, ...rest } = await meet();
    const { code } = await component.authorize('wxshop');
    const token = await authorizerToken({ component, sandbox, ...rest }, code);
    await alice.follow();
    await alice.say('hi');
    const message = { touser: alice.openId, msgtype: 'text', text: { content: 'later' } };
    const send = () => postJson(sandbox, '/cgi-bin/message/custom/send', message, { access_token: token });
    expect(await send()).toMatchObject({ errcode: 0 });
    expect(await alice.nextMessage()).toMatchObject({ content: 'later', from: 'customer-service' });
    await component.revoke('wxshop');
    expect(await send()).toMatchObject({ errcode: 40001 });
  });
});

describe('the URL of a platform', () => {
  test('tells what happened late, and in another order than it happened', async () => {
    const { component, sandbox, pushes } = await meet();
    await component.authorize('wxshop');
    const held = sandbox.fault.holdDeliveries('component.unauthorized');
    const late = component.revoke('wxshop');
    await held.held();
    sandbox.clock.advance(2000);
    await component.authorize('wxshop');
    expect(pushes.map(({ fields }) => fields['InfoType'])).toEqual(['authorized', 'authorized']);
    held.release();
    expect(await late).toMatchObject({ verdict: 'acknowledged' });
    const [, authorized, unauthorized] = pushes.map(({ fields }) => fields);
    expect(unauthorized).toMatchObject({ InfoType: 'unauthorized' });
    expect(Number(unauthorized?.['CreateTime'])).toBeLessThan(Number(authorized?.['CreateTime']));
    await component.revoke('wxshop');
    expect(pushes).toHaveLength(4);
  });

  test('is told other things, too, and the same twice where an answer got lost', async () => {
    const { component, sandbox, pushes } = await meet();
    sandbox.fault.duplicateDeliveries(1);
    const delivery = await component.notify('notify_third_fasteregister', {
      appid: 'wxnew',
      status: 0,
      msg: 'OK',
      info: { name: 'Shop Ltd', code_type: 1 },
    });
    expect(delivery).toMatchObject({ kind: 'component.notify_third_fasteregister', verdict: 'acknowledged' });
    expect(delivery.attempts.map(({ verdict }) => verdict)).toEqual(['lost', 'acknowledged']);
    expect(pushes[1]?.fields).toEqual(pushes[0]?.fields);
    expect(pushes[0]?.fields).toMatchObject({
      AppId: component.componentAppId,
      InfoType: 'notify_third_fasteregister',
      appid: 'wxnew',
      status: '0',
      info: { name: 'Shop Ltd', code_type: '1' },
    });
  });

  test('is told what waits when all faults end', async () => {
    const { component, sandbox, pushes } = await meet();
    const held = sandbox.fault.holdDeliveries('component.component_verify_ticket');
    const both = [component.pushTicket(), component.pushTicket()];
    await held.held(2);
    expect(pushes).toEqual([]);
    sandbox.fault.clear();
    await Promise.all(both);
    await component.pushTicket();
    expect(pushes).toHaveLength(3);
  });
});
