import WechatAPI from 'co-wechat-api';

/**
 * @param {import('./sdk.js').Account} account
 * @param {string} wechat
 */
export function createApi({ appId, appSecret }, wechat) {
  const api = new WechatAPI(appId, appSecret);
  api.prefix = `${wechat}/cgi-bin/`;
  return api;
}

/** @type {import('./sdk.js').CreateTokenGetter} */
export async function create(account, wechat) {
  const api = createApi(account, wechat);
  return async () => (await api.ensureAccessToken()).accessToken;
}
