import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { connect, type Call } from '../support/raw-api.js';

let sandbox: WechatSandbox;
let call: Call;
beforeEach(async () => {
  sandbox = await WechatSandbox.start({ accounts: [{}, { appId: 'wxother', openPlatform: true }] });
  onTestFinished(() => sandbox.stop());
  call = connect(sandbox);
});

async function follower(account?: string): Promise<Follower> {
  const person = sandbox.follower({ account });
  await person.follow();
  return person;
}

function openIdsOf(people: readonly Follower[]): string[] {
  return people.map(({ openId }) => openId);
}

describe('the list of followers', () => {
  const LIST = '/cgi-bin/user/get';

  test('has no data while there are none', async () => {
    sandbox.follower();
    expect(await call(LIST)).toEqual({ total: 0, count: 0, next_openid: '' });
  });

  test('has those who follow, and goes on after the last openid', async () => {
    const [alice, bob, carol] = [await follower(), await follower(), await follower()];
    const openid = openIdsOf([alice, bob, carol]);
    expect(await call(LIST)).toEqual({ total: 3, count: 3, data: { openid }, next_openid: carol.openId });
    expect(await call(`${LIST}?next_openid=${carol.openId}`)).toEqual({ total: 3, count: 0, next_openid: '' });
    await bob.unfollow();
    // Somebody who has left in the meantime still marks the place.
    expect(await call(`${LIST}?next_openid=${bob.openId}`)).toEqual({
      total: 2,
      count: 1,
      data: { openid: [carol.openId] },
      next_openid: carol.openId,
    });
    const other = await follower('wxother');
    expect(await call(`${LIST}?next_openid=${other.openId}`)).toMatchObject({ errcode: 40003 });
  });

  test('comes in pages of 10,000, which our API reads', async () => {
    const people = Array.from({ length: 10_001 }, () => sandbox.follower());
    for (const person of people) await person.follow();
    const { api } = createAccount(sandbox);
    const first = await api.user.list();
    expect(first).toMatchObject({ total: 10_001, count: 10_000, next_openid: people[9999]?.openId });
    const second = await api.user.list({ next_openid: first.next_openid });
    expect(second).toMatchObject({ total: 10_001, count: 1, next_openid: people[10_000]?.openId });
    const third = await api.user.list({ next_openid: second.next_openid });
    expect(third).toEqual({ total: 10_001, count: 0, next_openid: '' });
    expect([...(first.data?.openid ?? []), ...(second.data?.openid ?? [])]).toEqual(openIdsOf(people));
  });

  test('can be read 500 times a day', async () => {
    const { quotas } = sandbox.account();
    while (quotas.used(LIST) < 499) quotas.spend(LIST, 500);
    expect(await call(LIST)).toHaveProperty('total');
    expect(await call(LIST)).toMatchObject({ errcode: 45009 });
  });
});

describe('what is known of somebody', () => {
  const info = (openId: string, from = call) => from(`/cgi-bin/user/info?openid=${openId}&lang=en`);

  test('who follows', async () => {
    const alice = sandbox.follower({ language: 'zh_TW' });
    await alice.follow();
    expect(await info(alice.openId)).toEqual({
      subscribe: 1,
      openid: alice.openId,
      language: 'zh_TW',
      subscribe_time: expect.closeTo(sandbox.clock.seconds(), -1),
      remark: '',
      groupid: 0,
      tagid_list: [],
      subscribe_scene: 'ADD_SCENE_SEARCH',
      qr_scene: 0,
      qr_scene_str: '',
    });
  });

  test.each([
    [{ id: 7 }, { qr_scene: 7, qr_scene_str: '' }],
    [{ text: 'shop' }, { qr_scene: 0, qr_scene_str: 'shop' }],
  ])('who followed by the code %j', async (qrScene, expected) => {
    const { openId } = sandbox.follower();
    sandbox.account().contacts.get(openId).follow({ scene: 'ADD_SCENE_QR_CODE', qrScene });
    expect(await info(openId)).toMatchObject({ subscribe_scene: 'ADD_SCENE_QR_CODE', ...expected });
  });

  test('who does not follow, or no longer', async () => {
    const [alice, bob] = [sandbox.follower(), await follower()];
    await call('/cgi-bin/user/info/updateremark', { openid: bob.openId, remark: 'Bob' });
    await bob.unfollow();
    for (const { openId } of [alice, bob]) expect(await info(openId)).toEqual({ subscribe: 0, openid: openId });
    await bob.follow();
    expect(await info(bob.openId)).toMatchObject({ remark: '' });
  });

  test('has a unionid where there is an Open Platform account', async () => {
    const other = connect(sandbox, 'wxother');
    const alice = await follower('wxother');
    expect(await info(alice.openId, other)).toMatchObject({ subscribe: 1, unionid: alice.unionId });
    await alice.unfollow();
    expect(await info(alice.openId, other)).toEqual({ subscribe: 0, openid: alice.openId, unionid: alice.unionId });
  });

  test('comes for a hundred people at once', async () => {
    const { api } = createAccount(sandbox);
    const [alice, bob] = [await follower(), sandbox.follower()];
    const user_list = [{ openid: alice.openId, lang: 'en' as const }, { openid: bob.openId }];
    expect(await api.user.batchGet({ user_list })).toEqual({
      user_info_list: [await info(alice.openId), { subscribe: 0, openid: bob.openId }],
    });
    const many = (length: number) => ({ user_list: Array.from({ length }, () => ({ openid: alice.openId })) });
    expect((await api.user.batchGet(many(100))).user_info_list).toHaveLength(100);
    await expect(api.user.batchGet(many(101))).rejects.toMatchObject({ errcode: 40032 });
    await expect(api.user.batchGet(many(0))).rejects.toMatchObject({ errcode: 40032 });
  });

  test('is refused for strangers and bad lists', async () => {
    const { openId } = await follower('wxother');
    expect(await info(openId)).toMatchObject({ errcode: 40003 });
    expect(await info('')).toMatchObject({ errcode: 41009 });
    const batch = (user_list: unknown) => call('/cgi-bin/user/info/batchget', { user_list });
    expect(await batch([{ openid: openId }])).toMatchObject({ errcode: 40003 });
    expect(await batch([{}])).toMatchObject({ errcode: 41009 });
    expect(await batch([openId])).toMatchObject({ errcode: 47001 });
    expect(await batch(undefined)).toMatchObject({ errcode: 40031 });
  });
});

test('a remark has fewer than 30 characters, and only followers have one', async () => {
  const { api } = createAccount(sandbox);
  const [alice, bob] = [await follower(), sandbox.follower()];
  const remark = '备'.repeat(29);
  await api.user.updateRemark({ openid: alice.openId, remark });
  expect(await api.user.get({ openid: alice.openId })).toMatchObject({ remark });
  const refused = (openid: string, text: string) => api.user.updateRemark({ openid, remark: text });
  await expect(refused(alice.openId, `${remark}1`)).rejects.toMatchObject({ errcode: 40092 });
  await expect(refused(bob.openId, 'Bob')).rejects.toMatchObject({ errcode: 40003 });
  await expect(refused('nobody', 'Bob')).rejects.toMatchObject({ errcode: 40003 });
  await api.user.updateRemark({ openid: alice.openId, remark: '' });
  expect(await api.user.get({ openid: alice.openId })).toMatchObject({ remark: '' });
});

describe('the blacklist', () => {
  const ADD = '/cgi-bin/tags/members/batchblacklist';

  test('keeps people from being heard', async () => {
    const { api } = createAccount(sandbox);
    const [alice, bob] = [await follower(), await follower()];
    expect(await api.user.getBlacklist({})).toEqual({ total: 0, count: 0, next_openid: '' });
    await api.user.addToBlacklist({ openid_list: [alice.openId] });
    const openid = [alice.openId];
    expect(await api.user.getBlacklist({})).toEqual({
      total: 1,
      count: 1,
      data: { openid },
      next_openid: alice.openId,
    });
    await alice.say('hi');
    await bob.say('hi');
    expect(sandbox.deliveries.filter(({ kind }) => kind === 'text')).toMatchObject([{ openId: bob.openId }]);
    await api.user.removeFromBlacklist({ openid_list: [alice.openId] });
    await alice.say('hi');
    expect(sandbox.deliveries.at(-1)).toMatchObject({ kind: 'text', openId: alice.openId });
  });

  test('takes 20 people at a time, and all or none of them', async () => {
    const { openId } = await follower();
    const list = (length: number) => ({ openid_list: Array.from({ length }, () => openId) });
    expect(await call(ADD, list(21))).toMatchObject({ errcode: 40032 });
    expect(await call(ADD, list(0))).toMatchObject({ errcode: 40032 });
    expect(await call(ADD, {})).toMatchObject({ errcode: 40031 });
    expect(await call(ADD, { openid_list: [openId, 'nobody'] })).toMatchObject({ errcode: 40003 });
    const other = await follower('wxother');
    expect(await call(ADD, { openid_list: [openId, other.openId] })).toMatchObject({ errcode: 49003 });
    expect(await call('/cgi-bin/tags/members/getblacklist', {})).toMatchObject({ total: 0 });
    expect(await call(ADD, list(20))).toMatchObject({ errcode: 0 });
  });

  test('comes in pages of 10,000', async () => {
    const people = Array.from({ length: 10_001 }, () => sandbox.follower());
    for (const { openId } of people) sandbox.account().contacts.get(openId).isBlacklisted = true;
    const page = (begin_openid: string) => call('/cgi-bin/tags/members/getblacklist', { begin_openid });
    const { next_openid: next, ...first } = await page('');
    expect(first).toMatchObject({ total: 10_001, count: 10_000 });
    expect(await page(next)).toMatchObject({ total: 10_001, count: 1, data: { openid: [people[10_000]?.openId] } });
  });
});

test('openids of an account that moved are exchanged', async () => {
  const { api } = createAccount(sandbox);
  const alice = await follower('wxother');
  const openid_list = [alice.openId, 'nobody'];
  expect(await api.user.changeOpenId({ from_appid: 'wxother', openid_list })).toMatchObject({
    result_list: [
      { ori_openid: alice.openId, new_openid: alice.at(sandbox.account().appId).openId, err_msg: 'ok' },
      { ori_openid: 'nobody', err_msg: 'ori_openid error' },
    ],
  });
  await expect(api.user.changeOpenId({ from_appid: 'wx0', openid_list })).rejects.toMatchObject({ errcode: 40013 });
});
