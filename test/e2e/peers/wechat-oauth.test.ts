import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { WechatOAuth } from './peers.js';

const PAGE = 'http://127.0.0.1/login?from=menu';

let sandbox: WechatSandbox;
let alice: Follower;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  alice = sandbox.follower({ nickname: 'Alice' });
});
afterEach(() => sandbox.stop());

/** Its hosts are fixed; all that it asks goes through `request`. */
function createOAuth(secret = sandbox.credentials().appSecret) {
  const oauth = new WechatOAuth(sandbox.credentials().appId, secret);
  const request = oauth.request.bind(oauth);
  oauth.request = (url, ...others) => request(url.replace('https://api.weixin.qq.com', sandbox.origin), ...others);
  return {
    authorizeUrl: (scope: string) =>
      oauth.getAuthorizeURL(PAGE, 'a b', scope).replace('https://open.weixin.qq.com', sandbox.origin),
    getAccessToken: promisify(oauth.getAccessToken.bind(oauth)),
    refreshAccessToken: promisify(oauth.refreshAccessToken.bind(oauth)),
    getUser: promisify(oauth.getUser.bind(oauth)),
    verifyToken: promisify(oauth.verifyToken.bind(oauth)),
  };
}

test('a person logs in with wechat-oauth', async () => {
  const oauth = createOAuth();
  const { code, state, url } = await alice.authorize(oauth.authorizeUrl('snsapi_userinfo'));
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1\/login\?from=menu&code=/);
  expect(state).toBe('a b');
  const { data } = await oauth.getAccessToken(code ?? '');
  expect(data).toMatchObject({ openid: alice.openId, scope: 'snsapi_userinfo', expires_in: 7200 });
  expect(await oauth.getUser(alice.openId)).toMatchObject({ openid: alice.openId, nickname: 'Alice' });
  expect(await oauth.verifyToken(alice.openId, data.access_token)).toMatchObject({ errcode: 0 });
  const refreshed = await oauth.refreshAccessToken(data.refresh_token);
  expect(refreshed.data).toMatchObject({ openid: alice.openId, refresh_token: data.refresh_token });
});

test('wechat-oauth is told what is wrong', async () => {
  const oauth = createOAuth();
  const { code = '' } = await alice.authorize(oauth.authorizeUrl('snsapi_base'));
  await expect(createOAuth('wrong').getAccessToken(code)).rejects.toMatchObject({ code: 40125 });
  const { data } = await oauth.getAccessToken(code);
  await expect(oauth.getAccessToken(code)).rejects.toMatchObject({ name: 'WeChatAPIError', code: 40163 });
  await expect(oauth.getAccessToken('unknown')).rejects.toMatchObject({ code: 40029 });
  await expect(oauth.getUser(alice.openId)).rejects.toMatchObject({ code: 48001 });
  await expect(oauth.refreshAccessToken('unknown')).rejects.toMatchObject({ code: 40030 });
  await expect(oauth.verifyToken('nobody', data.access_token)).rejects.toMatchObject({ code: 40003 });
});
