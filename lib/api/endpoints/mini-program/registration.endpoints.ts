import { post } from '../../endpoint.js';

export interface FastRegisterRequest {
  /** From the page on which the account's administrator agreed. */
  readonly ticket: string;
}

/** A new mini program. */
export interface RegisteredMiniProgram {
  readonly appid: string;
  /** For the platform that registered it. */
  readonly authorization_code: string;
  readonly is_wx_verify_succ: boolean;
  /** Whether it is linked with the official account. */
  readonly is_link_succ: boolean;
}

export interface RebindAdminRequest {
  /** From the page on which the new administrator agreed. */
  readonly taskid: string;
}

export interface VerifyTrialRequest {
  readonly verify_info: {
    /** As it is in the business register. */
    readonly enterprise_name: string;
    /** The number of the business in its register. */
    readonly code: string;
    /** 1 unified social credit code, 2 organization code, 3 number of the business licence. */
    readonly code_type: 1 | 2 | 3;
    readonly legal_persona_name: string;
    /** The WeChat id of the legal representative, who has to confirm. */
    readonly legal_persona_wechat: string;
    readonly legal_persona_idcard: string;
    readonly component_phone: string;
  };
}

export interface RenameTrialRequest {
  readonly name: string;
}

/** How an account comes to a mini program, and a trial to an owner. */
export const registrationEndpoints = {
  /** Registers a mini program for the owner of an official account, whose token it takes. 复用公众号主体快速注册小程序. */
  register: post<FastRegisterRequest, RegisteredMiniProgram>('/cgi-bin/account/fastregister'),
  /** Gives a mini program that was registered so another administrator. 换绑小程序管理员. */
  rebindAdmin: post<RebindAdminRequest, void>('/cgi-bin/account/componentrebindadmin'),
  /** Makes a trial a mini program of a business. 试用小程序快速认证. The event is `notify_third_fastverifybetaapp`. */
  verifyTrial: post<VerifyTrialRequest, void>('/wxa/verifybetaweapp'),
  /** Renames a trial. 修改试用小程序名称. */
  renameTrial: post<RenameTrialRequest, void>('/wxa/setbetaweappnickname', { repeatable: true }),
};
