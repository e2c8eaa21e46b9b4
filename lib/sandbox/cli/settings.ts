import type { SandboxCredentials } from '../wechat-sandbox.js';

/** What to put into the environment of an application with this library; `wechatConfig` reads it. */
export function renderEnvironment(origin: string, credentials: SandboxCredentials): string {
  const { appId, appSecret, token, encodingAESKey, mode, dataFormat } = credentials;
  return renderLines([
    ['WECHAT_SANDBOX', origin],
    ['WECHAT_APP_ID', appId],
    ['WECHAT_APP_SECRET', appSecret],
    ['WECHAT_TOKEN', token],
    ['WECHAT_ENCODING_AES_KEY', encodingAESKey],
    ['WECHAT_MODE', encodingAESKey && mode],
    ['WECHAT_DATA_FORMAT', dataFormat === 'xml' ? undefined : dataFormat],
  ]);
}

function renderLines(variables: readonly (readonly [name: string, value: string | undefined])[]): string {
  return variables.map(([name, value]) => (value === undefined ? '' : `${name}=${value}\n`)).join('');
}

/** The same in WeChat's words, for any other library. */
export function renderValues(origin: string, credentials: SandboxCredentials): string {
  const { appId, appSecret, token, encodingAESKey, mode, dataFormat } = credentials;
  const values = {
    'base URL': `${origin} in place of https://api.weixin.qq.com (and of mp. and open.)`,
    AppID: appId,
    AppSecret: appSecret,
    Token: token,
    ...(encodingAESKey !== undefined && { EncodingAESKey: encodingAESKey }),
    mode: `${mode}, ${dataFormat.toUpperCase()}`,
  };
  return Object.entries(values)
    .map(([name, value]) => `  ${name.padEnd(16)}${value}\n`)
    .join('');
}
