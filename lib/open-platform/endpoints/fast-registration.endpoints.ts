import { post } from '../../api/endpoint.js';

/** Who a mini program is registered for. */
export interface EnterpriseOwner {
  /** As it is in the business register. */
  readonly name: string;
  readonly legal_persona_name: string;
  /** The WeChat id of the legal representative, who has to confirm within 24 hours. */
  readonly legal_persona_wechat: string;
}

export interface RegisterEnterpriseRequest extends EnterpriseOwner {
  readonly action: 'create';
  /** The number of the business in its register. */
  readonly code: string;
  /** 1 unified social credit code, 2 organization code, 3 number of the business licence. */
  readonly code_type: 1 | 2 | 3;
  readonly component_phone?: string | undefined;
}

export interface FindEnterpriseRequest extends EnterpriseOwner {
  readonly action: 'search';
}

export interface RegisterTrialRequest {
  readonly name: string;
  /** Of the person who is to be its administrator. */
  readonly openid: string;
}

export interface TrialTask {
  /** Comes back in the event. */
  readonly unique_id: string;
  /** Where the person agrees. */
  readonly authorize_url: string;
}

export interface RegisterPersonalRequest {
  readonly action: 'create';
  /** The name of the person. */
  readonly idname: string;
  /** The WeChat id of the person. */
  readonly wxuser: string;
  readonly component_phone?: string | undefined;
}

export interface FindPersonalRequest {
  readonly action: 'query';
  readonly taskid: string;
}

export interface PersonalTask {
  readonly taskid: string;
  readonly status: number;
  /** Where the person agrees. */
  readonly authorize_url?: string;
}

/** Mini programs that the platform registers. What becomes of a registration comes as an event. */
export const fastRegistrationEndpoints = {
  /** Registers a mini program of a business. 快速注册企业小程序. 89248 to 89255; the event is `notify_third_fasteregister`. */
  registerEnterprise: post<RegisterEnterpriseRequest, void>('/cgi-bin/component/fastregisterweapp', {
    query: ['action'],
  }),
  /** How the registration for a business stands: its error says so. 查询企业小程序注册任务状态. 89248 to 89255. */
  findEnterprise: post<FindEnterpriseRequest, void>('/cgi-bin/component/fastregisterweapp', {
    query: ['action'],
    repeatable: true,
  }),
  /** Registers a mini program on trial. 注册试用小程序. The event is `notify_third_fastregisterbetaapp`. */
  registerTrial: post<RegisterTrialRequest, TrialTask>('/wxa/component/fastregisterbetaweapp'),
  /** Registers a mini program of a person. 快速注册个人小程序. The event is `notify_third_fasteregister`. */
  registerPersonal: post<RegisterPersonalRequest, PersonalTask>('/wxa/component/fastregisterpersonalweapp', {
    query: ['action'],
  }),
  /** How the registration for a person stands. 查询个人小程序注册任务状态. */
  findPersonal: post<FindPersonalRequest, PersonalTask>('/wxa/component/fastregisterpersonalweapp', {
    query: ['action'],
    repeatable: true,
  }),
};
