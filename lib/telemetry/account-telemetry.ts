import type { RunningOperation } from './running-operation.js';
import type { Telemetry } from './telemetry.js';
import type { EventAccount, WechatEvent } from './wechat-event.js';
import type { Beginning, OperationOf, OperationType } from './wechat-operation.js';

/** An event without its account. */
type Facts<Event = WechatEvent> = Event extends WechatEvent ? Omit<Event, keyof EventAccount> : never;

/** Tells what happens at one account. */
export class AccountTelemetry {
  constructor(
    private readonly telemetry: Telemetry,
    private readonly account: EventAccount,
  ) {}

  /** Whether anybody wants to know anything. The other methods are for where somebody does. */
  get isObserved(): boolean {
    return this.telemetry.isObserved;
  }

  tell(facts: Facts): void {
    this.telemetry.tell({ ...this.account, ...facts });
  }

  /** An operation begins. */
  begin<Type extends OperationType>(type: Type, facts: Beginning<Type>): RunningOperation<Type> {
    // The compiler does not put together the pieces of a type that it does not know.
    return this.telemetry.begin({ type, ...this.account, ...facts } as unknown as OperationOf<Type>);
  }
}
