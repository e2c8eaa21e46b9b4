import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { describe, expect, test } from 'vitest';
import { MemoryCredentialStore } from '#lib/credentials/memory-credential.store';
import type { StoredCredential } from '#lib/credentials/credential.store';
import { WechatStoreError } from 'nestjs-wechat';
import {
  OpenPlatformModule,
  OpenPlatformService,
  WechatAuthorizerError,
  type OpenPlatformOptions,
} from 'nestjs-wechat/open-platform';
import { SandboxClock } from 'nestjs-wechat/sandbox';
import { startHost } from '../support/host.js';
import { SHOP, startComponentSandbox, startPlatformApp } from '../support/open-platform.js';
import { callsOf, countCalls } from '../support/sandbox.js';

const TOKEN = '/cgi-bin/component/api_authorizer_token';
const INFO = '/cgi-bin/component/api_get_authorizer_info';
const TWO = [{ componentAppId: 'wxfirst' }, { componentAppId: 'wxsecond' }];
const CALL = '/cgi-bin/getcallbackip';

/** A network on which the answers of one path arrive when they are let through. */
function slowNetwork(path: string) {
  const arrivals: (() => void)[] = [];
  const answered: (() => void)[] = [];
  const fetchSlowly: NonNullable<OpenPlatformOptions['fetch']> = async (input, init) => {
    const response = await fetch(input, init);
    if (new URL(input).pathname !== path) return response;
    answered.shift()?.();
    await new Promise<void>(arrive => arrivals.push(arrive));
    return response;
  };
  return {
    fetch: fetchSlowly,
    /** Resolves when WeChat has answered, and nobody knows it yet. */
    answered: () => new Promise<void>(resolve => answered.push(resolve)),
    /** Lets the answers through that are on their way. */
    arrive: () => arrivals.splice(0).forEach(arrive => arrive()),
  };
}

/** Forgets nothing, and does not answer the next question about an account when it is told so. */
class FlakyStore extends MemoryCredentialStore {
  isDown = false;
  override async read(key: string): Promise<StoredCredential | undefined> {
    if (!this.isDown || !key.includes('wxshop')) return super.read(key);
    this.isDown = false;
    throw new WechatStoreError('Not now.');
  }
}

describe('what WeChat lists', () => {
  test('changes nothing where it is known: tokens and functions stay', async () => {
    const { service, component, sandbox } = await startPlatformApp('express');
    await component.authorize('wxshop', { permissionSets: [1, 2, 3] });
    await component.authorize('wxgame', { isPushed: false });
    const token = await service.account('wxshop').tokens.getAccessToken();
    expect(await service.synchronizeAuthorizers()).toBe(1);
    expect(await service.synchronizeAuthorizers()).toBe(0);
    expect(await service.account('wxshop').tokens.getAccessToken()).toBe(token);
    expect(countCalls(sandbox, TOKEN)).toBe(1);
    expect(await service.findAuthorizer('wxshop')).toMatchObject({ functions: [1, 2, 3], state: 'authorized' });
  });

  test('replaces what was given anew since, and what it does not tell stays', async () => {
    const { service, component, sandbox } = await startPlatformApp('express');
    await component.authorize('wxshop', { permissionSets: [1, 2, 3] });
    const token = await service.account('wxshop').tokens.getAccessToken();
    sandbox.clock.advance(1000);
    await component.authorize('wxshop', { permissionSets: [1, 2, 3], isPushed: false });
    expect(await service.synchronizeAuthorizers()).toBe(1);
    const { refreshToken, authorizedAt } = component.authorizations.find('wxshop') ?? {};
    expect(await service.account('wxshop').tokens.getAccessToken()).not.toBe(token);
    expect(callsOf(sandbox, TOKEN).at(-1)?.body).toMatchObject({ authorizer_refresh_token: refreshToken });
    expect(await service.findAuthorizer('wxshop')).toMatchObject({ functions: [1, 2, 3], authorizedAt });
    expect(countCalls(sandbox, INFO)).toBe(0);
  });

  test('may tell when it was given, so that an older message does not take it back', async () => {
    const { service, component, sandbox } = await startPlatformApp('express');
    await component.authorize('wxshop', { isPushed: false });
    const held = sandbox.fault.holdDeliveries('component.unauthorized', 1);
    const late = component.revoke('wxshop');
    await held.held();
    sandbox.clock.advance(1000);
    const { code } = await component.authorize('wxshop', { isPushed: false });
    // The time of this is not known, and taken for an early one.
    await service.exchangeAuthorizationCode(code);
    await service.synchronizeAuthorizers();
    held.release();
    await late;
    expect(await service.findAuthorizer('wxshop')).toMatchObject({ state: 'authorized' });
  });

  test('is taken with the functions that another system knows', async () => {
    const { service, component } = await startPlatformApp('express');
    await component.authorize('wxshop', { permissionSets: [1] });
    const { refreshToken = '', authorizedAt } = component.authorizations.find('wxshop') ?? {};
    const known = { appId: 'wxshop', refreshToken, authorizedAt };
    expect(await service.importAuthorizers([{ ...known, functions: [1, 2] }])).toBe(1);
    expect(await service.findAuthorizer('wxshop')).toMatchObject({ functions: [1, 2] });
    expect(await service.importAuthorizers([{ ...known, refreshToken: 'old', authorizedAt: 1 }])).toBe(0);
  });
});

describe('an answer that comes late', () => {
  test('of an authorization that was given anew meanwhile is not used', async () => {
    const network = slowNetwork(TOKEN);
    const { service, component, sandbox } = await startPlatformApp('express', { options: { fetch: network.fetch } });
    await component.authorize('wxshop');
    const answered = network.answered();
    const asked = service.account('wxshop').tokens.getAccessToken();
    await answered;
    sandbox.clock.advance(1000);
    await component.revoke('wxshop');
    await component.authorize('wxshop');
    const again = network.answered();
    network.arrive();
    await again;
    network.arrive();
    const token = await asked;
    expect(component.authorizations.find('wxshop')?.accessTokens.current('authorizer')).toBe(token);
    expect(await service.account('wxshop').tokens.getAccessToken()).toBe(token);
    await service.account('wxshop').api.get(CALL);
    expect(callsOf(sandbox, CALL).map(({ errcode }) => errcode ?? 0)).toEqual([0]);
    expect(countCalls(sandbox, TOKEN)).toBe(2);
  });

  test('of an authorization that was taken back meanwhile fails, and is kept nowhere', async () => {
    const network = slowNetwork(TOKEN);
    const { service, component } = await startPlatformApp('express', { options: { fetch: network.fetch } });
    await component.authorize('wxshop');
    const answered = network.answered();
    const asked = service.account('wxshop').tokens.getAccessToken();
    await answered;
    await component.revoke('wxshop');
    network.arrive();
    await expect(asked).rejects.toThrow(WechatAuthorizerError);
    expect(await service.account('wxshop').tokens.inspect()).toMatchObject({ token: 'unused' });
  });
});

describe('a refusal that comes late', () => {
  test('of a refresh token that was replaced meanwhile needs no other question', async () => {
    const network = slowNetwork(TOKEN);
    const { service, component, sandbox } = await startPlatformApp('express', { options: { fetch: network.fetch } });
    await component.authorize('wxshop');
    sandbox.fault.apiError(TOKEN, 61023, { times: 1 });
    const answered = network.answered();
    const asked = service.account('wxshop').tokens.getAccessToken();
    await answered;
    sandbox.clock.advance(1000);
    await component.authorize('wxshop');
    const again = network.answered();
    network.arrive();
    await again;
    network.arrive();
    expect(component.authorizations.find('wxshop')?.accessTokens.current('authorizer')).toBe(await asked);
    expect(countCalls(sandbox, INFO)).toBe(0);
  });
});

describe('where messages were lost', () => {
  test('that an account took it back is found out by its token', async () => {
    const { service, component, sandbox, bot } = await startPlatformApp('express');
    await component.authorize('wxshop');
    const account = service.account('wxshop');
    await account.tokens.getAccessToken();
    component.authorizations.revoke(sandbox.account('wxshop'));
    const error: unknown = await account.api.get(CALL).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WechatAuthorizerError);
    expect(error).toMatchObject({ appId: 'wxshop', componentAppId: component.componentAppId, errcode: 61023 });
    expect(countCalls(sandbox, INFO)).toBe(1);
    expect(await service.findAuthorizer('wxshop')).toMatchObject({ state: 'unauthorized' });
    // The message comes after all, and handlers hear of it.
    await component.notify('unauthorized', { AuthorizerAppid: 'wxshop' });
    expect(bot.heard.at(-1)).toBe('unauthorized wxshop');
  });

  test('that an account gave it again is found out by WeChat', async () => {
    const { service, component, sandbox } = await startPlatformApp('express');
    await component.authorize('wxshop');
    await component.revoke('wxshop');
    sandbox.clock.advance(1000);
    await component.authorize('wxshop', { isPushed: false });
    await service.account('wxshop').api.get(CALL);
    expect(await service.findAuthorizer('wxshop')).toMatchObject({ state: 'authorized' });
    expect(countCalls(sandbox, INFO)).toBe(1);
    expect(countCalls(sandbox, TOKEN)).toBe(1);
  });

  test('a refresh token that WeChat refuses and still tells is of no use', async () => {
    const { service, component, sandbox } = await startPlatformApp('express');
    await component.authorize('wxshop');
    sandbox.fault.apiError(TOKEN, 61023, { times: 1 });
    await expect(service.account('wxshop').tokens.getAccessToken()).rejects.toThrow(
      'wxshop does not authorize the platform',
    );
    expect(await service.findAuthorizer('wxshop')).toMatchObject({ state: 'unauthorized' });
    // WeChat's mistakes heal.
    expect(await service.account('wxshop').tokens.getAccessToken()).toBeTypeOf('string');
  });

  test('61003 means the same as 61023', async () => {
    const { service, component, sandbox } = await startPlatformApp('express');
    await component.authorize('wxshop');
    sandbox.fault.apiError(TOKEN, 61003, { times: 1 });
    sandbox.fault.apiError(INFO, 61003, { times: 1 });
    await expect(service.account('wxshop').tokens.getAccessToken()).rejects.toThrow(WechatAuthorizerError);
  });

  test('an account that WeChat says nothing of now stays what it was', async () => {
    const { service, component, sandbox } = await startPlatformApp('express');
    await component.authorize('wxshop');
    sandbox.fault.apiError(TOKEN, 61023, { times: 1 });
    sandbox.fault.apiError(INFO, 61004);
    await expect(service.account('wxshop').tokens.getAccessToken()).rejects.toThrow('61004');
    expect(await service.findAuthorizer('wxshop')).toMatchObject({ state: 'authorized' });
  });
});

test('what is taken back is told again where it could not be done whole', async () => {
  const credentials = new FlakyStore();
  const { service, component, bot } = await startPlatformApp('express', { options: { stores: { credentials } } });
  await component.authorize('wxshop');
  await service.account('wxshop').tokens.getAccessToken();
  credentials.isDown = true;
  const { verdict, attempts } = await component.revoke('wxshop');
  expect([verdict, attempts.length]).toEqual(['acknowledged', 2]);
  expect(attempts[0]?.response?.status).toBe(503);
  expect(bot.heard.filter(line => line.startsWith('unauthorized'))).toEqual(['unauthorized wxshop']);
  expect(await service.account('wxshop').tokens.inspect()).toMatchObject({ token: 'unused' });
});

test('what WeChat tells twice is heard once', async () => {
  const { component, sandbox, bot } = await startPlatformApp('express');
  sandbox.fault.duplicateDeliveries();
  await component.authorize('wxshop');
  sandbox.clock.advance(1000);
  await component.pushTicket();
  await component.revoke('wxshop');
  expect(bot.heard.map(line => line.split(' ')[0])).toEqual([
    'component.component_verify_ticket',
    'authorized',
    'component.component_verify_ticket',
    'unauthorized',
  ]);
});

test("an authorization of this computer's time is taken back by WeChat's, where that is behind", async () => {
  const clock = new SandboxClock(new Date(Date.now() - 30_000));
  const { service, component } = await startPlatformApp('express', { sandbox: { clock } });
  const { code } = await component.authorize('wxshop', { isPushed: false });
  await service.exchangeAuthorizationCode(code);
  await component.revoke('wxshop');
  expect(await service.findAuthorizer('wxshop')).toMatchObject({ state: 'unauthorized' });
});

test('tokens of two platforms for one account are refreshed ahead each', async () => {
  const sandbox = await startComponentSandbox({ accounts: [SHOP], components: TWO });
  const ids = TWO.map(({ componentAppId }) => componentAppId);
  const components = ids.map(id => sandbox.componentCredentials(id));
  const { app, origin } = await startHost('express', {
    imports: [ScheduleModule.forRoot(), OpenPlatformModule.forRoot({ components, hosts: sandbox.hosts })],
  });
  const service = app.get(OpenPlatformService);
  for (const id of ids) {
    const component = sandbox.component(id);
    component.eventsUrl = `${origin}/wechat/open/${id}/events`;
    await component.pushTicket();
    await component.authorize('wxshop');
    await service.component(id).account('wxshop').tokens.getAccessToken();
  }
  const timers = app.get(SchedulerRegistry).getTimeouts();
  expect(timers.filter(name => name.includes('authorizer access token'))).toEqual(
    ids.map(id => `nestjs-wechat:authorizer access token of account 'wxshop of ${id}'`),
  );
  await app.close();
});

test('tickets end with the authorization that they were made by', async () => {
  const { service, component, sandbox } = await startPlatformApp('express');
  const tickets = async () => {
    const { tokens } = service.account('wxshop');
    return [await tokens.getTicket('jsapi'), await tokens.getTicket('wx_card')];
  };
  await component.authorize('wxshop');
  await tickets();
  await tickets();
  expect(countCalls(sandbox, '/cgi-bin/ticket/getticket')).toBe(2);
  await component.revoke('wxshop');
  await expect(service.account('wxshop').tokens.getTicket('jsapi')).rejects.toThrow(WechatAuthorizerError);
  sandbox.clock.advance(1000);
  await component.authorize('wxshop');
  await tickets();
  expect(countCalls(sandbox, '/cgi-bin/ticket/getticket')).toBe(4);
});

describe('the push of an authorization that a browser has brought already', () => {
  test('tells when it was given, so that older messages do not take it back', async () => {
    const { service, component, sandbox, bot } = await startPlatformApp('express');
    const { code } = await component.authorize('wxshop', { isPushed: false });
    await service.exchangeAuthorizationCode(code);
    const token = await service.account('wxshop').tokens.getAccessToken();
    const told = { AuthorizerAppid: 'wxshop', AuthorizationCode: code };
    await component.notify('authorized', told);
    const now = sandbox.clock.seconds();
    await component.notify('unauthorized', { AuthorizerAppid: 'wxshop', CreateTime: now - 10 });
    expect(bot.heard.slice(1)).toEqual(['authorized wxshop']);
    expect(await service.account('wxshop').tokens.getAccessToken()).toBe(token);
    expect(countCalls(sandbox, '/cgi-bin/component/api_query_auth')).toBe(1);
  });

  test('is not heard where it was taken back since', async () => {
    const { service, component, sandbox, bot } = await startPlatformApp('express');
    const { code } = await component.authorize('wxshop', { isPushed: false });
    await service.exchangeAuthorizationCode(code);
    const CreateTime = sandbox.clock.seconds();
    sandbox.clock.advance(5000);
    await component.revoke('wxshop');
    await component.notify('authorized', { AuthorizerAppid: 'wxshop', AuthorizationCode: code, CreateTime });
    expect(bot.heard.slice(1)).toEqual(['unauthorized wxshop']);
    expect(await service.findAuthorizer('wxshop')).toMatchObject({ state: 'unauthorized' });
  });
});
