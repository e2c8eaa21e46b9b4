import { inspect } from 'node:util';
import { Injectable, Logger } from '@nestjs/common';
import type { WechatAccount } from '../account/wechat-account.js';
import { WechatConfigError } from '../wechat.errors.js';
import { HandlerBinder } from './handler.binder.js';
import type { DiscoveredHandler } from './handler.explorer.js';
import { ANSWER_TO, ANY_MESSAGE, SCENE_OF_SUBSCRIBE } from './handler.metadata.js';
import {
  addToTopic,
  createTopic,
  matchTopic,
  type BoundHandler,
  type MatchedHandler,
  type Topic,
} from './handler.topic.js';
import type { ScanRoute } from './scan-listener.js';
import type { WechatContext } from './wechat-context.js';

/** What the registry has to know of a registration, whose accounts have the same handlers. */
export interface RegisteredAccount {
  readonly name: string;
  readonly globalEnhancers: boolean;
  /** Whether messages come to it. */
  readonly hasCallback: boolean;
}

type Topics = Map<string, Topic>;

/** Knows which handler hears what, registration by registration. */
@Injectable()
export class HandlerRegistry {
  private readonly logger = new Logger(HandlerRegistry.name);
  private readonly accounts = new Map<string, Topics>();
  /** Registrations where somebody hears answers. */
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
    const topics = this.accounts.get(context.account.registration);
    if (topics === undefined || (!onScan && context.kind === 'event.SCAN')) return [];
    const matched = matchTopic(topics.get(context.kind.toLowerCase()), context);
    const found = matched === undefined ? [] : [matched];
    if (onScan && context.kind === 'event.subscribe' && context.scene !== undefined) {
      const scan = matchTopic(topics.get(SCENE_OF_SUBSCRIBE), context);
      if (scan !== undefined) found.push(scan);
    }
    // Tickets and the like are no messages of anybody.
    if (found.length > 0 || !onScan || context.kind.startsWith('component.')) return found;
    const fallback = matchTopic(topics.get(ANY_MESSAGE), context);
    return fallback === undefined ? [] : [fallback];
  }

  /** Whether anybody at the account hears answers to questions. */
  hearsAnswers({ account }: WechatContext): boolean {
    return this.asking.has(account.registration);
  }

  /** Whether the account has handlers of a topic. */
  has(topic: string, { account }: WechatContext): boolean {
    return this.accounts.get(account.registration)?.has(topic.toLowerCase()) ?? false;
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
      const chooses = typeof account === 'function' ? this.guard(account, handler.name) : undefined;
      const bound = { name: handler.name, invoke, pattern, chooses, timeoutMs, late };
      for (const topicName of names) {
        const key = topicName.toLowerCase();
        const topic = topics.get(key) ?? createTopic();
        topics.set(key, topic);
        const twin = addToTopic(topic, bound);
        if (twin !== undefined) throw twinError(handler, twin);
      }
    }
    return topics;
  }

  /** A function of the host's that throws chooses nothing. */
  private guard(chooses: (account: WechatAccount) => boolean, name: string): (account: WechatAccount) => boolean {
    return account => {
      try {
        return chooses(account);
      } catch (error) {
        this.logger.error(`The option account of ${name} threw on account '${account.name}': ${inspect(error)}`);
        return false;
      }
    };
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
  const isOfTexts = topics.some(topic => topic === 'text' || topic.startsWith(ANSWER_TO));
  if (isOfTexts && typeof pattern === 'string' && pattern !== pattern.trim()) {
    throw new WechatConfigError(
      `${name} waits for the text ${JSON.stringify(pattern)}, but texts are compared trimmed. Remove the white space.`,
    );
  }
}

function twinError(handler: DiscoveredHandler, twin: BoundHandler): WechatConfigError {
  return new WechatConfigError(
    `${twin.name} and ${handler.name} both hear {${describe(handler)}}. Change one of them, limit each to an account ` +
      'of its own with { account }, or, if it is one handler, provide its class in one module only.',
  );
}

function describe({ metadata: { label, pattern, account } }: DiscoveredHandler): string {
  const suffix =
    account === undefined ? '' : typeof account === 'string' ? `, account '${account}'` : ', some accounts';
  if (pattern === undefined) return `${label}${suffix}`;
  return `${label} ${typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern)}${suffix}`;
}
