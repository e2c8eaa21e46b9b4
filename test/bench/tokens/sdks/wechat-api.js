import { promisify } from 'node:util';
import WechatAPI from 'wechat-api';

/** @type {import('./sdk.js').CreateTokenGetter} */
export async function create({ appId, appSecret }, wechat) {
  const api = new WechatAPI(appId, appSecret);
  api.endpoint = wechat;
  const getLatestToken = promisify(api.getLatestToken.bind(api));
  return async () => (await getLatestToken()).accessToken;
}
