import { randomBytes } from 'node:crypto';

/** A refusal as WeChat words it: the status is 200 all the same. */
export type WechatError = {
  readonly errcode: number;
  readonly errmsg: string;
};

const TEXTS: Readonly<Record<number, string>> = {
  [-1]: 'system error',
  40001:
    'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, ' +
    'more details at https://mmbizurl.cn/s/JtxxFh33r',
  40002: 'invalid grant_type',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40097: 'invalid args',
  40125: 'invalid appsecret',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  42001: 'access_token expired',
  43001: 'require GET method',
  43002: 'require POST method',
  44002: 'empty post data',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  47001: 'data format error',
};

/** An error with WeChat's own text unless another is given, and a `rid` unless the text has one. */
export function wechatError(errcode: number, errmsg = TEXTS[errcode] ?? 'error'): WechatError {
  return { errcode, errmsg: errmsg.includes('rid: ') ? errmsg : `${errmsg} rid: ${createRid()}` };
}

/** The first part is the time in seconds, as in those of WeChat. */
function createRid(): string {
  const random = randomBytes(8).toString('hex');
  return [Math.floor(Date.now() / 1000).toString(16), random.slice(0, 8), random.slice(8)].join('-');
}
