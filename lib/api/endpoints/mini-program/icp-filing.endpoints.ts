import { get, post, upload } from '../../endpoint.js';
import type { FiledIcpOrder, IcpApplet, IcpMaterials, IcpSubject } from './icp-order.js';

export interface IcpVerifyTask {
  readonly task_id: string;
}

export interface IcpVerifyState {
  readonly is_finish: boolean;
  readonly face_status: number;
}

export interface UploadIcpMediaRequest {
  readonly type: 'image' | 'video';
  /** For pictures of certificates: their kind. */
  readonly certificate_type?: number | undefined;
  /** The field that it is for, such as `icp_subject.base_info.certificate_photo`. */
  readonly icp_order_field: string;
}

export interface UploadedIcpMedia {
  readonly type: string;
  readonly media_id: string;
  /** Seconds since 1970. */
  readonly create_at: number;
}

export interface ApplyIcpFilingRequest {
  readonly icp_subject: IcpSubject;
  readonly icp_applets: IcpApplet;
  readonly icp_materials: IcpMaterials;
}

export interface IcpHint {
  readonly errcode: number;
  readonly errmsg?: string;
  /** The field that is wrong. */
  readonly err_field: string;
}

export interface IcpApplication {
  readonly hints?: readonly IcpHint[];
}

export interface CancelIcpFilingRequest {
  readonly cancel_type: number;
}

export interface IcpEntrance {
  readonly info: {
    readonly status: number;
    readonly is_canceling: boolean;
    /** Why it was refused. */
    readonly audit_data?: readonly { readonly key_name: string; readonly error: string; readonly suggest?: string }[];
  };
}

/** The filing that mini programs in mainland China need. The event is `notify_apply_icpfiling_result`. */
export const icpFilingEndpoints = {
  /** Asks the administrator to show the face. 发起小程序管理员人脸核身. The event is `notify_icpfiling_verify_result`. */
  createVerifyTask: post<void, IcpVerifyTask>('/wxa/icp/create_icp_verifytask'),
  /** Whether the face was shown. 查询人脸核身任务状态. */
  getVerifyTask: post<IcpVerifyTask, IcpVerifyState>('/wxa/icp/query_icp_verifytask', { repeatable: true }),
  /** Uploads a picture or a video. 上传小程序备案媒体材料. */
  uploadMedia: upload<UploadIcpMediaRequest, UploadedIcpMedia>('/wxa/icp/upload_icp_media'),
  /** Hands the filing in. 申请小程序备案. */
  apply: post<ApplyIcpFilingRequest, IcpApplication>('/wxa/icp/apply_icp_filing'),
  /** Takes it back before it is done. 撤回小程序备案申请. */
  withdraw: post<void, void>('/wxa/icp/cancel_apply_icp_filing'),
  /** Gives a filing up that was done. 注销小程序备案. */
  cancel: post<CancelIcpFilingRequest, void>('/wxa/icp/cancel_icp_filing'),
  /** How the filing stands. 获取小程序备案状态及驳回原因. */
  getState: get<void, IcpEntrance>('/wxa/icp/get_icp_entrance_info'),
  /** What was filed. 获取小程序已备案详情. */
  getOrder: get<void, FiledIcpOrder>('/wxa/icp/get_online_icp_order'),
};
