import { Injectable, Logger } from '@nestjs/common';
import type { WechatAccount } from '../account/wechat-account.js';
import { WechatConfigError } from '../wechat.errors.js';
import { HandlerBinder, type InvokeHandler } from './handler.binder.js';
import type { DiscoveredHandler } from './handler.explorer.js';
import { ANY_MESSAGE, SCENE_OF_SUBSCRIBE } from './handler.metadata.js';
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

/** What the registry has to know of a registration, whose accounts have the same handlers. */
export interface RegisteredAccount {
  readonly name: string;
  readonly globalEnhancers: boolean;
  /** Whether messages come to it. */
  readonly hasCallback: boolean;
}

/** A handler and the messages of its topic that it hears. */
interface BoundHandler extends Omit<MatchedHandler, 'match'> {
  readonly pattern: string | RegExp | undefined;
  /** Where it chooses its accounts at run time. */
  readonly chooses: ((account: WechatAccount) => boolean) | undefined;
}

/** The handlers of one topic: by exact text, by RegExp in the order of declaration, and those without pattern. */
interface Topic {
  readonly exact: Map<string, BoundHandler[]>;
  readonly expressions: BoundHandler[];
  readonly bare: BoundHandler[];
}

type Topics = Map<string, Topic>;

/** Knows which handler hears what, registration by registration. */
@Injectable()
export class HandlerRegistry {
  private readonly logger = new Logger(HandlerRegistry.name);
  private readonly accounts = new Map<string, Topics>();

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
    const topics = this.accounts.get(context.account.registration);
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

  /** The handler of one topic. */
  findOf(topic: string, context: WechatContext): MatchedHandler | undefined {
    return matchTopic(this.accounts.get(context.account.registration)?.get(topic.toLowerCase()), context);
  }

  private bindAll(handlers: readonly DiscoveredHandler[], { name, globalEnhancers }: RegisteredAccount): Topics {
    const topics: Topics = new Map();
    for (const handler of handlers) {
      const { account, pattern, timeoutMs, late = 'customer-service', topics: names } = handler.metadata;
      if (typeof account === 'string' && account !== name) continue;
      const invoke = this.binder.bind(handler, globalEnhancers);
      const chooses = typeof account === 'function' ? account : undefined;
      const bound = { name: handler.name, invoke, pattern, chooses, timeoutMs, late };
      for (const topic of names) addTo(topics, topic.toLowerCase(), handler, bound);
    }
    return topics;
  }
}

function check(
  { name, metadata: { account, pattern, timeoutMs, topics } }: DiscoveredHandler,
  accounts: readonly RegisteredAccount[],
): void {
  if (typeof account === 'string' && !accounts.some(each => each.name === account)) {
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
  if (topics.includes('text') && typeof pattern === 'string' && pattern !== pattern.trim()) {
    throw new WechatConfigError(
      `${name} waits for the text ${JSON.stringify(pattern)}, but texts are compared trimmed. Remove the white space.`,
    );
  }
}

function addTo(topics: Topics, name: string, handler: DiscoveredHandler, bound: BoundHandler): void {
  const { pattern, chooses } = bound;
  const topic: Topic = topics.get(name) ?? { exact: new Map(), expressions: [], bare: [] };
  topics.set(name, topic);
  const alike = handlersLike(topic, pattern);
  // Functions can only be asked when a message comes.
  const twin = chooses === undefined ? alike.find(other => other.chooses === undefined) : undefined;
  if (twin !== undefined) {
    throw new WechatConfigError(
      `${twin.name} and ${bound.name} both hear {${describe(handler)}}. Change one of them, limit each to an account ` +
        'of its own with { account }, or, if it is one handler, provide its class in one module only.',
    );
  }
  if (typeof pattern === 'string') topic.exact.set(pattern, alike);
  insert(typeof pattern === 'string' ? alike : pattern === undefined ? topic.bare : topic.expressions, bound);
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

function matchTopic(topic: Topic | undefined, context: WechatContext): MatchedHandler | undefined {
  if (topic === undefined) return undefined;
  const hears = ({ chooses }: BoundHandler): boolean => chooses === undefined || chooses(context.account);
  if (topic.exact.size > 0 || topic.expressions.length > 0) {
    const text = comparedText(context);
    const exact = topic.exact.get(text)?.find(hears);
    if (exact !== undefined) return { ...exact, match: null };
    for (const handler of topic.expressions) {
      const match = hears(handler) ? (handler.pattern as RegExp).exec(text) : null;
      if (match !== null) return { ...handler, match };
    }
  }
  const bare = topic.bare.find(hears);
  return bare === undefined ? undefined : { ...bare, match: null };
}

/** The text that patterns are compared with. */
function comparedText(context: WechatContext): string {
  if (context.kind === 'text') return context.text('Content')?.trim() ?? '';
  return context.scene ?? context.text('EventKey') ?? '';
}

function describe({ metadata: { label, pattern, account } }: DiscoveredHandler): string {
  const suffix =
    account === undefined ? '' : typeof account === 'string' ? `, account '${account}'` : ', some accounts';
  if (pattern === undefined) return `${label}${suffix}`;
  return `${label} ${typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern)}${suffix}`;
}
