import { createRequire } from 'node:module';
import type { RequestHandler } from 'express';

const require = createRequire(import.meta.url);

/** A message, as `wechat` hands it to a handler: every field is a text. */
export interface WechatRequest {
  readonly weixin: Readonly<Record<string, string>>;
}

export interface WechatResponse {
  reply(content: unknown): void;
  transfer2CustomerService(): void;
}

/** What is used of wechat 2.1.0, which has no types. */
export type Wechat = (
  config: string | { readonly token: string; readonly appid: string; readonly encodingAESKey?: string | undefined },
  handle: (request: WechatRequest, response: WechatResponse) => void,
) => RequestHandler;

/** What is used of co-wechat-api 3.11.0, which has no types. */
export interface CoWechatApi {
  prefix: string;
  mpPrefix: string;
  ensureAccessToken(): Promise<{ readonly accessToken: string }>;
  getLatestTicket(): Promise<{ readonly ticket: string }>;
  getFollowers(): Promise<{ readonly total: number; readonly data: { readonly openid: readonly string[] } }>;
  getUser(openId: string): Promise<{ readonly subscribe: number; readonly remark: string }>;
  updateRemark(openId: string, remark: string): Promise<unknown>;
  createMenu(menu: unknown): Promise<unknown>;
  getMenu(): Promise<{ readonly menu: unknown }>;
  sendText(openId: string, text: string): Promise<unknown>;
  sendImage(openId: string, mediaId: string): Promise<unknown>;
  createTmpQRCode(scene: number | string, seconds: number): Promise<{ readonly ticket: string }>;
  showQRCodeURL(ticket: string): string;
  uploadMedia(path: string, type: string): Promise<{ readonly type: string; readonly media_id: string }>;
  getMedia(mediaId: string): Promise<Buffer>;
}

type Callback<Result> = (error: Error | null, result: Result) => void;

export interface OAuthToken {
  readonly data: {
    readonly access_token: string;
    readonly refresh_token: string;
    readonly openid: string;
    readonly scope: string;
    readonly expires_in: number;
  };
}

/** What is used of wechat-oauth 1.5.0, which has no types. */
export interface WechatOAuth {
  request(url: string, options: unknown, callback: unknown): void;
  getAuthorizeURL(redirect: string, state: string, scope: string): string;
  getAccessToken(code: string, callback: Callback<OAuthToken>): void;
  refreshAccessToken(refreshToken: string, callback: Callback<OAuthToken>): void;
  getUser(openId: string, callback: Callback<{ readonly openid: string; readonly nickname: string }>): void;
  verifyToken(openId: string, accessToken: string, callback: Callback<{ readonly errcode: number }>): void;
}

type AppIdAndSecret = [appId: string, secret: string];

export const wechat = require('wechat') as Wechat;
export const CoWechatApi = require('co-wechat-api') as new (...account: AppIdAndSecret) => CoWechatApi;
export const WechatOAuth = require('wechat-oauth') as new (...account: AppIdAndSecret) => WechatOAuth;
