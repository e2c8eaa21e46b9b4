import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { WechatSandbox, type Follower, type FollowerOptions } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { connect, type Call } from '../support/raw-api.js';

let sandbox: WechatSandbox;
let call: Call;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  onTestFinished(() => sandbox.stop());
  call = connect(sandbox);
});

const CLICK = { type: 'click', name: 'Help', key: 'HELP' } as const;
const CREATE = '/cgi-bin/menu/create';
const ADD = '/cgi-bin/menu/addconditional';
const MATCH = '/cgi-bin/menu/trymatch';

function view(url: string) {
  return { type: 'view', name: 'Page', url };
}

async function follower(options?: FollowerOptions): Promise<Follower> {
  const person = sandbox.follower(options);
  await person.follow();
  return person;
}

describe('buttons', () => {
  const sub = (...buttons: object[]) => [{ name: 'More', sub_button: buttons }];
  const times = (count: number) => Array.from({ length: count }, () => CLICK);
  const image = () =>
    sandbox.account().media.add({
      type: 'image',
      filename: 'a.jpg',
      contentType: 'image/jpeg',
      bytes: Buffer.from('a'),
      isPermanent: true,
    }).mediaId;
  const url = (length: number) => `https://example.com/${'a'.repeat(length - 20)}`;

  test.each([
    ['three', times(3)],
    ['five in a sub-menu', sub(...times(5))],
    ['a name of 16 bytes', [{ ...CLICK, name: '菜单菜单菜1' }]],
    ['a name of 60 bytes in a sub-menu', sub({ ...CLICK, name: '菜'.repeat(20) })],
    ['a key of 128 bytes', [{ ...CLICK, key: 'k'.repeat(128) }]],
    ['a url of 1024 bytes', [view(url(1024))]],
    ['a mini program', [{ ...view('https://example.com'), type: 'miniprogram', appid: 'wx1', pagepath: 'pages/a' }]],
    ['an article', [{ type: 'article_id', name: 'News', article_id: 'A1' }]],
    ['an empty sub-menu beside a type', [{ ...CLICK, sub_button: [] }]],
  ])('that are good: %s', async (_name, button) => {
    expect(await call(CREATE, { button })).toEqual({ errcode: 0, errmsg: 'ok' });
  });

  test.each([
    [40016, 'none', []],
    [40016, 'four', times(4)],
    [40017, 'an unknown type', [{ ...CLICK, type: 'dance' }]],
    [40018, 'a name of 17 bytes', [{ ...CLICK, name: '菜单菜单菜12' }]],
    [40018, 'no name', [{ type: 'click', key: 'A' }]],
    [40018, 'a sub-menu without a name', [{ sub_button: [CLICK] }]],
    [40019, 'a key of 129 bytes', [{ ...CLICK, key: 'k'.repeat(129) }]],
    [40019, 'no key', [{ type: 'scancode_push', name: 'Scan' }]],
    [40020, 'a url of 1025 bytes', [view(url(1025))]],
    [40020, 'no url', [{ type: 'view', name: 'Page' }]],
    [40022, 'a sub-menu in a sub-menu', sub({ name: 'Deeper', sub_button: [CLICK] })],
    [40023, 'six in a sub-menu', sub(...times(6))],
    [40023, 'none in a sub-menu', sub()],
    [40024, 'an unknown type in a sub-menu', sub({ ...CLICK, type: 'dance' })],
    [40025, 'a name of 61 bytes in a sub-menu', sub({ ...CLICK, name: `${'菜'.repeat(20)}1` })],
    [40026, 'no key in a sub-menu', sub({ type: 'click', name: 'A' })],
    [40027, 'no url in a sub-menu', sub({ type: 'view', name: 'A' })],
    [65308, 'no type', [{ name: 'A', key: 'A' }]],
    [65317, 'a url that is none', [view('example')]],
    [65317, 'a url of another scheme', [view('ftp://example.com')]],
    [40166, 'a mini program without an AppID', [{ ...view('https://a.example'), type: 'miniprogram' }]],
    [40165, 'a mini program without a page', [{ ...view('https://a.example'), type: 'miniprogram', appid: 'wx1' }]],
    [40007, 'media that are unknown', [{ type: 'media_id', name: 'A', media_id: 'none' }]],
    [47001, 'a text in place of a list', 'HELP'],
    [47001, 'texts in place of objects', ['HELP']],
    [47001, 'a name that is no text', [{ ...CLICK, name: {} }]],
  ])('that get %i: %s', async (errcode, _name, button) => {
    expect(await call(CREATE, { button })).toMatchObject({ errcode });
    expect(await call('/cgi-bin/menu/get')).toMatchObject({ errcode: 46003 });
  });

  test('with media must be permanent ones', async () => {
    const button = (media_id: string) => ({ button: [{ type: 'media_id', name: 'Picture', media_id }] });
    expect(await call(CREATE, button(image()))).toMatchObject({ errcode: 0 });
    const { media } = sandbox.account();
    const { mediaId } = media.add({ ...media.get(image()), isPermanent: false });
    expect(await call(CREATE, button(mediaId))).toMatchObject({ errcode: 40007 });
  });

  test('link to three domains of others at most', async () => {
    const own = [view(`${sandbox.origin}/connect/oauth2/authorize`), view('https://mp.weixin.qq.com/s/1')];
    const others = ['a', 'b', 'c'].map(name => view(`https://${name}.example/`));
    expect(await call(CREATE, { button: [...sub(...others), ...sub(...own, ...others)] })).toMatchObject({
      errcode: 0,
    });
    const button = [...sub(...others), view('https://d.example')];
    expect(await call(CREATE, { button })).toMatchObject({ errcode: 65316 });
  });

  test('must come in UTF-8, not in escapes', async () => {
    const menu = (name: string) => `{"button":[{"type":"click","name":"${name}","key":"A"}]}`;
    expect(await call(CREATE, menu('\\u83dc'))).toMatchObject({ errcode: 40033 });
    expect(await call(CREATE, menu('\\\\\\u00E9'))).toMatchObject({ errcode: 40033 });
    expect(await call(CREATE, menu('\\u0041'))).toMatchObject({ errcode: 0 });
    expect(await call(CREATE, menu('\\\\u83dc'))).toMatchObject({ errcode: 0 });
    expect(await call(CREATE, menu('菜'))).toMatchObject({ errcode: 0 });
  });
});

describe('the default menu', () => {
  test('is created, read and deleted by our API', async () => {
    const { api } = createAccount(sandbox);
    const button = [
      { type: 'click', name: 'Help', key: 'HELP' },
      { name: '更多', sub_button: [{ type: 'view', name: 'Page', url: 'https://example.com/' }] },
    ] as const;
    await api.menu.create({ button });
    expect(await api.menu.get()).toEqual({
      menu: {
        button: [
          { ...button[0], sub_button: [] },
          { name: '更多', sub_button: [{ ...button[1].sub_button[0], sub_button: [] }] },
        ],
      },
    });
    expect(await api.menu.getCurrent()).toEqual({
      is_menu_open: 1,
      selfmenu_info: { button: [button[0], { name: '更多', sub_button: { list: button[1].sub_button } }] },
    });
    // What WeChat answers can be given back to it.
    await api.menu.create((await api.menu.get()).menu);
    await api.menu.delete();
    await expect(api.menu.get()).rejects.toMatchObject({ errcode: 46003 });
    expect(await api.menu.getCurrent()).toEqual({ is_menu_open: 0, selfmenu_info: { button: [] } });
  });
});

test.each([
  [CREATE, 1000, {}],
  ['/cgi-bin/menu/get', 10_000, undefined],
  ['/cgi-bin/menu/delete', 1000, undefined],
  [ADD, 2000, {}],
  ['/cgi-bin/menu/delconditional', 2000, {}],
  [MATCH, 20_000, {}],
])('%s can be called %i times a day', async (path, limit, body) => {
  const { quotas } = sandbox.account();
  while (quotas.used(path) < limit - 1) quotas.spend(path, limit);
  expect((await call(path, body)).errcode).not.toBe(45009);
  expect(await call(path, body)).toMatchObject({ errcode: 45009 });
});

describe('conditional menus', () => {
  const menu = (key: string, matchrule?: object) => ({ button: [{ ...CLICK, key }], matchrule });
  const keyFor = async ({ openId }: Follower) => (await call(MATCH, { user_id: openId }))['button'][0].key as string;

  test('need a default menu', async () => {
    const { openId } = await follower();
    expect(await call(ADD, menu('A', { language: 'en' }))).toMatchObject({ errcode: 65303 });
    expect(await call(MATCH, { user_id: openId })).toMatchObject({ errcode: 65303 });
  });

  test.each([
    [65304, { button: [CLICK] }],
    [65304, menu('A', {})],
    [65304, menu('A', { tag_id: '', unknown: 1 })],
    [65307, { matchrule: { language: 'en' } }],
    [65307, { button: [], matchrule: { language: 'en' } }],
    [65304, menu('A', { sex: '1' })],
    [40035, menu('A', { client_platform_type: '4' })],
    [47001, menu('A', { tag_id: 'two' })],
    [47001, { button: [CLICK], matchrule: 'en' }],
    [40019, { button: [{ ...CLICK, key: '' }], matchrule: { language: 'en' } }],
  ])('get %i for %j', async (errcode, body) => {
    await call(CREATE, menu('DEFAULT'));
    expect(await call(ADD, body)).toMatchObject({ errcode });
  });

  test('match by tag, platform and language, the newest first', async () => {
    const alice = await follower({ language: 'en', platform: 'android' });
    const bob = await follower();
    await call(CREATE, menu('DEFAULT'));
    await call(ADD, menu('ENGLISH', { language: 'en' }));
    expect([await keyFor(alice), await keyFor(bob)]).toEqual(['ENGLISH', 'DEFAULT']);
    await call(ADD, menu('IOS', { client_platform_type: 1 }));
    expect([await keyFor(alice), await keyFor(bob)]).toEqual(['ENGLISH', 'IOS']);
    const { menuid } = await call(ADD, menu('STAR', { tag_id: '2', language: 'en', client_platform_type: '2' }));
    for (const { openId } of [alice, bob])
      await call('/cgi-bin/tags/members/batchtagging', { openid_list: [openId], tagid: 2 });
    expect([await keyFor(alice), await keyFor(bob)]).toEqual(['STAR', 'IOS']);
    expect(await call('/cgi-bin/menu/get')).toMatchObject({
      menu: { menuid: expect.any(Number) },
      conditionalmenu: [
        { matchrule: { language: 'en' } },
        { matchrule: { client_platform_type: 1 } },
        { matchrule: { tag_id: 2, language: 'en', client_platform_type: 2 }, menuid: Number(menuid) },
      ],
    });
  });

  test('look at the tag that was put on last', async () => {
    const alice = await follower();
    const { tag } = await call('/cgi-bin/tags/create', { tag: { name: 'VIP' } });
    await call(CREATE, menu('DEFAULT'));
    await call(ADD, menu('STAR', { tag_id: 2 }));
    for (const tagid of [2, tag.id])
      await call('/cgi-bin/tags/members/batchtagging', { openid_list: [alice.openId], tagid });
    expect(await keyFor(alice)).toBe('DEFAULT');
    await call('/cgi-bin/tags/delete', { tag: { id: tag.id } });
    expect(await keyFor(alice)).toBe('STAR');
  });

  test('stay when the default menu is replaced, and go when it is deleted', async () => {
    const alice = await follower();
    await call(CREATE, menu('DEFAULT'));
    await call(ADD, menu('CHINESE', { language: 'zh_CN' }));
    await call(CREATE, menu('NEW'));
    expect(await keyFor(alice)).toBe('CHINESE');
    await call('/cgi-bin/menu/delete');
    await call(CREATE, menu('DEFAULT'));
    expect(await keyFor(alice)).toBe('DEFAULT');
  });

  test('are deleted by their id, as a text or a number', async () => {
    const { api } = createAccount(sandbox);
    const alice = await follower();
    const chinese = (key: string) => ({ ...menu(key), matchrule: { language: 'zh_CN' } });
    await api.menu.create(menu('DEFAULT'));
    const { menuid } = await api.menu.addConditional(chinese('A'));
    const other = await api.menu.addConditional(chinese('B'));
    expect(typeof menuid).toBe('string');
    await api.menu.deleteConditional(other);
    expect(await api.menu.tryMatch({ user_id: alice.openId })).toMatchObject({ button: [{ key: 'A' }] });
    await api.menu.deleteConditional({ menuid: Number(menuid) });
    await expect(api.menu.deleteConditional({ menuid })).rejects.toMatchObject({ errcode: 65301 });
    expect(await call('/cgi-bin/menu/delconditional', {})).toMatchObject({ errcode: 65301 });
    expect(await keyFor(alice)).toBe('DEFAULT');
  });

  test('match only those who follow', async () => {
    await call(CREATE, menu('DEFAULT'));
    const stranger = sandbox.follower();
    for (const user_id of [stranger.openId, 'nobody', undefined])
      expect(await call(MATCH, { user_id })).toMatchObject({ errcode: 65302 });
  });

  test('share three domains, and are 61 at most', async () => {
    await call(CREATE, menu('DEFAULT'));
    const linked = (name: string) => ({ button: [view(`https://${name}.example`)], matchrule: { language: 'en' } });
    for (const name of ['a', 'b', 'c', 'a']) expect(await call(ADD, linked(name))).toHaveProperty('menuid');
    expect(await call(ADD, linked('d'))).toMatchObject({ errcode: 65316 });
    for (let count = 4; count < 61; count++) await call(ADD, menu('A', { language: 'en' }));
    expect(await call(ADD, menu('A', { language: 'en' }))).toMatchObject({ errcode: 65305 });
    expect((await call('/cgi-bin/menu/get'))['conditionalmenu']).toHaveLength(61);
  });
});
