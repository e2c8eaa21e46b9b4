/** How messages are answered. */
export interface DeliveryOptions {
  /** How long the last request of WeChat for a message waits for a handler, in milliseconds. Default: 4,500; WeChat hangs up after 5,000. */
  readonly deadlineMs?: number | undefined;
  /**
   * What becomes of a handler that is slower than WeChat waits. `retry` (default): its answer is given to the next of the
   * three requests that WeChat makes, and only after the last by customer service. `acknowledge`: the first request gets
   * `success` at the deadline, and the answer goes by customer service.
   */
  readonly onOverrun?: 'retry' | 'acknowledge' | undefined;
  /**
   * How long a handler may take, in milliseconds, unless it says so itself. Default: 60,000. After that `context.signal`
   * aborts, and what it returns is dropped.
   */
  readonly timeoutMs?: number | undefined;
  /** How long handlers may go on when the application shuts down, in milliseconds. Default: 10,000. */
  readonly graceMs?: number | undefined;
  /** Whether people see "typing…" (对方正在输入) when the answer will come by customer service. Default: false. */
  readonly typing?: boolean | undefined;
}

/** How messages are answered, checked, with defaults. */
export interface DeliverySettings {
  readonly deadlineMs: number;
  readonly onOverrun: 'retry' | 'acknowledge';
  readonly timeoutMs: number;
  readonly graceMs: number;
  readonly typing: boolean;
}

const WECHAT_TIMEOUT_MS = 5000;
const LONGEST_TIMEOUT_MS = 3_600_000;
const OVERRUNS: readonly unknown[] = ['retry', 'acknowledge'];

/** Checks the options of deliveries. `refuse` gets the option's name, and what is wrong with the fix. */
export function resolveDelivery(
  options: DeliveryOptions,
  refuse: (option: string, problem: string) => never,
): DeliverySettings {
  const { deadlineMs = 4500, onOverrun = 'retry', timeoutMs = 60_000, graceMs = 10_000, typing = false } = options;
  if (!(deadlineMs > 0 && deadlineMs < WECHAT_TIMEOUT_MS)) {
    refuse('delivery.deadlineMs', `is ${deadlineMs}. Choose milliseconds above 0 and below ${WECHAT_TIMEOUT_MS}.`);
  }
  if (!OVERRUNS.includes(onOverrun)) {
    refuse('delivery.onOverrun', `is '${onOverrun}'. Choose 'retry' or 'acknowledge'.`);
  }
  if (!(timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS)) {
    refuse('delivery.timeoutMs', `is ${timeoutMs}. Choose milliseconds above 0, up to an hour.`);
  }
  if (!(graceMs >= 0 && graceMs <= LONGEST_TIMEOUT_MS)) {
    refuse('delivery.graceMs', `is ${graceMs}. Choose milliseconds from 0 up to an hour.`);
  }
  return { deadlineMs, onOverrun, timeoutMs, graceMs, typing };
}
