import { WechatNetworkError } from '../wechat.errors.js';
import type { OAuthProfile } from './oauth.types.js';

/** Which answer is read. */
export interface AnswerSource {
  readonly path: string;
  readonly appId: string;
}

/** What WeChat gave for a code, or for a refresh token. */
export interface OAuthGrant {
  readonly openId: string;
  readonly unionId: string | undefined;
  readonly scope: readonly string[];
  readonly isSnapshotUser: boolean;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInMs: number;
}

/** What WeChat gave for a code of `wx.login()`. */
export interface MiniProgramLogin {
  readonly openId: string;
  readonly unionId: string | undefined;
  readonly sessionKey: string;
}

/** An answer as it came: nothing about it is believed. */
type Answer = Readonly<Record<string, unknown>>;

/** @throws WechatNetworkError where the answer is none */
export function readGrant(answer: Answer, source: AnswerSource): OAuthGrant {
  const seconds = answer['expires_in'];
  const expiresInMs = typeof seconds === 'number' || typeof seconds === 'string' ? Number(seconds) * 1000 : 0;
  if (!(expiresInMs > 0)) throw unusable(source);
  return {
    openId: required(answer['openid'], source),
    unionId: text(answer['unionid']),
    scope: required(answer['scope'], source).split(',').filter(Boolean),
    isSnapshotUser: Number(answer['is_snapshotuser']) === 1,
    accessToken: required(answer['access_token'], source),
    refreshToken: required(answer['refresh_token'], source),
    expiresInMs,
  };
}

/** @throws WechatNetworkError where the answer is none */
export function readLogin(answer: Answer, source: AnswerSource): MiniProgramLogin {
  return {
    openId: required(answer['openid'], source),
    unionId: text(answer['unionid']),
    sessionKey: required(answer['session_key'], source),
  };
}

/** @throws WechatNetworkError where the answer is none */
export function readProfile(answer: Answer, source: AnswerSource): Omit<OAuthProfile, 'isSnapshotUser'> {
  const { nickname, headimgurl, sex, province, city, country, privilege } = answer;
  return {
    openId: required(answer['openid'], source),
    unionId: text(answer['unionid']),
    nickname: text(nickname) ?? '',
    headImgUrl: text(headimgurl) ?? '',
    sex: Number(sex) || 0,
    province: text(province) ?? '',
    city: text(city) ?? '',
    country: text(country) ?? '',
    privilege: Array.isArray(privilege) ? privilege.filter(item => typeof item === 'string') : [],
  };
}

function required(value: unknown, source: AnswerSource): string {
  const found = text(value);
  if (found === undefined) throw unusable(source);
  return found;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function unusable({ path, appId }: AnswerSource): WechatNetworkError {
  return new WechatNetworkError(`${path} of ${appId} answered with nothing that can be used.`, path);
}
