import { get, post } from '../../api/endpoint.js';

/** 0 ordinary, 1 standard, which is reviewed before. */
export type TemplateType = 0 | 1;

export interface CodeDraft {
  readonly draft_id: number;
  readonly user_version: string;
  readonly user_desc: string;
  /** Seconds since 1970. */
  readonly create_time: number;
}

export interface CodeDrafts {
  readonly draft_list: readonly CodeDraft[];
}

export interface TemplatesRequest {
  /** Left out, all. */
  readonly template_type?: TemplateType | undefined;
}

export interface TemplateCategory {
  /** A page of the mini program. */
  readonly address?: string;
  readonly tag?: string;
  readonly title?: string;
  readonly first_id: number;
  readonly first_class: string;
  readonly second_id: number;
  readonly second_class: string;
  readonly third_id?: number;
  readonly third_class?: string;
}

export interface CodeTemplate {
  readonly template_id: number;
  readonly template_type: TemplateType;
  readonly draft_id: number;
  readonly user_version: string;
  readonly user_desc: string;
  readonly source_miniprogram_appid: string;
  readonly source_miniprogram: string;
  /** Standard templates only. */
  readonly audit_scene?: number;
  /** Standard templates only. */
  readonly audit_status?: number;
  /** Why a standard template was refused. */
  readonly reason?: string;
  readonly category_list?: readonly TemplateCategory[];
  /** Seconds since 1970. */
  readonly create_time: number;
}

export interface CodeTemplates {
  readonly template_list: readonly CodeTemplate[];
}

export interface AddTemplateRequest {
  readonly draft_id: number;
  readonly template_type?: TemplateType | undefined;
}

export interface DeleteTemplateRequest {
  readonly template_id: number | string;
}

/** Code that the platform's mini programs are made from: drafts that developers upload, and templates made of them. */
export const codeTemplateEndpoints = {
  /** Uploaded drafts. 获取草稿箱列表. */
  listDrafts: get<void, CodeDrafts>('/wxa/gettemplatedraftlist'),
  /** Templates. 获取模板列表. */
  list: get<TemplatesRequest, CodeTemplates>('/wxa/gettemplatelist'),
  /** Makes a template of a draft. 将草稿添加到模板库. 85064 no such draft, 85065 library full. */
  add: post<AddTemplateRequest, void>('/wxa/addtotemplate'),
  /** Deletes a template. 删除代码模板. 85064 no such template. */
  delete: post<DeleteTemplateRequest, void>('/wxa/deletetemplate', { repeatable: true }),
};
