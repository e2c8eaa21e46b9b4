import { list, notice, number, object, optional, text } from './schema.js';

const material = object({
  illegal_material: object({ content: text, content_url: text }),
  appeal_material: object({ reason: text, proof_material_id: list(text) }),
});
const finding = object({ strategy: text, errcode: number, suggest: text, label: number, prob: number });

/** Reviews of mini programs, pushed to the message URL. Times are seconds. */
export const miniProgramEvents = {
  /** A version passed review. */
  'event.weapp_audit_success': notice({ SuccTime: number }),
  /** A version failed review. `ScreenShot` has media ids, joined with `|`. */
  'event.weapp_audit_fail': notice({ FailTime: number, Reason: text, ScreenShot: text }),
  /** The review of a version takes longer. */
  'event.weapp_audit_delay': notice({ DelayTime: number, Reason: text }),
  /** A name was reviewed. `ret` (unconfirmed): 2 refused, 3 passed. */
  'event.wxa_nickname_audit': notice({ nickname: text, ret: number, reason: text }),
  /** A category was reviewed. `first` and `second` are ids of categories. */
  'event.wxa_category_audit': notice({ first: text, second: text, ret: number, reason: text }),
  /** The use of an interface that needs privacy was reviewed. */
  'event.wxa_privacy_apply': notice({
    result_info: object({
      api_name: text,
      apply_time: number,
      audit_id: text,
      audit_time: number,
      reason: text,
      status: number,
    }),
  }),
  /** A violation was recorded. */
  'event.wxa_illegal_record': notice({
    appid: text,
    illegal_record_id: text,
    create_time: number,
    illegal_reason: text,
    illegal_content: text,
    rule_url: text,
    rule_name: text,
  }),
  /** An appeal was made, or its status changed. */
  'event.wxa_appeal_record': notice({
    appid: text,
    appeal_record_id: text,
    appeal_time: number,
    appeal_count: number,
    appeal_from: number,
    appeal_status: number,
    audit_time: optional(number),
    audit_reason: optional(text),
    punish_description: text,
    material: list(material),
  }),
  /** A mini program was punished. `detail` is JSON; its shape depends on `event_type`. */
  'event.wxa_punish_event': notice({
    punish_id: text,
    appid: text,
    punish_time: number,
    illegal_reason: text,
    illegal_content: text,
    rule_name: text,
    rule_url: text,
    adjust_guide_url: text,
    event_type: number,
    detail: text,
  }),
  /** A picture or sound was checked. Version 1 has `isrisky`, `extra_info_json`, `status_code` instead of results. */
  'event.wxa_media_check': notice({
    appid: text,
    trace_id: text,
    version: text,
    result: optional(object({ suggest: text, label: number })),
    detail: list(finding),
    isrisky: optional(number),
    extra_info_json: optional(text),
    status_code: optional(number),
  }),
  /** The fee of a verification was paid. */
  'event.wx_verify_pay_succ': notice({}),
  /** A verification was given to a reviewer. */
  'event.wx_verify_dispatch': notice({}),
};
