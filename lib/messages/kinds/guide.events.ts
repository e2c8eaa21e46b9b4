import { conversation, notice, number, object, optional, text } from './schema.js';

/** Shopping guides. Two of the kinds have fields that no document names: read them from the raw tree. */
export const guideEvents = {
  /** Somebody scanned the code of a guide. `action` (unconfirmed): 1 scan, 2 follow. */
  'event.guide_qrcode_scan_event': conversation({
    GuideScanEvent: object({
      qrcode_guide_account: text,
      qrcode_guide_openid: optional(text),
      openid: text,
      action: number,
      qrcode_info: optional(text),
    }),
  }),
  /** A guide answered an invitation. */
  'event.guide_invite_result_event': notice({}),
  /** A guide got a buyer. */
  'event.add_guide_buyer_relation_event': notice({}),
};
