import type { Changes } from '../changes.js';
import type { Contact } from './contact.js';
import type { PhoneMessage } from './phone-message.js';

/** How long to wait. */
export interface WaitOptions {
  /** Real milliseconds. Default: 5000. */
  readonly timeoutMs?: number | undefined;
}

/** What there is to see of somebody in the chat with one account. */
export class ChatView {
  readonly #contact: Contact;
  readonly #changes: Changes;

  /** @internal */
  constructor(contact: Contact, changes: Changes) {
    this.#contact = contact;
    this.#changes = changes;
  }

  get nickname(): string {
    return this.#contact.person.nickname;
  }

  /** Whom the account takes this person for. */
  get openId(): string {
    return this.#contact.openId;
  }

  /** The same for all accounts of one Open Platform account. */
  get unionId(): string {
    return this.#contact.person.unionId;
  }

  get isFollowing(): boolean {
    return this.#contact.isFollowing;
  }

  /** What the phone received, oldest first: replies, customer-service messages, templates, grey lines. */
  get inbox(): readonly PhoneMessage[] {
    return this.#contact.inbox;
  }

  /** Whether the phone shows that the account is typing. */
  get isTyping(): boolean {
    return this.#contact.isTyping;
  }

  /**
   * The oldest message that neither an action nor this method has returned yet, or the next to come.
   *
   * @throws Error when none comes in time
   */
  async nextMessage({ timeoutMs = 5000 }: WaitOptions = {}): Promise<PhoneMessage> {
    // Taken as soon as it is found, so that two who wait get two messages.
    const take = () => {
      const message = this.#contact.findUnseen();
      return message && this.#contact.see(message);
    };
    return this.#changes.until(take, timeoutMs, `A message for ${this.nickname}`);
  }
}
