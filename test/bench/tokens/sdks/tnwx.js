import tnwx from 'tnwx';

const { AccessTokenApi, ApiConfig, ApiConfigKit } = tnwx;
const WECHAT = 'https://api.weixin.qq.com';

/** @type {import('./sdk.js').CreateTokenGetter} */
export async function create({ appId, appSecret }, wechat) {
  ApiConfigKit.putApiConfig(new ApiConfig(appId, appSecret));
  AccessTokenApi.url = AccessTokenApi.url.replace(WECHAT, wechat);
  return async () => (await AccessTokenApi.getAccessToken()).getAccessToken;
}
