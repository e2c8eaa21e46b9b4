import type { SandboxClock } from '../clock.js';
import { ApiError } from '../api/api-error.js';

/** What opens a window for customer-service messages. */
export type WindowTrigger = 'message' | 'menu' | 'follow' | 'scan';

const MINUTE_MS = 60_000;
const RULES = {
  message: { messages: 5, life: 48 * 60 * MINUTE_MS },
  menu: { messages: 3, life: MINUTE_MS },
  follow: { messages: 3, life: MINUTE_MS },
  scan: { messages: 3, life: MINUTE_MS },
} as const satisfies Record<WindowTrigger, { messages: number; life: number }>;

/** How many customer-service messages may go to one person, and until when. Official document: 客服接口-发消息. */
export class ReplyWindow {
  readonly #windows = new Map<WindowTrigger, { left: number; readonly expiresAt: number }>();
  #lastInteraction = -Infinity;

  constructor(private readonly clock: SandboxClock) {}

  /** What the person did opens a window, anew if there is one of its kind. */
  open(trigger: WindowTrigger): void {
    const { messages, life } = RULES[trigger];
    this.#lastInteraction = this.clock.now();
    this.#windows.set(trigger, { left: messages, expiresAt: this.#lastInteraction + life });
  }

  /** Uses up one message of the window that ends first, or throws 45015 or 45047. */
  spend(): void {
    const open = this.#open();
    if (open.length === 0) throw new ApiError(45015);
    const window = open.find(({ left }) => left > 0);
    if (!window) throw new ApiError(45047);
    window.left--;
  }

  /** Whether the person did anything in the last 30 s. */
  get isActive(): boolean {
    return this.clock.now() - this.#lastInteraction < 30_000;
  }

  /** Messages that may still be sent. */
  get left(): number {
    return this.#open().reduce((sum, { left }) => sum + left, 0);
  }

  close(): void {
    this.#windows.clear();
  }

  #open() {
    const now = this.clock.now();
    return [...this.#windows.values()]
      .filter(({ expiresAt }) => expiresAt > now)
      .toSorted((one, other) => one.expiresAt - other.expiresAt);
  }
}
