import { describe, expect, test } from 'vitest';
import type { Follower, SandboxComponentOptions } from 'nestjs-wechat/sandbox';
import { startPlatform, type RawPlatform } from '../support/component.js';

const ACCOUNTS = [
  { appId: 'wxshop', nickname: 'Shop', administrators: ['Alice', 'Bob'] },
  { appId: 'wxcafe', nickname: 'Café', administrators: ['Bob'] },
  { appId: 'wxgame', nickname: 'Game', type: 'mini-program', administrators: ['Bob'] },
  { appId: 'wxsite', nickname: 'Site', type: 'website', administrators: ['Bob'] },
] as const;
const RETURN = 'http://platform.test/return?from=wechat';

interface Stage extends RawPlatform {
  readonly alice: Follower;
  readonly bob: Follower;
  /** The address of a page, for a new pre-auth code. */
  link(changes?: Readonly<Record<string, string | undefined>>, page?: string): string;
}

async function start(options: SandboxComponentOptions = {}): Promise<Stage> {
  const platform = await startPlatform({
    accounts: ACCOUNTS,
    components: [{ ...options, componentAppId: 'wxplatform' }, { componentAppId: 'wxother' }],
  });
  const { sandbox, component } = platform;
  const link: Stage['link'] = (changes = {}, page = '/cgi-bin/componentloginpage') => {
    const parameters = {
      ...(page.startsWith('/cgi-bin') ? {} : { action: 'bindcomponent', no_scan: '1' }),
      component_appid: 'wxplatform',
      pre_auth_code: component.preAuthCodes.issue(),
      redirect_uri: RETURN,
      auth_type: '3',
      ...changes,
    };
    const query = Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
    );
    return `https://mp.weixin.qq.com${page}?${query.join('&')}#wechat_redirect`;
  };
  const [alice, bob] = [sandbox.follower({ nickname: 'Alice' }), sandbox.follower({ nickname: 'Bob' })];
  return { ...platform, alice, bob, link };
}

describe('an administrator', () => {
  test.each(['/cgi-bin/componentloginpage', '/wxaopen/safe/bindcomponent', '/safe/bindcomponent'])(
    'authorizes the platform by %s',
    async page => {
      const { alice, link, sandbox, pushes, call } = await start();
      const address = link({}, page);
      const { url, authCode = '' } = await alice.authorizeComponent(address);
      expect(url).toBe(`${RETURN}&auth_code=${encodeURIComponent(authCode)}&expires_in=3600`);
      await expect.poll(() => sandbox.deliveries.at(-1)?.verdict).toBe('acknowledged');
      expect(pushes[0]?.fields).toMatchObject({
        InfoType: 'authorized',
        AuthorizerAppid: 'wxshop',
        AuthorizationCode: authCode,
        PreAuthCode: new URL(address).searchParams.get('pre_auth_code'),
      });
      const { authorization_info: info } = await call('api_query_auth', { authorization_code: authCode });
      expect(info).toMatchObject({ authorizer_appid: 'wxshop' });
    },
  );

  test('chooses an account, and what is allowed', async () => {
    const { bob, link, component } = await start({ permissionSets: [1, 2, 3, 18, 19] });
    await bob.authorizeComponent(link(), { account: 'wxcafe', permissionSets: [1, 3] });
    expect(component.authorizations.get('wxcafe').permissionSets).toEqual([1, 3]);
    await bob.authorizeComponent(link({ category_id_list: '19|2' }), { account: 'wxgame' });
    expect(component.authorizations.get('wxgame').permissionSets).toEqual([19]);
    await expect(bob.authorizeComponent(link(), { account: 'wxcafe', permissionSets: [1, 7] })).rejects.toThrow(
      'The page does not offer the permission set 7; it offers 1, 2, 3.',
    );
  });

  test.each([
    [{ auth_type: '1' }, 'wxshop, wxcafe'],
    [{ auth_type: '2' }, 'wxgame'],
    [{ auth_type: '3' }, 'wxshop, wxcafe, wxgame'],
    [{ auth_type: undefined }, 'wxshop, wxcafe, wxgame'],
    [{ auth_type: undefined, biz_appid: 'wxcafe' }, 'wxcafe'],
    [{ auth_type: undefined, biz_appid: 'wxsite' }, 'no account'],
  ])('is offered with %j %s', async (changes, offered) => {
    const { bob, link } = await start();
    const choice = bob.authorizeComponent(link(changes), { account: 'wxnone' });
    await expect(choice).rejects.toThrow(`Bob was to authorize wxnone; the page offers ${offered}.`);
  });

  test('is offered only what is administered, and before a release only what is tested with', async () => {
    const { alice, bob, link, sandbox } = await start({ testAccounts: ['wxcafe'] });
    await expect(alice.authorizeComponent(link(), { account: 'wxcafe' })).rejects.toThrow('offers no account');
    expect(await bob.authorizeComponent(link())).toHaveProperty('authCode');
    const carol = sandbox.follower({ nickname: 'Carol' });
    await expect(carol.authorizeComponent(link())).rejects.toThrow('offers no account');
  });

  test('changes what was allowed', async () => {
    const { alice, link, sandbox, pushes, component } = await start();
    await alice.authorizeComponent(link());
    await alice.authorizeComponent(link(), { permissionSets: [1] });
    await expect.poll(() => sandbox.deliveries.filter(({ verdict }) => verdict).length).toBe(2);
    expect(new Set(pushes.map(({ fields }) => fields['InfoType']))).toEqual(
      new Set(['authorized', 'updateauthorized']),
    );
    expect(component.authorizations.get('wxshop').permissionSets).toEqual([1]);
  });

  test('declines, and nobody is told', async () => {
    const { alice, link, sandbox, component } = await start();
    const page = link();
    expect(await alice.authorizeComponent(page, { consent: false })).toEqual({ declined: true });
    expect([sandbox.deliveries, component.authorizations.list()]).toEqual([[], []]);
    expect(await alice.authorizeComponent(page)).toHaveProperty('authCode');
  });
});

describe('a pre-auth code', () => {
  test('leads to one authorization', async () => {
    const { alice, link } = await start();
    const page = link();
    await alice.authorizeComponent(page);
    expect((await alice.authorizeComponent(page)).error).toMatch(/^pre_auth_code 参数错误: The pre-auth code was used/);
  });

  test('lives for half an hour', async () => {
    const { alice, link, sandbox } = await start();
    const [early, late] = [link(), link()];
    sandbox.clock.advance(1_790_000);
    expect(await alice.authorizeComponent(early)).toHaveProperty('authCode');
    sandbox.clock.advance(10_000);
    expect((await alice.authorizeComponent(late)).error).toContain('The pre-auth code has expired');
  });

  test('is of one platform', async () => {
    const { alice, link } = await start();
    const { error } = await alice.authorizeComponent(link({ component_appid: 'wxother' }));
    expect(error).toContain('It is no pre-auth code of this third-party platform');
  });
});

describe('a page', () => {
  test.each([
    [{ component_appid: undefined }, 'The link has no component_appid.'],
    [{ component_appid: 'wxnone' }, 'no third-party platform with the AppID wxnone'],
    [{ pre_auth_code: undefined }, 'The link has no pre_auth_code.'],
    [{ pre_auth_code: '__proto__' }, 'It is no pre-auth code'],
    [{ redirect_uri: undefined }, 'The link has no redirect_uri.'],
    [{ redirect_uri: 'javascript:alert(1)' }, '10003 redirect_uri 参数错误'],
    [{ redirect_uri: '/return' }, '10003 redirect_uri 参数错误'],
    [{ auth_type: '4' }, 'The auth_type must be 1, 2, 3, and not 4'],
    [{ auth_type: '' }, 'The auth_type must be 1, 2, 3'],
    [{ biz_appid: 'wxshop' }, 'of which one excludes the other'],
    [{ auth_type: undefined, biz_appid: 'wxnone' }, 'no account with the AppID wxnone'],
    [{ category_id_list: '1,2' }, 'with | between them, and not 1,2'],
  ])('with %j says what is wrong', async (changes, reason) => {
    const { alice, link } = await start();
    for (const page of ['/cgi-bin/componentloginpage', '/wxaopen/safe/bindcomponent'])
      expect((await alice.authorizeComponent(link(changes, page))).error).toContain(reason);
  });

  test.each([{ action: undefined }, { action: 'bind' }, { no_scan: undefined }, { no_scan: '0' }])(
    'inside WeChat is no page with %j',
    async changes => {
      const { alice, link } = await start();
      const { error } = await alice.authorizeComponent(link(changes, '/safe/bindcomponent'));
      expect(error).toContain('The link must have action=bindcomponent and no_scan=1.');
    },
  );

  test('returns to the domain that leads to it', async () => {
    const { alice, link } = await start({ authorizeDomain: 'platform.test' });
    expect(await alice.authorizeComponent(link())).toHaveProperty('authCode');
    const { error } = await alice.authorizeComponent(link({ redirect_uri: 'http://evil.test/' }));
    expect(error).toMatch(/^10003 .*authorization start domain is platform\.test, and the redirect_uri has evil\.test/);
  });

  test('has to be one', async () => {
    const { alice, link } = await start();
    await expect(alice.authorizeComponent(link({}, '/connect/oauth2/authorize'))).rejects.toThrow(
      'is no authorization page',
    );
    await expect(alice.authorizeComponent('::')).rejects.toThrow('is no authorization page');
  });
});
