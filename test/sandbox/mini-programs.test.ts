import { beforeEach, expect, test } from 'vitest';
import { authorizerToken, startPlatform, type RawPlatform } from '../support/component.js';
import { getJson, postJson, request, type Answer } from '../support/raw-api.js';

let platform: RawPlatform;
let game: string;
let shop: string;
beforeEach(async () => {
  platform = await startPlatform({
    accounts: [{ appId: 'wxshop' }, { appId: 'wxgame', type: 'mini-program' }],
  });
  game = await authorize('wxgame');
  shop = await authorize('wxshop');
});

async function authorize(appId: string, permissionSets?: readonly number[]): Promise<string> {
  const { code } = await platform.component.authorize(appId, { permissionSets });
  return authorizerToken(platform, code);
}

const get = (path: string, access_token: string): Promise<Answer> => getJson(platform.sandbox, path, { access_token });
const post = (path: string, body: string, access_token: string): Promise<Answer> =>
  postJson(platform.sandbox, path, body, { access_token });

test('a platform manages mini programs with their tokens', async () => {
  expect(await post('/wxa/commit', '{"template_id":"1"}', game)).toEqual({ errcode: 0, errmsg: 'ok' });
  expect(await post('/wxa/release', '{}', game)).toMatchObject({ errcode: 0 });
  expect(await post('/wxa/release', '', game)).toMatchObject({ errcode: 44002 });
  expect(await post('/wxa/getversioninfo', '', game)).toMatchObject({ errcode: 0 });
  expect(await get('/wxa/undocodeaudit', game)).toMatchObject({ errcode: 0 });
  expect(await get('/wxa/release', game)).toMatchObject({ errcode: 43002 });
  expect(await post('/wxa/undocodeaudit', '{}', game)).toMatchObject({ errcode: 43001 });
  expect(await post('/wxa/commit', '{}', await platform.token())).toMatchObject({ errcode: 61015 });
  const form = new FormData();
  form.set('media', new Blob(['x']), 'a.png');
  expect(await postJson(platform.sandbox, '/wxa/uploadmedia', form, { access_token: game })).toMatchObject({
    errcode: 0,
  });
});

test('code templates and registrations take the token of the platform', async () => {
  const token = await platform.token();
  expect(await get('/wxa/gettemplatelist', token)).toMatchObject({ errcode: 0 });
  expect(await get('/wxa/gettemplatelist', game)).toMatchObject({ errcode: 61014 });
  expect(await post('/cgi-bin/component/fastregisterweapp', '{}', token)).toMatchObject({ errcode: 0 });
  expect(await post('/cgi-bin/component/fastregisterweapp', '{}', game)).toMatchObject({ errcode: 61014 });
  expect(await post('/cgi-bin/component/get_domain_confirmfile', '', token)).toMatchObject({ errcode: 0 });
});

test('an official account is no mini program, nor the other way round', async () => {
  expect(await get('/wxa/get_category', shop)).toMatchObject({ errcode: 48001 });
  expect(await post('/cgi-bin/wxopen/wxamplinkget', '{}', shop)).toMatchObject({ errcode: 0 });
  expect(await post('/cgi-bin/wxopen/wxamplinkget', '{}', game)).toMatchObject({ errcode: 48001 });
  expect(await post('/cgi-bin/account/fastregister', '{"ticket":"t"}', game)).toMatchObject({ errcode: 48001 });
});

test('the set for development is needed', async () => {
  const token = await authorize('wxgame', [17, 19]);
  expect(await get('/wxa/get_category', token)).toMatchObject({ errcode: 61007 });
  expect(await get('/cgi-bin/account/getaccountbasicinfo', token)).toMatchObject({ errcode: 0 });
});

test('a trial version is shown as a picture of a QR code', async () => {
  const response = await request(platform.sandbox, '/wxa/get_qrcode', { access_token: game, path: 'pages/index' });
  expect(response.headers.get('content-type')).toBe('image/jpeg');
  expect([...new Uint8Array(await response.arrayBuffer()).slice(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
});

test('there can be more to say, once the token was right', async () => {
  platform.sandbox.answer('/wxa/get_category', { category_list: [] });
  expect(await get('/wxa/get_category', game)).toEqual({ category_list: [] });
  expect(await get('/wxa/get_category', await platform.token())).toMatchObject({ errcode: 61015 });
});
