import type { OperationSpan } from './operation-tracer.js';
import type { Ending, OperationEvent, OperationOf, OperationType } from './wechat-operation.js';

/** Says what came of an operation. */
export interface Describe<Type extends OperationType, T> {
  done(value: T): Ending<Type>;
  failed(error: unknown): Ending<Type>;
}

/** An operation while it runs. */
export class RunningOperation<Type extends OperationType> {
  private readonly begunAt = performance.now();

  constructor(
    private readonly operation: OperationOf<Type>,
    private readonly span: OperationSpan | undefined,
    private readonly tell: (event: OperationEvent) => void,
  ) {}

  /** Runs a function as a part of it: what begins there belongs to it, also after its end. */
  within<T>(run: () => T): T {
    return this.span === undefined ? run() : this.span.within(run);
  }

  /** Ends it; once. */
  end(facts: Ending<Type>): void {
    const durationMs = performance.now() - this.begunAt;
    // The two halves of an event, which the compiler does not put together while it does not know which one.
    const event = { ...this.operation, durationMs, ...facts } as unknown as OperationEvent;
    this.span?.end(event);
    this.tell(event);
  }

  /** Runs it to its end. */
  async run<T>(action: () => Promise<T>, describe: Describe<Type, T>): Promise<T> {
    let value: T;
    try {
      value = await this.within(action);
    } catch (error) {
      this.end(describe.failed(error));
      throw error;
    }
    this.end(describe.done(value));
    return value;
  }
}

/** One about which nobody wants to know. */
export const UNOBSERVED: Pick<RunningOperation<OperationType>, 'within' | 'end'> = { within: run => run(), end() {} };
