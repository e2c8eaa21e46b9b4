import 'reflect-metadata';
import type { LateReply } from './message-life.js';

/** Topic of handlers that hear whatever nothing else matched. */
export const ANY_MESSAGE = '*';
/** Topic of scan handlers for a subscribe that carries a scene, which `@OnSubscribe` handlers hear as well. */
export const SCENE_OF_SUBSCRIBE = 'event.subscribe with a scene';
/** Topics of handlers that hear the answer to a question begin with it, and end with the question's own. */
export const ANSWER_TO = 'answer to ';

/** What one decorator on a method says. */
export interface HandlerMetadata {
  /** How the decorator reads in logs and errors. */
  readonly label: string;
  /** Kinds that the handler hears. */
  readonly topics: readonly string[];
  readonly pattern?: string | RegExp | undefined;
  /** The account that the handler hears; left out, every account. */
  readonly account?: string | undefined;
  /** How long it may take, in milliseconds; left out, as the account says. */
  readonly timeoutMs?: number | undefined;
  readonly late?: LateReply | undefined;
}

const KEY = 'nestjs-wechat:handler';

/** Decorators run from the bottom up, so each goes in front of those before it. */
export function addHandlerMetadata(method: object, metadata: HandlerMetadata): void {
  Reflect.defineMetadata(KEY, [metadata, ...getHandlerMetadata(method)], method);
}

/** What the decorators on a method say, from the top down; empty where it is no handler. */
export function getHandlerMetadata(method: object): readonly HandlerMetadata[] {
  return (Reflect.getOwnMetadata(KEY, method) as HandlerMetadata[] | undefined) ?? [];
}
