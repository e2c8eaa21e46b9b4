import { get, post } from '../../endpoint.js';

export interface OrderPage {
  readonly path: string;
  /** Addresses of pictures. */
  readonly img_list?: readonly string[] | undefined;
  /** The address of a video. */
  readonly video?: string | undefined;
  readonly test_account?: string | undefined;
  readonly test_pwd?: string | undefined;
  readonly test_remark?: string | undefined;
}

export interface SetOrderPagesRequest {
  readonly batch_req: OrderPage & { readonly appid_list?: readonly string[] | undefined };
}

export interface OrderPageRequest {
  /** 0 the released version, 1 that in review. */
  readonly info_type: number;
}

export interface OrderPageState {
  readonly msg: OrderPage & {
    readonly status: number;
    /** Seconds since 1970. */
    readonly apply_time: number;
  };
}

/** The page on which people find their orders. */
export const orderPageEndpoints = {
  /** Hands the page of several mini programs in. 申请设置订单页path信息. The event is `order_path_apply_result_notify`. */
  set: post<SetOrderPagesRequest, void>('/wxa/security/applysetorderpathinfo'),
  /** The page, and how its review stands. 获取订单页path信息. */
  get: get<OrderPageRequest, OrderPageState>('/wxa/security/getorderpathinfo'),
};
