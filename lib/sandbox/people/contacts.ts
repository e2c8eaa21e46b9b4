import { ApiError } from '../api/api-error.js';
import type { Contact } from './contact.js';

/** The people an official account has met, followers or not. */
export class Contacts {
  readonly #byOpenId = new Map<string, Contact>();

  add(contact: Contact): void {
    this.#byOpenId.set(contact.openId, contact);
  }

  find(openId: string): Contact | undefined {
    return this.#byOpenId.get(openId);
  }

  /** Throws 40003 for somebody that the account never met. */
  get(openId: string): Contact {
    const contact = this.find(openId);
    if (!contact) throw new ApiError(40003);
    return contact;
  }

  /** Throws 40003 for a stranger and 43004 for somebody who does not follow. */
  getFollower(openId: string): Contact {
    const contact = this.get(openId);
    if (!contact.isFollowing) throw new ApiError(43004);
    return contact;
  }

  /** Somebody who can be written to. Throws as `getFollower()`, and 43019 for somebody on the blacklist. */
  getRecipient(openId: string): Contact {
    const contact = this.getFollower(openId);
    if (contact.isBlacklisted) throw new ApiError(43019);
    return contact;
  }

  list(): Contact[] {
    return [...this.#byOpenId.values()];
  }

  /** In the order in which they were met. */
  followers(): Contact[] {
    return this.list().filter(contact => contact.isFollowing);
  }
}
