import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { connect, type Call } from '../support/raw-api.js';

let sandbox: WechatSandbox;
let call: Call;
beforeEach(async () => {
  sandbox = await WechatSandbox.start({ accounts: [{}, { appId: 'wxother' }] });
  onTestFinished(() => sandbox.stop());
  call = connect(sandbox);
});

const CREATE = '/cgi-bin/tags/create';
const UPDATE = '/cgi-bin/tags/update';
const DELETE = '/cgi-bin/tags/delete';
const TAG = '/cgi-bin/tags/members/batchtagging';
const UNTAG = '/cgi-bin/tags/members/batchuntagging';
const MEMBERS = '/cgi-bin/user/tag/get';
const STAR = { id: 2, name: '星标组', count: 0 };

async function follower(account?: string): Promise<Follower> {
  const person = sandbox.follower({ account });
  await person.follow();
  return person;
}

async function create(name: string): Promise<number> {
  return (await call(CREATE, { tag: { name } }))['tag'].id as number;
}

async function listTags(): Promise<unknown> {
  return (await call('/cgi-bin/tags/get'))['tags'];
}

describe('tags', () => {
  test('are created, renamed and deleted', async () => {
    expect(await listTags()).toEqual([STAR]);
    expect(await call(CREATE, { tag: { name: '广东' } })).toEqual({ tag: { id: 100, name: '广东' } });
    expect(await call(UPDATE, { tag: { id: 100, name: '广东人' } })).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await call(UPDATE, { tag: { id: 100, name: '广东人' } })).toMatchObject({ errcode: 0 });
    expect(await listTags()).toEqual([STAR, { id: 100, name: '广东人', count: 0 }]);
    expect(await call(DELETE, { tag: { id: 100 } })).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await create('广东')).toBe(101);
  });

  test('have names of their own, of 30 bytes at most', async () => {
    const id = await create('广'.repeat(10));
    await create('other');
    const refuse = async (name: unknown, errcode: number) => {
      expect(await call(CREATE, { tag: { name } })).toMatchObject({ errcode });
      expect(await call(UPDATE, { tag: { id, name } })).toMatchObject({ errcode });
    };
    await refuse(`${'广'.repeat(10)}1`, 45158);
    await refuse('other', 45157);
    await refuse('', 45157);
    await refuse(undefined, 45157);
    await refuse({}, 47001);
    expect(await call(CREATE, {})).toMatchObject({ errcode: 45157 });
  });

  test('are a hundred at most', async () => {
    for (let count = 0; count < 100; count++) await create(`tag ${count}`);
    expect(await call(CREATE, { tag: { name: 'one more' } })).toMatchObject({ errcode: 45056 });
    await call(DELETE, { tag: { id: 100 } });
    expect(await call(CREATE, { tag: { name: 'one more' } })).toHaveProperty('tag');
  });

  test('of the system stay as they are, and unknown ones are none', async () => {
    for (const [id, errcode] of [
      [0, 45058],
      [1, 45058],
      [2, 45058],
      [100, 45159],
      [undefined, 45159],
    ]) {
      expect(await call(UPDATE, { tag: { id, name: 'new' } })).toMatchObject({ errcode });
      expect(await call(DELETE, { tag: { id } })).toMatchObject({ errcode });
    }
  });

  test('that more than 100,000 people have cannot be deleted', async () => {
    const id = await create('many');
    const { contacts } = sandbox.account();
    const people = Array.from({ length: 100_001 }, () => contacts.get(sandbox.follower().openId));
    for (const { tagIds } of people) tagIds.add(id);
    expect(await call(DELETE, { tag: { id } })).toMatchObject({ errcode: 45057 });
    people[0]?.tagIds.delete(id);
    expect(await call(DELETE, { tag: { id } })).toMatchObject({ errcode: 0 });
    expect(people[1]?.tagIds.size).toBe(0);
  });
});

describe('tagging', () => {
  test('puts a tag on people and takes it off', async () => {
    const [alice, bob] = [await follower(), await follower()];
    const id = await create('VIP');
    const openid_list = [alice.openId, bob.openId];
    expect(await call(TAG, { openid_list, tagid: id })).toEqual({ errcode: 0, errmsg: 'ok' });
    await call(TAG, { openid_list: [alice.openId], tagid: 2 });
    expect(await listTags()).toEqual([
      { ...STAR, count: 1 },
      { id, name: 'VIP', count: 2 },
    ]);
    const idsOf = ({ openId }: Follower) => call('/cgi-bin/tags/getidlist', { openid: openId });
    expect(await idsOf(alice)).toEqual({ tagid_list: [id, 2] });
    expect(await call(`/cgi-bin/user/info?openid=${alice.openId}`)).toMatchObject({ tagid_list: [id, 2] });
    expect(await call(UNTAG, { openid_list: [alice.openId], tagid: id })).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await idsOf(alice)).toEqual({ tagid_list: [2] });
    await call(DELETE, { tag: { id } });
    expect(await idsOf(bob)).toEqual({ tagid_list: [] });
  });

  test('is lost with those who leave', async () => {
    const [alice, bob] = [await follower(), await follower()];
    await call(TAG, { openid_list: [alice.openId, bob.openId], tagid: 2 });
    await alice.unfollow();
    expect(await listTags()).toEqual([{ ...STAR, count: 1 }]);
    expect(await call(MEMBERS, { tagid: 2 })).toMatchObject({ count: 1, data: { openid: [bob.openId] } });
    await alice.follow();
    expect(await call('/cgi-bin/tags/getidlist', { openid: alice.openId })).toEqual({ tagid_list: [] });
  });

  test('takes 50 people at a time, all or none', async () => {
    const [alice, stranger, other] = [await follower(), sandbox.follower(), await follower('wxother')];
    const list = (length: number) => Array.from({ length }, () => alice.openId);
    for (const path of [TAG, UNTAG]) {
      const tag = (openid_list: unknown, tagid: unknown = 2) => call(path, { openid_list, tagid });
      expect(await tag(list(50))).toMatchObject({ errcode: 0 });
      expect(await tag(list(51))).toMatchObject({ errcode: 40032 });
      expect(await tag([])).toMatchObject({ errcode: 40032 });
      expect(await tag(undefined)).toMatchObject({ errcode: 40031 });
      expect(await tag([1])).toMatchObject({ errcode: 47001 });
      expect(await tag(list(1), 100)).toMatchObject({ errcode: 45159 });
      expect(await tag(list(1), 0)).toMatchObject({ errcode: 45159 });
      expect(await tag(list(1), null)).toMatchObject({ errcode: 45159 });
      expect(await tag([...list(1), 'nobody'])).toMatchObject({ errcode: 40003 });
      expect(await tag([...list(1), stranger.openId])).toMatchObject({ errcode: 40003 });
      expect(await tag([...list(1), other.openId])).toMatchObject({ errcode: 49003 });
    }
    const getIds = (openid?: string) => call('/cgi-bin/tags/getidlist', { openid });
    expect(await getIds(alice.openId)).toEqual({ tagid_list: [] });
    expect(await getIds('nobody')).toMatchObject({ errcode: 40003 });
    expect(await getIds(other.openId)).toMatchObject({ errcode: 49003 });
    expect(await getIds()).toMatchObject({ errcode: 41009 });
  });

  test('gives nobody more than 20', async () => {
    const [alice, bob] = [await follower(), await follower()];
    const ids: number[] = [];
    for (let count = 0; count < 21; count++) ids.push(await create(`tag ${count}`));
    for (const tagid of ids.slice(0, 20)) await call(TAG, { openid_list: [alice.openId], tagid });
    const both = [bob.openId, alice.openId];
    expect(await call(TAG, { openid_list: both, tagid: ids[20] })).toMatchObject({ errcode: 45059 });
    expect(await call('/cgi-bin/tags/getidlist', { openid: bob.openId })).toEqual({ tagid_list: [] });
    expect(await call(TAG, { openid_list: both, tagid: ids[0] })).toMatchObject({ errcode: 0 });
  });
});

describe('the people of a tag', () => {
  test('come page by page', async () => {
    const people = Array.from({ length: 10_001 }, () => sandbox.follower());
    for (const { openId } of people) sandbox.account().contacts.get(openId).tagIds.add(2);
    const { next_openid: next, ...first } = await call(MEMBERS, { tagid: 2, next_openid: '' });
    expect(first).toMatchObject({ count: 10_000 });
    const last = people[10_000]?.openId;
    expect(await call(MEMBERS, { tagid: 2, next_openid: next })).toEqual({
      count: 1,
      data: { openid: [last] },
      next_openid: last,
    });
    expect(await call(MEMBERS, { tagid: 2, next_openid: last })).toEqual({ count: 0, next_openid: '' });
  });

  test('are nobody for a tag that is none', async () => {
    expect(await call(MEMBERS, { tagid: 100 })).toMatchObject({ errcode: 45159 });
    expect(await call(MEMBERS, { tagid: 2, next_openid: 'nobody' })).toMatchObject({ errcode: 40003 });
  });
});
