import { get, post, upload } from '../../endpoint.js';

/** A category that a page may be reviewed under. */
export interface ReviewCategory {
  readonly first_id: number;
  readonly first_class: string;
  readonly second_id: number;
  readonly second_class: string;
  readonly third_id?: number;
  readonly third_class?: string;
}

export interface ReviewCategories {
  readonly category_list: readonly ReviewCategory[];
}

export interface UploadedReviewMedia {
  readonly type: string;
  /** For `preview_info`. The field has no underscore here. */
  readonly mediaid: string;
}

export interface ReviewedPage {
  readonly address?: string | undefined;
  readonly title?: string | undefined;
  /** Up to 10, with spaces between them. */
  readonly tag?: string | undefined;
  readonly first_id?: number | undefined;
  readonly first_class?: string | undefined;
  readonly second_id?: number | undefined;
  readonly second_class?: string | undefined;
  readonly third_id?: number | undefined;
  readonly third_class?: string | undefined;
}

/** What a mini program does about what its users publish. */
export interface UserContentDeclaration {
  readonly scene?: readonly number[] | undefined;
  readonly other_scene_desc?: string | undefined;
  readonly method?: readonly number[] | undefined;
  readonly has_audit_team?: 0 | 1 | undefined;
  readonly audit_desc?: string | undefined;
}

export interface SubmitReviewRequest {
  /** Up to 5. */
  readonly item_list: readonly ReviewedPage[];
  readonly preview_info?:
    | {
        readonly video_id_list?: readonly string[] | undefined;
        readonly pic_id_list?: readonly string[] | undefined;
      }
    | undefined;
  readonly version_desc?: string | undefined;
  readonly feedback_info?: string | undefined;
  /** `media_id`s, with `|` between them. */
  readonly feedback_stuff?: string | undefined;
  readonly ugc_declare?: UserContentDeclaration | undefined;
  /** Says that private interfaces which were found in the code are not used. */
  readonly privacy_api_not_use?: boolean | undefined;
  readonly order_path?: string | undefined;
}

export interface ReviewRequest {
  readonly auditid: number;
}

/** 0 passed, 1 refused, 2 in review, 3 withdrawn, 4 delayed. */
export type ReviewStatus = 0 | 1 | 2 | 3 | 4;

export interface Review {
  readonly status: ReviewStatus;
  /** Why it was refused or is delayed. */
  readonly reason?: string;
  /** `media_id`s, with `|` between them. */
  readonly screenshot?: string;
}

export interface LatestReview {
  readonly auditid: number;
  readonly status: ReviewStatus;
  /** Why it was refused or is delayed. */
  readonly reason?: string;
  /** `media_id`s, with `|` between them. Here with capital letters. */
  readonly ScreenShot?: string;
}

export interface ReviewQuota {
  /** Reviews left this month. */
  readonly rest: number;
  readonly limit: number;
  /** Hurried reviews left this month. */
  readonly speedup_rest: number;
  readonly speedup_limit: number;
}

/** Reviews of code by WeChat. What becomes of them comes as `weapp_audit_success`, `…_fail` or `…_delay`. */
export const reviewEndpoints = {
  /** Categories that pages may be reviewed under. 获取审核时可填写的类目信息. */
  getCategories: get<void, ReviewCategories>('/wxa/get_category'),
  /** Uploads a picture or a video for the reviewers. 上传提审素材. */
  uploadMedia: upload<unknown, UploadedReviewMedia>('/wxa/uploadmedia'),
  /** Hands the trial version in. 提交代码审核. 85085 too many reviews pending. */
  submit: post<SubmitReviewRequest, ReviewRequest>('/wxa/submit_audit'),
  /** How a review stands. 查询审核单状态. */
  get: post<ReviewRequest, Review>('/wxa/get_auditstatus', { repeatable: true }),
  /** How the newest review stands. 查询最新一次审核单状态. */
  getLatest: get<void, LatestReview>('/wxa/get_latest_auditstatus'),
  /** Takes the code back, once a day and 10 times a month. 撤回代码审核. 87013 not again today or this month. */
  withdraw: get<void, void>('/wxa/undocodeaudit', { repeatable: false }),
  /** How many reviews the platform has left. 查询服务商审核额度. */
  getQuota: get<void, ReviewQuota>('/wxa/queryquota'),
  /** Hurries a review. 加急代码审核. 89405 none left. */
  speedUp: post<ReviewRequest, void>('/wxa/speedupaudit'),
};
