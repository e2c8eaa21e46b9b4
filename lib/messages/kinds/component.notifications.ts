import { list, notice, number, object, optional, text } from './schema.js';

const authorization = notice({
  AuthorizerAppid: text,
  AuthorizationCode: text,
  AuthorizationCodeExpiredTime: number,
  PreAuthCode: text,
});

/** What WeChat tells a third-party platform on its authorization URL, by `InfoType`. Times are seconds. */
export const componentNotifications = {
  /** The ticket that the platform's token is made from. */
  'component.component_verify_ticket': notice({ ComponentVerifyTicket: text }),
  /** An account authorized the platform: exchange the code at once, it can be used once. */
  'component.authorized': authorization,
  /** An account changed the permission sets: exchange the code, the refresh token changes. */
  'component.updateauthorized': authorization,
  /** An account took the authorization back. Ignore one that is older than the last `authorized`. */
  'component.unauthorized': notice({ AuthorizerAppid: text }),
  /** A mini program was registered, by a company or a person. `status` 0 created, else a failure code. */
  'component.notify_third_fasteregister': notice({
    appid: text,
    status: number,
    auth_code: optional(text),
    msg: text,
    info: optional(
      object({
        name: optional(text),
        code: optional(text),
        code_type: optional(number),
        legal_persona_wechat: optional(text),
        legal_persona_name: optional(text),
        component_phone: optional(text),
        wxuser: optional(text),
        idname: optional(text),
      }),
    ),
  }),
  /** A trial mini program was registered. */
  'component.notify_third_fastregisterbetaapp': notice({
    appid: text,
    status: number,
    msg: text,
    info: object({ unique_id: text, name: text }),
  }),
  /** A trial mini program was verified. */
  'component.notify_third_fastverifybetaapp': notice({
    appid: text,
    status: number,
    msg: text,
    info: object({
      name: text,
      code: text,
      code_type: number,
      legal_persona_wechat: text,
      legal_persona_name: text,
      component_phone: text,
    }),
  }),
  /** The face check of an ICP filing finished. */
  'component.notify_icpfiling_verify_result': notice({ task_id: text, verify_appid: text, result: number }),
  /** An ICP filing was reviewed. */
  'component.notify_apply_icpfiling_result': notice({ authorizer_appid: text, beian_status: number }),
  /** The verification of a mini program went on. */
  'component.notify_3rd_wxa_auth': notice({
    appid: text,
    taskid: text,
    task_status: number,
    apply_status: number,
    message: text,
    dispatch_info: optional(object({ provider: text, contact: text, dispatch_time: number })),
  }),
  /** The verification of a mini program expires or expired, at `expired`. */
  'component.notify_3rd_wxa_wxverify': notice({ appid: text, expired: number, message: text }),
  /** Order pages were sent to review, one element per mini program. */
  'component.order_path_apply_result_notify': notice({ list: list(object({ appid: text, ret_code: number })) }),
  /** Order pages were reviewed, one element per mini program. */
  'component.order_path_audit_result_notify': notice({
    list: list(
      object({
        appid: text,
        audit_id: text,
        status: optional(number),
        apply_time: number,
        audit_time: number,
        reason: text,
      }),
    ),
  }),
};
