import type { WechatAccount } from '../account/wechat-account.js';
import type { InvokeHandler } from './handler.binder.js';
import type { LateReply } from './message-life.js';
import type { WechatContext } from './wechat-context.js';

/** A handler and the messages of its topic that it hears. */
export interface BoundHandler {
  readonly name: string;
  readonly invoke: InvokeHandler;
  /** How long it may take, in milliseconds, where it says so itself. */
  readonly timeoutMs: number | undefined;
  readonly late: LateReply;
  readonly pattern: string | RegExp | undefined;
  /** Where it chooses its accounts at run time. */
  readonly chooses: ((account: WechatAccount) => boolean) | undefined;
}

/** A handler that a message goes to. */
export interface MatchedHandler {
  readonly handler: BoundHandler;
  /** What its RegExp matched, where it has one. */
  readonly match: RegExpExecArray | null;
}

/** The handlers of one topic: by exact text, by RegExp in the order of declaration, and those without pattern. */
export interface Topic {
  readonly exact: Map<string, BoundHandler[]>;
  readonly expressions: BoundHandler[];
  readonly bare: BoundHandler[];
}

/** A topic that nobody hears yet. */
export function createTopic(): Topic {
  return { exact: new Map(), expressions: [], bare: [] };
}

/**
 * Adds a handler to a topic, unless one is there that hears the same.
 *
 * @returns the one that is there
 */
export function addToTopic(topic: Topic, bound: BoundHandler): BoundHandler | undefined {
  const { pattern, chooses } = bound;
  const alike = handlersLike(topic, pattern);
  // Functions can only be asked when a message comes.
  const twin = chooses === undefined ? alike.find(other => other.chooses === undefined) : undefined;
  if (twin !== undefined) return twin;
  if (typeof pattern === 'string') topic.exact.set(pattern, alike);
  insert(typeof pattern === 'string' ? alike : pattern === undefined ? topic.bare : topic.expressions, bound);
  return undefined;
}

/** Those that choose their accounts stand before those that hear them all. */
function insert(handlers: BoundHandler[], bound: BoundHandler): void {
  const firstOfAll = handlers.findIndex(({ chooses }) => chooses === undefined);
  if (bound.chooses === undefined || firstOfAll < 0) handlers.push(bound);
  else handlers.splice(firstOfAll, 0, bound);
}

function handlersLike({ exact, expressions, bare }: Topic, pattern: string | RegExp | undefined): BoundHandler[] {
  if (pattern === undefined) return bare;
  if (typeof pattern === 'string') return exact.get(pattern) ?? [];
  return expressions.filter(other => String(other.pattern) === String(pattern));
}

/** The handler of a topic that a message goes to. */
export function matchTopic(topic: Topic | undefined, context: WechatContext): MatchedHandler | undefined {
  if (topic === undefined) return undefined;
  const hears = ({ chooses }: BoundHandler): boolean => chooses === undefined || chooses(context.account);
  const text = topic.exact.size > 0 || topic.expressions.length > 0 ? comparedText(context) : undefined;
  if (text !== undefined) {
    const exact = topic.exact.get(text)?.find(hears);
    if (exact !== undefined) return { handler: exact, match: null };
    for (const handler of topic.expressions) {
      const match = hears(handler) ? (handler.pattern as RegExp).exec(text) : null;
      if (match !== null) return { handler, match };
    }
  }
  const bare = topic.bare.find(hears);
  return bare === undefined ? undefined : { handler: bare, match: null };
}

/** The text that patterns are compared with, where the message has one. */
function comparedText(context: WechatContext): string | undefined {
  if (context.kind === 'text') return context.text('Content')?.trim() ?? '';
  return context.scene ?? context.text('EventKey');
}
