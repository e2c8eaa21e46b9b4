import { ApiError } from '../api/api-error.js';

/** Which subscribe messages somebody wants from one account, and how many. */
export class MessageConsents {
  readonly #left = new Map<string, number>();

  /**
   * The person accepts messages, beside those accepted before.
   *
   * @param messages how many; `Infinity` for 长期订阅
   */
  accept(templateId: string, messages = 1): void {
    this.#left.set(templateId, this.left(templateId) + messages);
  }

  /** The person wants none any more. */
  turnOff(templateId: string): void {
    this.#left.delete(templateId);
  }

  /** Messages that may still be sent. */
  left(templateId: string): number {
    return this.#left.get(templateId) ?? 0;
  }

  /** Uses up one message, or throws 43101. */
  spend(templateId: string): void {
    const left = this.left(templateId);
    if (left <= 0) throw new ApiError(43101);
    this.#left.set(templateId, left - 1);
  }
}

/** Under which name the consent to a one-time message is kept: it is for one scene. */
export function oneTimeConsent(templateId: string, scene: number): string {
  return `${templateId} ${scene}`;
}
