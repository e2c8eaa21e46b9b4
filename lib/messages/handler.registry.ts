import { Injectable, Logger } from '@nestjs/common';
import { WechatConfigError } from '../wechat.errors.js';
import { HandlerBinder, type InvokeHandler } from './handler.binder.js';
import type { DiscoveredHandler } from './handler.explorer.js';
import { ANSWER_TO, ANY_MESSAGE, SCENE_OF_SUBSCRIBE } from './handler.metadata.js';
import type { LateReply } from './message-life.js';
import type { ScanRoute } from './scan-listener.js';
import type { WechatContext } from './wechat-context.js';

/** A handler that a message goes to. */
export interface MatchedHandler {
  readonly name: string;
  readonly invoke: InvokeHandler;
  /** What its RegExp matched, where it has one. */
  readonly match: RegExpExecArray | null;
  /** How long it may take, in milliseconds, where it says so itself. */
  readonly timeoutMs: number | undefined;
  readonly late: LateReply;
}

/** What the registry has to know of an account. */
export interface RegisteredAccount {
  readonly name: string;
  readonly globalEnhancers: boolean;
  /** Whether messages come to it. */
  readonly hasCallback: boolean;
}

type BoundHandler = Omit<MatchedHandler, 'match'>;

/** The handlers of one topic: by exact text, by RegExp in the order of declaration, and the one without pattern. */
interface Topic {
  readonly exact: Map<string, BoundHandler>;
  readonly expressions: { readonly expression: RegExp; readonly handler: BoundHandler }[];
  bare: BoundHandler | undefined;
}

type Topics = Map<string, Topic>;

/** Knows which handler hears what, account by account. */
@Injectable()
export class HandlerRegistry {
  private readonly logger = new Logger(HandlerRegistry.name);
  private readonly accounts = new Map<string, Topics>();
  /** Accounts where somebody hears answers. */
  private readonly asking = new Set<string>();

  constructor(private readonly binder: HandlerBinder) {}

  /** @throws WechatConfigError where two handlers hear the same, or a handler names an account that is not there */
  register(handlers: readonly DiscoveredHandler[], accounts: readonly RegisteredAccount[]): void {
    for (const handler of handlers) {
      check(handler, accounts);
      this.logger.log(`Mapped {${describe(handler)}} to ${handler.name}`);
    }
    for (const account of accounts) {
      const topics = this.bindAll(handlers, account);
      this.accounts.set(account.name, topics);
      if ([...topics.keys()].some(topic => topic.startsWith(ANSWER_TO))) this.asking.add(account.name);
      if (account.hasCallback && topics.size === 0) {
        this.logger.warn(
          `No handler hears account '${account.name}', so its messages are acknowledged without an answer. ` +
            'Decorate methods with @OnText() and the like, and provide their class in a module.',
        );
      }
    }
  }

  /** The handlers that a message goes to, in the order in which they run; the reply of the last one wins. */
  find(context: WechatContext, { onScan = true }: ScanRoute = {}): MatchedHandler[] {
    const topics = this.accounts.get(context.account.name);
    if (topics === undefined || (!onScan && context.kind === 'event.SCAN')) return [];
    const matched = matchTopic(topics.get(context.kind.toLowerCase()), context);
    const found = matched === undefined ? [] : [matched];
    if (onScan && context.kind === 'event.subscribe' && context.scene !== undefined) {
      const scan = matchTopic(topics.get(SCENE_OF_SUBSCRIBE), context);
      if (scan !== undefined) found.push(scan);
    }
    if (found.length > 0 || !onScan) return found;
    const fallback = matchTopic(topics.get(ANY_MESSAGE), context);
    return fallback === undefined ? [] : [fallback];
  }

  /** Whether anybody at the account hears answers to questions. */
  hearsAnswers({ account }: WechatContext): boolean {
    return this.asking.has(account.name);
  }

  /** Whether the account has handlers of a topic. */
  has(topic: string, { account }: WechatContext): boolean {
    return this.accounts.get(account.name)?.has(topic.toLowerCase()) ?? false;
  }

  /** The handler of one topic. */
  findOf(topic: string, context: WechatContext): MatchedHandler | undefined {
    return matchTopic(this.accounts.get(context.account.name)?.get(topic.toLowerCase()), context);
  }

  private bindAll(handlers: readonly DiscoveredHandler[], { name, globalEnhancers }: RegisteredAccount): Topics {
    const topics: Topics = new Map();
    for (const handler of handlers) {
      const { metadata } = handler;
      if (metadata.account !== undefined && metadata.account !== name) continue;
      const { timeoutMs, late = 'customer-service' } = metadata;
      const bound = { name: handler.name, invoke: this.binder.bind(handler, globalEnhancers), timeoutMs, late };
      for (const topic of metadata.topics) addTo(topics, topic.toLowerCase(), handler, bound);
    }
    return topics;
  }
}

function check(
  { name, metadata: { account, pattern, timeoutMs, topics } }: DiscoveredHandler,
  accounts: readonly RegisteredAccount[],
): void {
  if (account !== undefined && !accounts.some(each => each.name === account)) {
    const known = accounts.map(each => `'${each.name}'`).join(', ');
    throw new WechatConfigError(
      `${name} hears the account '${account}', which is not registered (there are: ${known}). ` +
        `Register it with WechatModule.forRoot({ name: '${account}', … }) or correct the name.`,
    );
  }
  if (timeoutMs !== undefined && !(timeoutMs > 0)) {
    throw new WechatConfigError(`${name} has the timeoutMs ${timeoutMs}. Choose milliseconds above 0.`);
  }
  if (pattern instanceof RegExp && /[gy]/.test(pattern.flags)) {
    throw new WechatConfigError(
      `${name} matches ${String(pattern)}: a RegExp with flag g or y remembers its last match. Remove the flag.`,
    );
  }
  const isOfTexts = topics.some(topic => topic === 'text' || topic.startsWith(ANSWER_TO));
  if (isOfTexts && typeof pattern === 'string' && pattern !== pattern.trim()) {
    throw new WechatConfigError(
      `${name} waits for the text ${JSON.stringify(pattern)}, but texts are compared trimmed. Remove the white space.`,
    );
  }
}

function addTo(topics: Topics, name: string, handler: DiscoveredHandler, bound: BoundHandler): void {
  const { pattern } = handler.metadata;
  const topic: Topic = topics.get(name) ?? { exact: new Map(), expressions: [], bare: undefined };
  topics.set(name, topic);
  const twin = findTwin(topic, pattern);
  if (twin !== undefined) {
    throw new WechatConfigError(
      `${twin.name} and ${bound.name} both hear {${describe(handler)}}. Change one of them, limit each to an account ` +
        'of its own with { account }, or, if it is one handler, provide its class in one module only.',
    );
  }
  if (pattern === undefined) topic.bare = bound;
  else if (typeof pattern === 'string') topic.exact.set(pattern, bound);
  else topic.expressions.push({ expression: pattern, handler: bound });
}

function findTwin(topic: Topic, pattern: string | RegExp | undefined): BoundHandler | undefined {
  if (pattern === undefined) return topic.bare;
  if (typeof pattern === 'string') return topic.exact.get(pattern);
  return topic.expressions.find(({ expression }) => String(expression) === String(pattern))?.handler;
}

function matchTopic(topic: Topic | undefined, context: WechatContext): MatchedHandler | undefined {
  if (topic === undefined) return undefined;
  const text = topic.exact.size > 0 || topic.expressions.length > 0 ? comparedText(context) : undefined;
  if (text !== undefined) {
    const exact = topic.exact.get(text);
    if (exact !== undefined) return { ...exact, match: null };
    for (const { expression, handler } of topic.expressions) {
      const match = expression.exec(text);
      if (match !== null) return { ...handler, match };
    }
  }
  return topic.bare === undefined ? undefined : { ...topic.bare, match: null };
}

/** The text that patterns are compared with, where the message has one. */
function comparedText(context: WechatContext): string | undefined {
  if (context.kind === 'text') return context.text('Content')?.trim() ?? '';
  return context.scene ?? context.text('EventKey');
}

function describe({ metadata: { label, pattern, account } }: DiscoveredHandler): string {
  const suffix = account === undefined ? '' : `, account '${account}'`;
  if (pattern === undefined) return `${label}${suffix}`;
  return `${label} ${typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern)}${suffix}`;
}
