import { get, post, upload } from '../../endpoint.js';

/** 1 that of the released version, 2 that of the version under development. */
export type PrivacyVersion = 1 | 2;

/** Who collects data; at least one way to reach them. */
export interface PrivacyOwner {
  readonly contact_email?: string | undefined;
  readonly contact_phone?: string | undefined;
  readonly contact_qq?: string | undefined;
  readonly contact_weixin?: string | undefined;
  /** From `uploadFile`. */
  readonly ext_file_media_id?: string | undefined;
  /** How people are told of changes. */
  readonly notice_method: string;
  /** How long data is kept, as text; left out, as short as need be. */
  readonly store_expire_timestamp?: string | undefined;
}

export interface PrivacyPurpose {
  /** What is collected, such as `UserInfo`. */
  readonly privacy_key: string;
  /** What for. */
  readonly privacy_text: string;
}

export interface SetPrivacyRequest {
  readonly privacy_ver?: PrivacyVersion | undefined;
  readonly owner_setting: PrivacyOwner;
  readonly setting_list?: readonly PrivacyPurpose[] | undefined;
}

export interface PrivacyRequest {
  readonly privacy_ver?: PrivacyVersion | undefined;
}

/** The guide as it stands. */
export interface Privacy {
  readonly code_exist: 0 | 1;
  readonly owner_setting?: Partial<PrivacyOwner>;
  /** What the code collects. */
  readonly privacy_list?: readonly string[];
  readonly setting_list?: readonly (PrivacyPurpose & { readonly privacy_label: string })[];
  readonly privacy_desc?: {
    readonly privacy_desc_list: readonly { readonly privacy_key: string; readonly privacy_desc: string }[];
  };
  /** Seconds since 1970. */
  readonly update_time?: number;
}

export interface UploadedPrivacyFile {
  readonly ext_file_media_id: string;
}

export interface ApplyForInterfaceRequest {
  readonly api_name: string;
  /** What it is needed for. */
  readonly content: string;
  readonly pic_list?: readonly string[] | undefined;
  readonly video_list?: readonly string[] | undefined;
  readonly url_list?: readonly string[] | undefined;
}

export interface AppliedInterface {
  readonly audit_id?: number;
}

export interface PrivateInterface {
  readonly api_name: string;
  readonly api_ch_name: string;
  readonly api_desc: string;
  readonly api_link?: string;
  readonly group_name?: string;
  readonly audit_id?: number;
  readonly status?: number;
  /** Seconds since 1970. */
  readonly apply_time?: number;
  readonly fail_reason?: string;
}

export interface PrivateInterfaces {
  readonly interface_list: readonly PrivateInterface[];
}

/** What a mini program says about personal data, and the interfaces that need permission. */
export const privacyEndpoints = {
  /** Writes the guide. 设置小程序用户隐私保护指引. */
  set: post<SetPrivacyRequest, void>('/cgi-bin/component/setprivacysetting', { repeatable: true }),
  /** Reads the guide. 获取小程序用户隐私保护指引. */
  get: post<PrivacyRequest, Privacy>('/cgi-bin/component/getprivacysetting', { repeatable: true }),
  /** Uploads a text file to go with the guide. 上传小程序用户隐私保护指引文件. */
  uploadFile: upload<unknown, UploadedPrivacyFile>('/cgi-bin/component/uploadprivacyextfile', { part: 'file' }),
  /** Asks for permission to use an interface; the answer comes as `wxa_privacy_apply`. 申请隐私接口. */
  applyForInterface: post<ApplyForInterfaceRequest, AppliedInterface>('/wxa/security/apply_privacy_interface'),
  /** Interfaces that need permission, and where it stands. 获取隐私接口列表. */
  listInterfaces: get<void, PrivateInterfaces>('/wxa/security/get_privacy_interface'),
};
