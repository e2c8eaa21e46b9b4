import { download, get, post } from '../../endpoint.js';

export interface CommitRequest {
  /** From the templates of the platform. */
  readonly template_id: number | string;
  /** JSON as text: what differs from the template's `ext.json`. */
  readonly ext_json: string;
  readonly user_version: string;
  readonly user_desc: string;
}

export interface Pages {
  readonly page_list: readonly string[];
}

export interface QrcodeRequest {
  /** The page to open, with its query; left out, the first one. */
  readonly path?: string | undefined;
}

export interface TrialVersion {
  /** Seconds since 1970. */
  readonly exp_time: number;
  readonly exp_version: string;
  readonly exp_desc: string;
}

export interface ReleasedVersion {
  /** Seconds since 1970. */
  readonly release_time: number;
  readonly release_version: string;
  readonly release_desc: string;
}

export interface Versions {
  readonly exp_info?: TrialVersion;
  readonly release_info?: ReleasedVersion;
}

export interface SupportVersionRequest {
  readonly appid: string;
}

export interface SetSupportVersionRequest extends SupportVersionRequest {
  /** Of WeChat's library. */
  readonly version: string;
}

export interface SupportVersion {
  readonly now_version: string;
  readonly uv_info: {
    readonly items: readonly { readonly version: string; readonly percentage: number }[];
  };
}

export interface CodePrivacy {
  /** Interfaces that the code uses without permission. */
  readonly without_auth_list: readonly string[];
  /** Interfaces that the code uses and the privacy guide does not mention. */
  readonly without_conf_list: readonly string[];
}

/** The code of a mini program, before it is reviewed. */
export const codeEndpoints = {
  /** Makes a trial version of a template. 上传代码并生成体验版. */
  commit: post<CommitRequest, void>('/wxa/commit', { repeatable: true }),
  /** The pages of the trial version. 获取已上传的代码页面列表. */
  getPages: get<void, Pages>('/wxa/get_page'),
  /** The QR code of the trial version, as JPEG. 获取体验版二维码. */
  getQrcode: download<QrcodeRequest, Response>('/wxa/get_qrcode'),
  /** What is on trial, and what is released. 查询小程序版本信息. */
  getVersions: post<void, Versions>('/wxa/getversioninfo', { repeatable: true }),
  /** The oldest library of WeChat that the mini program runs on, and who has which. 查询各版本用户占比. */
  getSupportVersion: get<SupportVersionRequest, SupportVersion>('/cgi-bin/wxopen/getweappsupportversion'),
  /** Sets the oldest library of WeChat that the mini program runs on. 设置最低基础库版本. */
  setSupportVersion: post<SetSupportVersionRequest, void>('/cgi-bin/wxopen/setweappsupportversion', {
    repeatable: true,
  }),
  /** What was found of private interfaces in the code. 获取隐私接口检测结果. */
  getPrivacy: get<void, CodePrivacy>('/wxa/security/get_code_privacy_info'),
};
