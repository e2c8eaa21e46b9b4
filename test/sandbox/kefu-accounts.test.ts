import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { withToken } from '../support/raw-api.js';

const PATH = '/customservice/kfaccount';

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  onTestFinished(() => sandbox.stop());
});

test('agents come, change and go', async () => {
  const { get, post } = withToken(sandbox);
  const kefu = { kf_account: 'ann@shop', nickname: 'Ann' };
  expect(await post(`${PATH}/add`, kefu)).toEqual({ errcode: 0, errmsg: 'ok' });
  expect(await post(`${PATH}/update`, { ...kefu, nickname: 'Anne' })).toMatchObject({ errcode: 0 });
  expect(await post(`${PATH}/inviteworker`, { ...kefu, invite_wx: 'anne' })).toMatchObject({ errcode: 0 });
  expect(await get('/cgi-bin/customservice/getkflist')).toEqual({
    kf_list: [
      {
        kf_id: '1001',
        kf_account: 'ann@shop',
        kf_nick: 'Anne',
        kf_headimgurl: '',
        invite_wx: 'anne',
        invite_status: 'waiting',
      },
    ],
  });
  expect(await get('/cgi-bin/customservice/getonlinekflist')).toEqual({ kf_online_list: [] });
  const picture = (bytes: number[]) => {
    const form = new FormData();
    form.set('media', new Blob([Buffer.from(bytes)], { type: 'image/jpeg' }), 'a.jpg');
    return post(`${PATH}/uploadheadimg`, form, { kf_account: 'ann@shop' });
  };
  expect(await picture([0xff, 0xd8, 0xff, 0xe0])).toMatchObject({ errcode: 0 });
  expect(await picture([0x89, 0x50, 0x4e, 0x47])).toMatchObject({ errcode: 61457 });
  expect(await post(`${PATH}/uploadheadimg`, {}, { kf_account: 'ann@shop' })).toMatchObject({ errcode: 41005 });
  expect(await get(`${PATH}/del`, { kf_account: 'ann@shop' })).toMatchObject({ errcode: 0 });
  expect(await post(`${PATH}/del`, {}, { kf_account: 'ann@shop' })).toMatchObject({ errcode: 61452 });
  expect(await get('/cgi-bin/customservice/getkflist')).toEqual({ kf_list: [] });
});

test('names have rules', async () => {
  const { post } = withToken(sandbox);
  const add = (kf_account: unknown) => post(`${PATH}/add`, { kf_account, nickname: 'A' });
  expect(await add('ann')).toMatchObject({ errcode: 61452 });
  expect(await add('@shop')).toMatchObject({ errcode: 61452 });
  expect(await add(`${'a'.repeat(30)}@shop`)).toMatchObject({ errcode: 0 });
  expect(await add(`${'a'.repeat(31)}@shop`)).toMatchObject({ errcode: 61454 });
  expect(await add('安@shop')).toMatchObject({ errcode: 61455 });
  expect(await add(`${'a'.repeat(30)}@shop`)).toMatchObject({ errcode: 61453 });
  for (let count = 1; count < 100; count++) await add(`a${count}@shop`);
  expect(await add('last@shop')).toMatchObject({ errcode: 61456 });
});
