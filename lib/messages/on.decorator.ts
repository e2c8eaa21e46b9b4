import type { Observable } from 'rxjs';
import { WechatConfigError } from '../wechat.errors.js';
import { addHandlerMetadata, ANY_MESSAGE, SCENE_OF_SUBSCRIBE, type AccountChoice } from './handler.metadata.js';
import type { LateReply } from './message-life.js';
import type { MatchableKind, NoticeKind, WechatKind } from './kinds/message-map.js';
import type { Reply } from './reply.js';
import type { WechatContext } from './wechat-context.js';

/** What narrows a handler down. */
export interface HandlerOptions {
  /**
   * Which accounts the handler hears; left out, every account. The name of one registration; or a function, for accounts that
   * are known only at run time, which is asked for each message and comes before a handler that hears them all.
   */
  readonly account?: AccountChoice | undefined;
  /**
   * How long the handler may take, in milliseconds. Default: the account's `delivery.timeoutMs`. After that `context.signal`
   * aborts, and what the handler returns is dropped.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * What becomes of a reply for which WeChat waits no more: it goes by customer service (default), or is dropped because it
   * would come out of place.
   */
  readonly late?: LateReply | undefined;
}

/** What a handler of a kind may return, also as a Promise or an Observable. */
export type HandlerResult<K extends WechatKind> =
  void | undefined | null | (K extends NoticeKind ? never : string | Reply);

/** Arguments of a handler decorator: a pattern where the kind has a text to compare, and options. */
export type HandlerArguments<K extends WechatKind> = K extends MatchableKind
  ? [options?: HandlerOptions] | [pattern: string | RegExp, options?: HandlerOptions]
  : [options?: HandlerOptions];

/** Decorates a method as a handler; a context or a result that does not go with the kind is a compile error. */
export type HandlerDecorator<K extends WechatKind, C extends WechatContext = WechatContext<K>> = <
  T extends HandlerMethod,
>(
  target: object,
  propertyKey: string | symbol,
  descriptor: TypedPropertyDescriptor<T> & CheckHandler<K, C, T>,
) => void;

// oxlint-disable-next-line typescript/no-explicit-any -- parameters are checked by CheckHandler
type HandlerMethod = (...parameters: any[]) => unknown;

/** Shows its text in the compiler's message. */
interface HandlerMistake<Text extends string> {
  readonly mistake: Text;
}

type CheckHandler<K extends WechatKind, C extends WechatContext, T extends HandlerMethod> = (Parameters<T> extends []
  ? unknown
  : CheckContext<K, C, NonNullable<Parameters<T>[0]>>) &
  CheckResult<K, ReturnType<T>>;

type CheckContext<K extends WechatKind, C extends WechatContext, P> = unknown extends P
  ? unknown
  : P extends Pick<WechatContext, 'account' | 'kind' | 'openId'>
    ? [C] extends [P]
      ? unknown
      : HandlerMistake<`The context of this handler has to be a WechatContext<'${K}'>`>
    : unknown;

type CheckResult<K extends WechatKind, R> = [Resolved<R>] extends [HandlerResult<K>]
  ? unknown
  : HandlerMistake<
      [K] extends [NoticeKind]
        ? `WeChat shows no reply to '${K}', so its handler returns nothing`
        : 'A handler returns a string, a Reply or nothing'
    >;

type Resolved<R> = R extends Observable<infer V> ? V : Awaited<R>;

/**
 * Hears messages of one kind. With a pattern it hears those whose text matches: a string compares exactly, a RegExp
 * searches (flags `g` and `y` are refused). The first match answers: exact, then RegExp in the order of declaration,
 * then without pattern, then `@OnMessage()`.
 */
export function On<K extends WechatKind>(kind: K, ...args: HandlerArguments<K>): HandlerDecorator<K> {
  return handler(`On('${kind}')`, [kind], args);
}

/** Hears text messages; a pattern is compared with the trimmed content, case-sensitively. */
export const OnText = named('OnText', 'text');
/** Hears pictures. */
export const OnImage = named('OnImage', 'image');
/** Hears voice messages. */
export const OnVoice = named('OnVoice', 'voice');
/** Hears videos. */
export const OnVideo = named('OnVideo', 'video');
/** Hears short videos, which current clients no longer send. */
export const OnShortVideo = named('OnShortVideo', 'shortvideo');
/** Hears positions that a person sends. Those that the client reports by itself are `event.LOCATION`. */
export const OnLocation = named('OnLocation', 'location');
/** Hears links. */
export const OnLink = named('OnLink', 'link');
/** Hears every follow, with or without a QR code. */
export const OnSubscribe = named('OnSubscribe', 'event.subscribe');
/** Hears every unfollow. */
export const OnUnsubscribe = named('OnUnsubscribe', 'event.unsubscribe');
/** Hears menu buttons of type `click`; a pattern is compared with the button's key. */
export const OnClick = named('OnClick', 'event.CLICK');
/** Hears menu buttons of type `view`; a pattern is compared with the URL. */
export const OnView = named('OnView', 'event.VIEW');

/**
 * Hears scans of a QR code of the account: SCAN by a follower, and a subscribe that carries a scene. A pattern is
 * compared with the scene. On such a subscribe `@OnSubscribe` runs as well; the reply of the scan wins if it has one.
 */
export function OnScan(...args: HandlerArguments<'event.SCAN'>): HandlerDecorator<'event.SCAN' | 'event.subscribe'> {
  return handler('OnScan', ['event.SCAN', SCENE_OF_SUBSCRIBE], args);
}

/** Hears every message that no other handler matched. What WeChat tells a third-party platform is none. */
export function OnMessage(options?: HandlerOptions): HandlerDecorator<WechatKind> {
  return handler('OnMessage', [ANY_MESSAGE], [options]);
}

function named<K extends WechatKind>(label: string, kind: K): (...args: HandlerArguments<K>) => HandlerDecorator<K> {
  return (...args) => handler(label, [kind], args);
}

/** Makes a decorator for handlers of some topics. */
export function handler<K extends WechatKind, C extends WechatContext = WechatContext<K>>(
  name: string,
  topics: readonly string[],
  args: readonly (string | RegExp | HandlerOptions | undefined)[],
): HandlerDecorator<K, C> {
  const [first, second] = args;
  const hasPattern = typeof first === 'string' || first instanceof RegExp;
  const options = (hasPattern ? second : first) as HandlerOptions | undefined;
  const pattern = hasPattern ? first : undefined;
  const { account, timeoutMs, late } = options ?? {};
  return (target, propertyKey, descriptor) => {
    if (typeof target === 'function' || typeof propertyKey === 'symbol') {
      throw new WechatConfigError(
        `@${name} stands on ${String(propertyKey)}, which Nest never calls. Decorate a method of an instance with a name.`,
      );
    }
    const method: unknown = descriptor.value;
    addHandlerMetadata(method as object, { label: `@${name}`, topics, pattern, account, timeoutMs, late });
  };
}
