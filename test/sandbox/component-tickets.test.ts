import { describe, expect, onTestFinished, test } from 'vitest';
import { SandboxError, WechatSandbox } from 'nestjs-wechat/sandbox';
import { sign } from '#lib/callback/crypto';
import { startPlatform, type RawPlatform } from '../support/component.js';
import { postJson, type Json } from '../support/raw-api.js';

const TEN_MINUTES_MS = 600_000;
const HOUR_MS = 3_600_000;

/** Moves WeChat's clock by ten minutes, and waits for what is pushed then. */
async function passTenMinutes({ sandbox }: RawPlatform): Promise<void> {
  const { length } = sandbox.deliveries;
  sandbox.clock.advance(TEN_MINUTES_MS);
  await expect.poll(() => sandbox.deliveries[length]?.verdict).toBeDefined();
}

function start({ sandbox, component }: RawPlatform, more: Json = {}): Promise<Json> {
  const { componentAppId, componentAppSecret } = component;
  const body = { component_appid: componentAppId, component_secret: componentAppSecret, ...more };
  return postJson(sandbox, '/cgi-bin/component/api_start_push_ticket', body);
}

function askToken({ sandbox, component }: RawPlatform, ticket: string, more: Json = {}): Promise<Json> {
  const { componentAppId, componentAppSecret } = component;
  return postJson(sandbox, '/cgi-bin/component/api_component_token', {
    component_appid: componentAppId,
    component_appsecret: componentAppSecret,
    component_verify_ticket: ticket,
    ...more,
  });
}

describe('a ticket', () => {
  test('is pushed encrypted with the key of the platform, and signed', async () => {
    const { component, sandbox, pushes } = await startPlatform();
    const delivery = await component.pushTicket();
    const { path, query, envelope, receiver, fields } = pushes[0] ?? expect.fail('nothing was pushed');
    expect(path).toBe('/events');
    expect(Object.keys(envelope)).toEqual(['AppId', 'Encrypt']);
    expect([envelope['AppId'], receiver]).toEqual([component.componentAppId, component.componentAppId]);
    expect([...query.keys()]).toEqual(['signature', 'timestamp', 'nonce', 'encrypt_type', 'msg_signature']);
    const get = (name: string) => query.get(name) ?? '';
    const [timestamp, nonce] = [get('timestamp'), get('nonce')];
    expect(get('signature')).toBe(sign(component.token, timestamp, nonce));
    expect(get('msg_signature')).toBe(sign(component.token, timestamp, nonce, String(envelope['Encrypt'])));
    expect(fields).toEqual({
      AppId: component.componentAppId,
      CreateTime: expect.stringMatching(/^\d{10}$/) as string,
      InfoType: 'component_verify_ticket',
      ComponentVerifyTicket: component.tickets.newest?.value,
    });
    expect(delivery).toMatchObject({
      kind: 'component.component_verify_ticket',
      appId: component.componentAppId,
      componentAppId: component.componentAppId,
      openId: '',
      verdict: 'acknowledged',
    });
    expect(sandbox.deliveries).toEqual([delivery]);
  });

  test('comes every ten minutes of the clock, each time another', async () => {
    const platform = await startPlatform();
    const { sandbox, pushes } = platform;
    sandbox.clock.advance(TEN_MINUTES_MS - 60_000);
    expect(pushes).toEqual([]);
    for (let count = 0; count < 3; count++) await passTenMinutes(platform);
    const tickets = pushes.map(({ fields }) => fields['ComponentVerifyTicket']);
    expect([tickets.length, new Set(tickets).size]).toEqual([3, 3]);
  });

  test('comes once when the clock jumps over many', async () => {
    const platform = await startPlatform();
    platform.sandbox.clock.advance(24 * HOUR_MS);
    await expect.poll(() => platform.pushes.length).toBe(1);
    await passTenMinutes(platform);
    expect(platform.pushes).toHaveLength(2);
  });

  test('does not come where there is no URL', async () => {
    const { sandbox, component } = await startPlatform();
    component.eventsUrl = undefined;
    sandbox.clock.advance(TEN_MINUTES_MS);
    await new Promise(setImmediate);
    expect([sandbox.deliveries, component.tickets.newest]).toEqual([[], undefined]);
    expect(await component.pushTicket()).toMatchObject({ verdict: 'no-callback', attempts: [] });
  });

  test.each([
    ['', '""'],
    ['SUCCESS', '"SUCCESS"'],
    ['success\n', '"success\\n"'],
    ['<xml></xml>', '"<xml></xml>"'],
  ])('wants success and no %j', async (answer, found) => {
    const { component } = await startPlatform({}, () => answer);
    const { verdict, attempts, shown } = await component.pushTicket();
    expect([verdict, attempts.length, shown]).toEqual(['bad-answer', 1, undefined]);
    expect(attempts[0]?.reason).toBe(`The answer is ${found}; WeChat wants exactly success.`);
  });

  test('is delivered again where no answer comes, as other pushes are', async () => {
    const { component, pushes } = await startPlatform({ delivery: { timeoutMs: 50 } }, () => undefined);
    const { verdict, attempts } = await component.pushTicket();
    expect([verdict, attempts.length]).toEqual(['timeout', 3]);
    expect(new Set(pushes.map(({ fields }) => fields['ComponentVerifyTicket'])).size).toBe(1);
  });

  test('comes no more after six that nobody took, until it is asked for', async () => {
    let answer = 'no';
    const platform = await startPlatform({}, () => answer);
    const { component, sandbox, pushes } = platform;
    for (let count = 0; count < 5; count++) await passTenMinutes(platform);
    answer = 'success';
    await passTenMinutes(platform);
    answer = 'no';
    for (let count = 0; count < 6; count++) await passTenMinutes(platform);
    expect(component.isPushingTickets).toBe(false);
    sandbox.clock.advance(TEN_MINUTES_MS);
    await new Promise(setImmediate);
    expect(pushes).toHaveLength(12);

    answer = 'success';
    expect(await start(platform)).toEqual({ errcode: 0, errmsg: 'ok' });
    await expect.poll(() => sandbox.deliveries[12]?.verdict).toBe('acknowledged');
    expect(component.isPushingTickets).toBe(true);
    await passTenMinutes(platform);
    expect(pushes).toHaveLength(14);
  });

  test('is asked for by who knows the secret', async () => {
    const platform = await startPlatform();
    expect(await start(platform, { component_appid: '' })).toMatchObject({ errcode: 41018 });
    expect(await start(platform, { component_appid: 'wx' })).toMatchObject({ errcode: 61011 });
    expect(await start(platform, { component_secret: undefined })).toMatchObject({ errcode: 41004 });
    // The other endpoint has another name for it.
    const misnamed = { component_secret: undefined, component_appsecret: platform.component.componentAppSecret };
    expect(await start(platform, misnamed)).toMatchObject({ errcode: 41004 });
    expect(await start(platform, { component_secret: 'wrong' })).toMatchObject({ errcode: 40125 });
    platform.component.ipWhitelist = ['192.0.2.1'];
    expect(await start(platform)).toMatchObject({ errcode: 61004 });
    expect(platform.pushes).toEqual([]);
  });

  test('comes late where that is wanted, after a newer one', async () => {
    const { sandbox, component, pushes } = await startPlatform();
    const held = sandbox.fault.holdDeliveries('component.component_verify_ticket', 1);
    const late = component.pushTicket();
    await held.held();
    sandbox.clock.advance(60_000);
    await component.pushTicket();
    held.release();
    await late;
    const [first, second] = pushes.map(({ fields }) => Number(fields['CreateTime']));
    expect(Number(first) - Number(second)).toBeGreaterThanOrEqual(60);
  });
});

describe('the token of a platform', () => {
  test('is made from a ticket, for twelve hours', async () => {
    const platform = await startPlatform();
    const { component, sandbox } = platform;
    const [first, second] = [component.tickets.issue().value, component.tickets.issue().value];
    expect(await askToken(platform, second)).toEqual({
      component_access_token: expect.stringMatching(/^[\w-]{100,512}$/) as string,
      expires_in: 7200,
    });
    sandbox.clock.advance(12 * HOUR_MS - 60_000);
    expect(await askToken(platform, first)).toHaveProperty('component_access_token');
    sandbox.clock.advance(60_000);
    expect(await askToken(platform, first)).toMatchObject({ errcode: 61005 });
    expect(await askToken(platform, 'ticket@@@made-up')).toMatchObject({ errcode: 61006 });
    expect(await askToken(platform, '')).toMatchObject({ errcode: 61006 });
  });

  test('is asked for by who knows the secret, 2000 times a day', async () => {
    const platform = await startPlatform();
    const ticket = platform.component.tickets.issue().value;
    expect(await askToken(platform, ticket, { component_appid: 'wx' })).toMatchObject({ errcode: 61011 });
    expect(await askToken(platform, ticket, { component_appsecret: 'wrong' })).toMatchObject({ errcode: 40125 });
    const misnamed = { component_appsecret: undefined, component_secret: platform.component.componentAppSecret };
    expect(await askToken(platform, ticket, misnamed)).toMatchObject({ errcode: 41004 });
    const { quotas } = platform.component;
    expect(quotas.used('/cgi-bin/component/api_component_token')).toBe(0);
    for (let count = 0; count < 2000; count++) quotas.spend('/cgi-bin/component/api_component_token', Infinity);
    expect(await askToken(platform, ticket)).toMatchObject({ errcode: 45009 });
  });

  test('is taken under both names, and lives on for five minutes after the next', async () => {
    const platform = await startPlatform();
    const { sandbox, component, token } = platform;
    const first = await token();
    const create = (query: Readonly<Record<string, string>>) =>
      postJson(
        sandbox,
        '/cgi-bin/component/api_create_preauthcode',
        { component_appid: component.componentAppId },
        query,
      );
    expect(await create({ component_access_token: first })).toHaveProperty('pre_auth_code');
    expect(await create({ access_token: first })).toHaveProperty('pre_auth_code');
    expect(await create({})).toMatchObject({ errcode: 41021 });
    expect(await create({ access_token: 'made-up' })).toMatchObject({ errcode: 40014 });
    const ofAccount = sandbox.account().accessTokens.getStable().value;
    expect(await create({ access_token: ofAccount })).toMatchObject({ errcode: 61014 });

    const second = await token();
    expect(second).not.toBe(first);
    sandbox.clock.advance(290_000);
    expect(await create({ component_access_token: first })).toHaveProperty('pre_auth_code');
    sandbox.clock.advance(10_000);
    expect(await create({ component_access_token: first })).toMatchObject({ errcode: 40001 });
    sandbox.clock.advance(2 * HOUR_MS);
    expect(await create({ component_access_token: second })).toMatchObject({ errcode: 42006 });
    component.ipWhitelist = [];
    expect(await create({ component_access_token: await token() })).toMatchObject({ errcode: 40014 });
  });

  test('goes with its AppID, and is of no use for the API of accounts', async () => {
    const { sandbox, call, token } = await startPlatform();
    expect(await call('api_create_preauthcode')).toEqual({
      pre_auth_code: expect.stringMatching(/^preauthcode@@@/) as string,
      expires_in: 1800,
    });
    expect(await call('api_create_preauthcode', { component_appid: 'wx' })).toMatchObject({ errcode: 61011 });
    expect(await call('api_create_preauthcode', { component_appid: null })).toMatchObject({ errcode: 41018 });
    const query = { access_token: await token() };
    expect(await postJson(sandbox, '/cgi-bin/menu/create', {}, query)).toMatchObject({ errcode: 61015 });
    sandbox.fault.rejectTokens();
    expect(await call('api_create_preauthcode')).toMatchObject({ errcode: 40001 });
    expect(sandbox.calls.at(-1)).toMatchObject({ appId: sandbox.component().componentAppId });
  });
});

describe('platforms', () => {
  test('are found by their AppID, and apart from each other', async () => {
    const components = [{ componentAppId: 'wxone' }, { componentAppId: 'wxtwo', componentAppSecret: 'two' }];
    const { sandbox, token } = await startPlatform({ components });
    expect(sandbox.component().componentAppId).toBe('wxone');
    expect(sandbox.componentCredentials('wxtwo')).toEqual({
      componentAppId: 'wxtwo',
      componentAppSecret: 'two',
      token: expect.stringMatching(/^\w{3,32}$/) as string,
      encodingAESKey: expect.stringMatching(/^\w{43}$/) as string,
    });
    expect(() => sandbox.component('wxthree')).toThrow('no third-party platform with the AppID wxthree');
    const body = { component_appid: 'wxtwo' };
    const query = { component_access_token: await token() };
    const path = '/cgi-bin/component/api_create_preauthcode';
    expect(await postJson(sandbox, path, body, query)).toMatchObject({ errcode: 61011 });
    expect(sandbox.hosts).toEqual({ api: sandbox.origin, mp: sandbox.origin, open: sandbox.origin });
  });

  test('are none unless there are some', async () => {
    const sandbox = await WechatSandbox.start();
    onTestFinished(() => sandbox.stop());
    expect(() => sandbox.component()).toThrow('Start it with the option components.');
  });

  test.each([
    [{ componentAppId: '' }, 'The componentAppId is empty.'],
    [{ token: 'ab' }, "The platform's token must have 3 to 32 letters and digits."],
    [{ encodingAESKey: 'short' }, "The platform's encodingAESKey must have 43 letters and digits."],
    [{ eventsUrl: '/events' }, 'The callback "/events" is no http:// or https:// URL.'],
    [
      { messageUrl: 'http://a/' },
      'The messageUrl "http://a/" has no $APPID$, which stands for the authorizer\'s AppID.',
    ],
    [{ messageUrl: '/$APPID$' }, 'The callback "/$APPID$" is no http:// or https:// URL.'],
    [{ componentAppId: 'wxaccount' }, 'There are two accounts with the AppID wxaccount.'],
  ])('with %j are refused in words', async (component, message) => {
    const options = { accounts: [{ appId: 'wxaccount' }], components: [component] };
    await expect(WechatSandbox.start(options)).rejects.toEqual(new SandboxError(message));
  });
});
