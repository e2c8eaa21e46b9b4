import { get, post } from '../../endpoint.js';

export interface RevertRequest {
  /** From `listVersions`; left out, the one before. */
  readonly app_version?: number | undefined;
}

export interface VersionHistoryRequest {
  readonly action: 'get_history_version';
}

export interface PastVersion {
  readonly app_version: number;
  readonly user_version: string;
  readonly user_desc: string;
  /** Seconds since 1970. */
  readonly commit_time: number;
}

export interface VersionHistory {
  readonly version_list?: readonly PastVersion[];
}

export interface StagedReleaseRequest {
  /** 1 to 100, and never less than before. */
  readonly gray_percentage: number;
  /** Whether the developers have it first. The field is spelt so. */
  readonly support_debuger_first?: boolean | undefined;
  /** Whether the testers have it first. */
  readonly support_experiencer_first?: boolean | undefined;
}

export interface StagedRelease {
  readonly gray_release_plan: {
    readonly status: number;
    readonly gray_percentage: number;
    /** Seconds since 1970. */
    readonly create_timestamp: number;
    readonly support_debuger_first?: boolean;
    readonly support_experiencer_first?: boolean;
  };
}

export interface SetVisitStatusRequest {
  /** `close` makes the released mini program unavailable. */
  readonly action: 'open' | 'close';
}

export interface VisitStatus {
  /** 0 paused, 1 open. */
  readonly status: 0 | 1;
}

/** What the public sees of a mini program. */
export const releaseEndpoints = {
  /** Releases the version that passed its review. 发布已通过审核的小程序. 85019 nothing in review, 85020 not passed. */
  release: post<void, void>('/wxa/release'),
  /** Goes back to a version before. 小程序版本回退. 87011 not during a staged release, 87012 not to this one. */
  revert: get<RevertRequest, void>('/wxa/revertcoderelease', { repeatable: false }),
  /** Versions to go back to. 获取可回退的小程序版本. */
  listVersions: get<VersionHistoryRequest, VersionHistory>('/wxa/revertcoderelease'),
  /** Releases to some of the public first, or to more of it. 分阶段发布. */
  stage: post<StagedReleaseRequest, void>('/wxa/grayrelease', { repeatable: true }),
  /** How far a staged release is. 获取分阶段发布详情. */
  getStage: get<void, StagedRelease>('/wxa/getgrayreleaseplan'),
  /** Takes a staged release back. 取消分阶段发布. */
  cancelStage: get<void, void>('/wxa/revertgrayrelease'),
  /** Makes the mini program available, or not. 设置小程序服务状态. */
  setVisitStatus: post<SetVisitStatusRequest, void>('/wxa/change_visitstatus', { repeatable: true }),
  /** Whether the mini program is available. 查询小程序服务状态. */
  getVisitStatus: post<void, VisitStatus>('/wxa/getvisitstatus', { repeatable: true }),
};
