import { notice, text } from './schema.js';

/** Sessions with a human agent. `KfAccount` is the full account name, `name@wechatid`. */
export const customerServiceEvents = {
  /** An agent took a session. */
  'event.kf_create_session': notice({ KfAccount: text }),
  /** A session ended. */
  'event.kf_close_session': notice({ KfAccount: text }),
  /** A session moved from one agent to another. */
  'event.kf_switch_session': notice({ FromKfAccount: text, ToKfAccount: text }),
  /** Somebody opened the customer service view of a mini program: 2 messages can be sent within 1 minute. */
  'event.user_enter_tempsession': notice({ SessionFrom: text }),
};
