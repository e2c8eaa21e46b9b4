import type { SandboxAccount } from '../account/sandbox-account.js';
import { sleep } from '../clock.js';
import type { World } from '../world.js';
import type { PushFields } from './push-codec.js';

/**
 * Tells an account what became of a call: an event that comes after the call's answer, and whose reply nobody reads.
 *
 * @param openId whom it is about
 * @param event `Event`, as WeChat spells it
 * @param fields its own fields
 */
export function pushNotice(
  world: World,
  account: SandboxAccount,
  openId: string,
  event: string,
  fields: PushFields,
): void {
  void sleep(0).then(() => {
    const head = {
      ToUserName: account.originalId,
      FromUserName: openId,
      CreateTime: world.clock.seconds(),
      MsgType: 'event',
      Event: event,
    };
    const push = {
      kind: `event.${event}`,
      fields: { ...head, ...fields },
      openId,
      isMessage: false,
      takesReply: false,
    };
    return world.pusher.push(account, push);
  });
}
