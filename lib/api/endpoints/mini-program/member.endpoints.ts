import { post } from '../../endpoint.js';

export interface BindTesterRequest {
  readonly wechatid: string;
}

export interface Tester {
  /** What the person is called from now on. */
  readonly userstr: string;
}

/** By either name. */
export type UnbindTesterRequest =
  | { readonly wechatid: string; readonly userstr?: undefined }
  | { readonly userstr: string; readonly wechatid?: undefined };

export interface ListTestersRequest {
  readonly action: 'get_experiencer';
}

export interface Testers {
  readonly members: readonly Tester[];
}

/** People who may open the trial version. */
export const memberEndpoints = {
  /** Adds a tester. 绑定体验者. */
  bindTester: post<BindTesterRequest, Tester>('/wxa/bind_tester', { repeatable: true }),
  /** Removes a tester. 解除绑定体验者. */
  unbindTester: post<UnbindTesterRequest, void>('/wxa/unbind_tester', { repeatable: true }),
  /** The testers. 获取体验者列表. */
  listTesters: post<ListTestersRequest, Testers>('/wxa/memberauth', { repeatable: true }),
};
