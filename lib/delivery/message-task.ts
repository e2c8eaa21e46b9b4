import { Logger } from '@nestjs/common';
import type { Reply } from '../messages/reply.js';
import type { WechatContext } from '../messages/wechat-context.js';
import { errorName } from '../telemetry/error-name.js';
import type { Ending } from '../telemetry/wechat-operation.js';
import type { DeliveryReporter, MessageOperation } from './delivery.reporter.js';
import type { LateReplySender } from './late-reply.sender.js';
import type { MessageRun, RunEnd } from './message-run.js';
import type { Finishable, RunningEntry, RunningMessages } from './running-messages.js';

/** What a task is made of. */
export interface MessageTaskParts {
  readonly run: MessageRun;
  readonly context: WechatContext;
  /** Runs the handlers; must not reject. */
  readonly dispatch: () => Promise<Reply | undefined>;
  readonly sender: LateReplySender;
  readonly reporter: DeliveryReporter;
  readonly running: RunningMessages;
  /** Whether somebody would see a reply. */
  readonly acceptsReply: boolean;
  readonly graceMs: number;
}

/** By then WeChat has asked three times, each for five seconds, and asks no more. */
const UNCOLLECTED_AGE_MS = 16_000;
/** For what a handler does when its signal aborts, and for the calls that send its reply. */
const LAST_MOMENTS_MS = 2000;

/** A message that runs in this process, until its reply is where it belongs. */
export class MessageTask implements Finishable {
  private static readonly logger = new Logger('MessageDelivery');
  /** Fulfilled when the handlers have run. */
  readonly ended: Promise<RunEnd>;
  private readonly done: Promise<void>;
  private readonly operation: MessageOperation;
  private readonly place: RunningEntry;
  private hurry: () => void = () => {};
  private isHurried = false;

  constructor(private readonly parts: MessageTaskParts) {
    const { run, context, dispatch, reporter, running } = parts;
    this.place = running.add(this);
    this.operation = reporter.begin(context);
    this.ended = this.operation.within(() => run.execute(dispatch));
    this.done = this.ended.then(end => this.bringHome(end));
  }

  /** Handlers get their time, then a signal; replies that nobody has collected go out. */
  async finish(): Promise<void> {
    const { run, graceMs } = this.parts;
    await within(graceMs, this.ended);
    run.abort('The application shuts down.');
    await within(LAST_MOMENTS_MS, this.ended);
    this.isHurried = true;
    this.hurry();
    await within(LAST_MOMENTS_MS, this.done);
  }

  private bringHome(end: RunEnd): Promise<void> | undefined {
    const { run, running, acceptsReply } = this.parts;
    const { settlement, reply } = end;
    this.operation.end(describe(end, run));
    const isLate = settlement === 'kept' || settlement === 'customer-service';
    if (reply !== undefined && acceptsReply && isLate) {
      return this.operation.within(() => this.sendLate(settlement, reply)).then(() => running.delete(this.place));
    }
    running.delete(this.place);
    return undefined;
  }

  private async sendLate(settlement: 'kept' | 'customer-service', reply: Reply): Promise<void> {
    const { run, context, sender, reporter } = this.parts;
    if (settlement === 'kept') {
      await this.waitForCollection();
      if (!(await run.handOver())) return;
    }
    if (run.late === 'customer-service') return sender.send(context, reply);
    reporter.dropped(context, reply);
    MessageTask.logger.debug(`A late ${reply.type} reply to ${context.kind} is dropped, as its handler says.`);
  }

  /** The next delivery may come to another process. */
  private waitForCollection(): Promise<void> {
    const delayMs = Math.max(0, UNCOLLECTED_AGE_MS - this.parts.run.ageMs);
    if (this.isHurried) return Promise.resolve();
    return new Promise(resolve => {
      const timer = setTimeout(resolve, delayMs).unref();
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function describe({ settlement, reply, durationMs }: RunEnd, { failure }: MessageRun): Ending<'message'> {
  if (settlement === 'lost') return { outcome: 'lost', durationMs, error: undefined };
  if (failure === undefined)
    return { outcome: reply === undefined ? 'silent' : 'replied', durationMs, error: undefined };
  const { outcome, error } = failure;
  return { outcome, durationMs, error: outcome === 'failed' ? errorName(error) : undefined };
}

/** Waits for something, but no longer than this. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise(resolve => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, over]);
  clearTimeout(timer);
}
