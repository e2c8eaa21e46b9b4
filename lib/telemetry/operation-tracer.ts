import type { OperationEvent, WechatOperation } from './wechat-operation.js';

/** An operation, as a tracer sees it. */
export interface OperationSpan {
  /** Runs a function in such a way that operations which begin in it, or later because of it, are its children. */
  within<T>(run: () => T): T;
  end(event: OperationEvent): void;
}

/** Follows operations from their beginning to their end. Must not throw. */
export interface OperationTracer {
  begin(operation: WechatOperation): OperationSpan;
}
