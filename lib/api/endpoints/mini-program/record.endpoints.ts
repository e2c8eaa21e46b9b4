import { post } from '../../endpoint.js';

export interface IllegalRecordsRequest {
  /** Seconds since 1970. */
  readonly start_time?: number | undefined;
  /** Seconds since 1970. */
  readonly end_time?: number | undefined;
}

export interface IllegalRecord {
  readonly illegal_record_id: string;
  readonly illegal_reason: string;
  readonly illegal_content: string;
  readonly rule_name: string;
  readonly rule_url: string;
  /** Seconds since 1970. */
  readonly create_time: number;
}

export interface IllegalRecords {
  readonly records: readonly IllegalRecord[];
}

export interface AppealRecordsRequest {
  readonly illegal_record_id: string;
}

export interface AppealMaterial {
  readonly illegal_material?: { readonly content: string; readonly content_url: string };
  readonly appeal_material?: { readonly reason: string; readonly proof_material_ids: readonly string[] };
}

export interface AppealRecord {
  readonly appeal_record_id: number;
  readonly appeal_count: number;
  readonly appeal_from: number;
  readonly appeal_status: number;
  readonly materials?: readonly AppealMaterial[];
  readonly punish_description?: string;
  readonly audit_reason?: string;
  /** Seconds since 1970. */
  readonly appeal_time: number;
}

export interface AppealRecords {
  readonly records: readonly AppealRecord[];
}

/** Breaches of WeChat's rules, and appeals. They also come as `wxa_illegal_record` and `wxa_appeal_record`. */
export const recordEndpoints = {
  /** Breaches. 获取小程序违规处罚记录. */
  listIllegal: post<IllegalRecordsRequest, IllegalRecords>('/wxa/getillegalrecords', { repeatable: true }),
  /** Appeals against one. 获取小程序申诉记录. */
  listAppeals: post<AppealRecordsRequest, AppealRecords>('/wxa/getappealrecords', { repeatable: true }),
};
