import { post } from '../../endpoint.js';

export interface ApplyForPluginRequest {
  readonly action: 'apply';
  readonly plugin_appid: string;
  readonly reason: string;
}

export interface ListPluginsRequest {
  readonly action: 'list';
}

export interface UnbindPluginRequest {
  readonly action: 'unbind';
  readonly plugin_appid: string;
}

export interface UsedPlugin {
  readonly appid: string;
  readonly status: number;
  readonly nickname: string;
  readonly headimgurl: string;
}

export interface UsedPlugins {
  readonly plugin_list: readonly UsedPlugin[];
}

export interface ListApplicationsRequest {
  readonly action: 'dev_apply_list';
  /** From 1. */
  readonly page: number;
  readonly num: number;
}

export interface AcceptApplicationRequest {
  readonly action: 'dev_agree';
  /** Who applied. */
  readonly appid: string;
}

export interface RefuseApplicationRequest {
  readonly action: 'dev_refuse';
  readonly reason: string;
}

export interface DeleteApplicationsRequest {
  readonly action: 'dev_delete';
}

export interface PluginApplication {
  readonly appid: string;
  readonly status: number;
  readonly nickname: string;
  readonly headimgurl: string;
  readonly categories: readonly { readonly first: string; readonly second?: string }[];
  readonly apply_url: string;
  readonly reason: string;
  /** As text. */
  readonly create_time: string;
}

export interface PluginApplications {
  readonly apply_list: readonly PluginApplication[];
}

/** Plugins that a mini program uses, and those who use a plugin of its own. */
export const pluginEndpoints = {
  /** Asks to use a plugin. 申请使用插件. 89236 not to be had, 89237 added already, 89238 too many, 89239 no such plugin. */
  apply: post<ApplyForPluginRequest, void>('/wxa/plugin'),
  /** Plugins that are used or asked for. 查询已添加的插件. */
  list: post<ListPluginsRequest, UsedPlugins>('/wxa/plugin', { repeatable: true }),
  /** Gives a plugin up. 删除已添加的插件. */
  unbind: post<UnbindPluginRequest, void>('/wxa/plugin', { repeatable: true }),
  /** Those who use the plugin or ask to. 获取当前所有插件使用方. */
  listApplications: post<ListApplicationsRequest, PluginApplications>('/wxa/devplugin', { repeatable: true }),
  /** Lets somebody use the plugin. 修改插件使用申请的状态. 89240 not waiting, 89242 has not asked. */
  accept: post<AcceptApplicationRequest, void>('/wxa/devplugin', { repeatable: true }),
  /** Refuses those who ask. 修改插件使用申请的状态. 89240 nobody is waiting. */
  refuse: post<RefuseApplicationRequest, void>('/wxa/devplugin'),
  /** Deletes those who were refused. 修改插件使用申请的状态. 89241 and 89243 there are none. */
  deleteRefused: post<DeleteApplicationsRequest, void>('/wxa/devplugin', { repeatable: true }),
};
