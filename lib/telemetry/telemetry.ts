import { Injectable } from '@nestjs/common';
import type { OperationTracer } from './operation-tracer.js';
import { RunningOperation } from './running-operation.js';
import type { WechatEvent } from './wechat-event.js';
import { WechatEvents } from './wechat-events.js';
import type { OperationOf, OperationType } from './wechat-operation.js';

/** Where everything that can be measured comes together: events for whoever listens, operations for whoever traces. */
@Injectable()
export class Telemetry {
  private tracer: OperationTracer | undefined;

  constructor(private readonly events: WechatEvents) {}

  /** Whether anybody wants to know anything. Ask before anything is put together. */
  get isObserved(): boolean {
    return this.tracer !== undefined || this.events.isObserved;
  }

  /** Has operations traced from now on; `undefined`: no more. */
  trace(tracer: OperationTracer | undefined): void {
    this.tracer = tracer;
  }

  tell(event: WechatEvent): void {
    this.events.tell(event);
  }

  /** An operation begins. */
  begin<Type extends OperationType>(operation: OperationOf<Type>): RunningOperation<Type> {
    return new RunningOperation(operation, this.tracer?.begin(operation), event => this.tell(event));
  }
}
