import { notice, optional, text } from './schema.js';

/**
 * What people changed about the data they gave. The platform is in `FromUserName`, the person in `OpenID`. These events
 * carry duties of privacy.
 */
export const authorizationEvents = {
  /** The platform cleaned a profile: fetch it again or delete it. Goes to accounts authorized in the last 30 days. */
  'event.user_info_modified': notice({ OpenID: text, AppID: text, UnionID: optional(text) }),
  /**
   * Somebody took back an authorization. `RevokeInfo` of a service account's web pages: 201 address, 202 invoice,
   * 203 card, 204 microphone, 205 nickname and avatar, 206 location, 207 chosen pictures or videos. 301 everything
   * (mobile and website apps). Of a mini program: 1 number plate, 2 address, 3 invoice, 4 bluetooth, 5 microphone,
   * 6 nickname and avatar, 7 camera, 8 phone, 12 steps, 13 location, 14 pictures, 15 files, 16 mail,
   * 18 chosen location, 19 nickname input, 20 avatar component.
   */
  'event.user_authorization_revoke': notice({
    OpenID: text,
    AppID: text,
    UnionID: optional(text),
    RevokeInfo: text,
    PluginID: optional(text),
    OpenPID: optional(text),
  }),
  /** Somebody deleted the WeChat account: erase personal data. */
  'event.user_authorization_cancellation': notice({
    OpenID: text,
    AppID: text,
    UnionID: optional(text),
    RevokeInfo: optional(text),
  }),
};
