import { post } from '../../endpoint.js';

export interface ReadDataFetch {
  readonly action: 'get';
}

/** Data that WeChat fetches when the mini program starts. */
export interface SetPrefetch {
  readonly action: 'set_pre_fetch';
  readonly is_pre_fetch_open: boolean;
  readonly pre_fetch_type?: number | undefined;
  readonly pre_fetch_url?: string | undefined;
  readonly pre_env?: string | undefined;
  readonly pre_function_name?: string | undefined;
}

/** Data that WeChat fetches from time to time. */
export interface SetPeriodicFetch {
  readonly action: 'set_period_fetch';
  readonly is_period_fetch_open: boolean;
  readonly period_fetch_type?: number | undefined;
  readonly period_fetch_url?: string | undefined;
  readonly period_env?: string | undefined;
  readonly period_function_name?: string | undefined;
}

export interface DataFetch {
  readonly is_pre_fetch_open?: boolean;
  readonly pre_fetch_type?: number;
  readonly pre_fetch_url?: string;
  readonly pre_env?: string;
  readonly pre_function_name?: string;
  readonly is_period_fetch_open?: boolean;
  readonly period_fetch_type?: number;
  readonly period_fetch_url?: string;
  readonly period_env?: string;
  readonly period_function_name?: string;
}

/** Data that WeChat fetches for a mini program before it is asked for. */
export const dataFetchEndpoints = {
  /** Reads or sets what is fetched. 设置数据预拉取和数据周期性更新. */
  configure: post<ReadDataFetch | SetPrefetch | SetPeriodicFetch, DataFetch>('/wxa/fetchdatasetting', {
    repeatable: true,
  }),
};
