import type { Changes } from '../changes.js';
import { answerOneTimePage, answerPopup, turnOffMessages } from './actions/subscriptions.js';
import { ChatView } from './chat-view.js';
import type { Phone } from './phone.js';

/** Somebody who decides what one account may send. */
export class Recipient extends ChatView {
  readonly #phone: Phone;

  /** @internal */
  constructor(phone: Phone, changes: Changes) {
    super(phone.contact, changes);
    this.#phone = phone;
  }

  /** Accepts the pop-up that asks for subscribe messages: one more of each, or any number of 长期订阅. */
  acceptMessages(...templateIds: string[]): Promise<void> {
    return answerPopup(this.#phone, true, templateIds);
  }

  /** Refuses the pop-up that asks for subscribe messages. */
  rejectMessages(...templateIds: string[]): Promise<void> {
    return answerPopup(this.#phone, false, templateIds);
  }

  /** Turns subscribe messages off in the account's settings, those accepted before included. */
  turnOffMessages(...templateIds: string[]): Promise<void> {
    return turnOffMessages(this.#phone, templateIds);
  }

  /**
   * Answers the page `/mp/subscribemsg?action=get_confirm…`, which asks for a one-time subscribe message.
   *
   * @returns where the page goes on to
   */
  answerOneTimePage(pageUrl: string, isConfirmed = true): string {
    return answerOneTimePage(this.#phone, pageUrl, isConfirmed);
  }

  /** Takes no template messages any more, or takes them again. */
  blockTemplates(isBlocked = true): void {
    this.#phone.contact.blocksTemplates = isBlocked;
  }
}
