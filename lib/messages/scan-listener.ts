import type { Reply } from './reply.js';
import type { WechatContext } from './wechat-context.js';

/** What a handler made of a message. */
export interface HandlerRun {
  readonly reply: Reply | undefined;
  /** Whether the handler or one of its guards threw; a reply is that of a filter then. */
  readonly failed: boolean;
}

/** Runs the handler of a topic of the listener's own; `undefined` where there is none. */
export type RunHandler = (topic: string, context: WechatContext) => Promise<HandlerRun | undefined>;

/** Which handlers a scan goes on to. */
export interface ScanRoute {
  /** Whether `@OnScan` handlers hear of it. Default: true. Those of `@OnSubscribe` always hear of a follow. */
  readonly onScan?: boolean | undefined;
}

/**
 * Hears of scans before the handlers do: of SCAN, and of a subscribe that carries a scene. An account has a list of them,
 * each around those after it.
 */
export interface ScanListener {
  /** Whether it hears of a message that is no scan as well. */
  hears?(context: WechatContext): boolean;

  /**
   * Takes a scan on to the handlers, or not, and answers it.
   *
   * @param next runs the listeners that come after and the handlers, and never rejects. What one listener leaves out, those
   *   after it cannot bring back
   * @param run runs a handler of the listener's own
   * @returns the reply: that of `next`, or another
   */
  hear(
    context: WechatContext,
    next: (route?: ScanRoute) => Promise<Reply | undefined>,
    run: RunHandler,
  ): Promise<Reply | undefined>;
}
