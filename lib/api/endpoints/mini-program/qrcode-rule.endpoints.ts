import { post } from '../../endpoint.js';

export interface QrcodeRuleRequest {
  /** What the addresses of the codes begin with. */
  readonly prefix: string;
  /** Mini programs that the rules of an official account lead to. */
  readonly appid?: string | undefined;
}

export interface SetQrcodeRuleRequest extends QrcodeRuleRequest {
  /** The page to open. */
  readonly path: string;
  /** 0 a new rule, 1 an existing one. */
  readonly is_edit: 0 | 1;
  /** 1 others may have longer prefixes, 2 they may not. */
  readonly permit_sub_rule?: number | undefined;
  readonly state?: number | undefined;
  /** Which version opens in a test: 1 that of developers, 2 the trial, 3 the released one. */
  readonly open_version?: number | undefined;
  /** Addresses to test with, up to 5. */
  readonly debug_url?: readonly string[] | undefined;
}

export interface QrcodeRulesRequest {
  readonly appid?: string | undefined;
  /** 0 all, 1 those of `prefix_list`, 2 page by page. */
  readonly get_type?: number | undefined;
  readonly prefix_list?: readonly string[] | undefined;
  /** From 1. */
  readonly page_num?: number | undefined;
  readonly page_size?: number | undefined;
}

export interface QrcodeRule {
  readonly prefix: string;
  readonly permit_sub_rule?: number;
  /** 1 not published, 2 published. */
  readonly state: number;
  readonly path: string;
  readonly open_version?: number;
  readonly debug_url?: readonly string[];
}

export interface QrcodeRules {
  readonly list_size: number;
  readonly rule_list: readonly QrcodeRule[];
  /** How many may be published this month. */
  readonly qrcodejump_pub_quota: number;
  readonly qrcodejump_open: 0 | 1;
}

export interface QrcodeConfirmFile {
  /** The file has to be in the folder that the addresses begin with. */
  readonly file_name: string;
  readonly file_content: string;
}

export interface PublishQrcodeRuleRequest {
  readonly prefix: string;
}

/** Ordinary QR codes, which say an address, that open a mini program. */
export const qrcodeRuleEndpoints = {
  /** Adds a rule or changes one. 增加或修改二维码规则. */
  set: post<SetQrcodeRuleRequest, void>('/cgi-bin/wxopen/qrcodejumpadd'),
  /** The rules. 获取已设置的二维码规则. */
  list: post<QrcodeRulesRequest, QrcodeRules>('/cgi-bin/wxopen/qrcodejumpget', { repeatable: true }),
  /** The file that proves that the addresses are the mini program's. 获取校验文件名称及内容. */
  getConfirmFile: post<void, QrcodeConfirmFile>('/cgi-bin/wxopen/qrcodejumpdownload', { repeatable: true }),
  /** Deletes a rule. 删除已设置的二维码规则. */
  delete: post<QrcodeRuleRequest, void>('/cgi-bin/wxopen/qrcodejumpdelete', { repeatable: true }),
  /** Publishes a rule. 发布已设置的二维码规则. */
  publish: post<PublishQrcodeRuleRequest, void>('/cgi-bin/wxopen/qrcodejumppublish'),
};
