import type { SandboxAccount } from '../account/sandbox-account.js';
import type { SandboxClock } from '../clock.js';
import type { Delivery } from '../delivery/delivery.js';
import type { PushFields } from '../delivery/push-codec.js';
import type { Pusher } from '../delivery/pusher.js';
import { SandboxError } from '../sandbox.error.js';
import type { Contact } from './contact.js';
import type { PhoneContent, PhoneMessage } from './phone-message.js';
import type { WindowTrigger } from './reply-window.js';

/** How an event behaves. */
export interface EventRules {
  /** Whether a reply to it reaches the person, as the protocol's column "reply" says. Default: no. */
  readonly takesReply?: boolean;
  /** The window for customer-service messages that it opens. */
  readonly opens?: WindowTrigger;
}

/** A person's phone, open at the chat with one account: what is done on it becomes a push. */
export class Phone {
  constructor(
    readonly account: SandboxAccount,
    readonly contact: Contact,
    readonly clock: SandboxClock,
    private readonly pusher: Pusher,
  ) {}

  /**
   * Sends a message to the account.
   *
   * @param type `MsgType`
   * @param fields its own fields, without `MsgId`
   * @param content what the chat shows of it
   * @param opens the window for customer-service messages that it opens
   * @returns what the phone shows in answer
   * @throws SandboxError where the person does not follow
   */
  async sendMessage(
    type: string,
    fields: PushFields,
    content: PhoneContent,
    opens: WindowTrigger = 'message',
  ): Promise<PhoneMessage | undefined> {
    this.requireFollowing();
    this.contact.show(content, 'person');
    this.contact.window.open(opens);
    const all = { ...this.#head(type), ...fields, MsgId: this.account.nextMessageId() };
    return this.#push(type, all, { isMessage: true, takesReply: true });
  }

  /** Lets the account know of something the person did. */
  async sendEvent(event: string, fields: PushFields, rules: EventRules = {}): Promise<PhoneMessage | undefined> {
    if (rules.opens) this.contact.window.open(rules.opens);
    const all = { ...this.#head('event'), Event: event, ...fields };
    return this.#push(`event.${event}`, all, { isMessage: false, takesReply: rules.takesReply ?? false });
  }

  requireFollowing(): void {
    const { person, isFollowing } = this.contact;
    if (!isFollowing) throw new SandboxError(`${person.nickname} does not follow the account. Call follow() first.`);
  }

  async #push(
    kind: string,
    fields: PushFields,
    rules: { isMessage: boolean; takesReply: boolean },
  ): Promise<PhoneMessage | undefined> {
    // Nothing of somebody on the blacklist reaches the account.
    if (this.contact.isBlacklisted) return undefined;
    const { openId } = this.contact;
    const { shown, verdict }: Delivery = await this.pusher.push(this.account, { kind, fields, openId, ...rules });
    return shown && this.contact.show(shown, verdict === 'replied' ? 'reply' : 'wechat');
  }

  #head(type: string): PushFields {
    return {
      ToUserName: this.account.originalId,
      FromUserName: this.contact.openId,
      CreateTime: this.clock.seconds(),
      MsgType: type,
    };
  }
}
