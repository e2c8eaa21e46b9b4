// Compiled by `npm run typecheck`: every expected error has to be one, and nothing else may be.
import {
  Match,
  On,
  OnAnswer,
  OnText,
  OnUnsubscribe,
  Reply,
  type AnswerKind,
  type ConversationStore,
  type WechatContext,
  type WechatOptions,
} from 'nestjs-wechat';

interface Order {
  size: 'S' | 'M' | 'L';
  number: number;
}

/** What has to compile. */
export class Right {
  @OnText('a') ask(context: WechatContext<'text'>) {
    return context.ask('size', 'Which size?');
  }
  @OnText('b') askAnything(context: WechatContext<'text'>): Reply {
    return context.ask('size', Reply.image('m'), { expiresInSeconds: 60 });
  }
  @OnAnswer('size', 'L') large(context: WechatContext<'text'>) {
    return context.message.Content;
  }
  @OnAnswer('size', /^[SM]$/, { account: 'shop', timeoutMs: 1000, late: 'drop' }) small(@Match() match: unknown) {
    return String(match);
  }
  @OnAnswer('size', { account: 'shop' }) any(context: WechatContext<AnswerKind>) {
    return context.is('image') ? context.message.PicUrl : context.kind;
  }
  @OnAnswer('size') everything(context: WechatContext) {
    return context.kind;
  }
  @OnAnswer('size') nothing() {}
  @OnText('c') @OnAnswer('size', 'c') both(context: WechatContext<'text'>) {
    return context.message.Content;
  }
  @OnAnswer('size', 'd') async session(context: WechatContext<'text'>) {
    const session = await context.session<Order>();
    const size: Order['size'] | undefined = session.size;
    session.number = 2;
    delete session.number;
    const untyped = await context.session();
    untyped['anything'] = 1;
    const unknown: unknown = untyped['anything'];
    void [size, unknown];
  }
}

/** What must not compile. */
export class Wrong {
  // @ts-expect-error -- a topic is a text
  @OnAnswer(/size/) topic() {}
  // @ts-expect-error -- there has to be one
  @OnAnswer() none() {}
  // @ts-expect-error -- a pattern is a text or a RegExp
  @OnAnswer('size', 5) pattern() {}
  // @ts-expect-error -- no such option
  @OnAnswer('size', 'L', { acount: 'shop' }) option() {}
  // @ts-expect-error -- without a pattern an answer may be a picture
  @OnAnswer('size') text(_context: WechatContext<'text'>) {}
  // @ts-expect-error -- with one it is a text
  @OnAnswer('size', 'L') image(_context: WechatContext<'image'>) {}
  // @ts-expect-error -- an event is no answer
  @OnAnswer('size') event(_context: WechatContext<'event.CLICK'>) {}
  // @ts-expect-error -- a number is no reply
  @OnAnswer('size') number() {
    return 5;
  }
  // @ts-expect-error -- a session is no reply
  @OnAnswer('size') async session(context: WechatContext) {
    return context.session();
  }
  // @ts-expect-error -- nobody reads a question after an unfollow
  @OnUnsubscribe() gone(context: WechatContext<'event.unsubscribe'>) {
    return context.ask('why', 'Why?');
  }
  // @ts-expect-error -- nor one to a job result
  @On('event.MASSSENDJOBFINISH') job(context: WechatContext<'event.MASSSENDJOBFINISH'>) {
    return context.ask('why', 'Why?');
  }
}

export async function misuse(context: WechatContext) {
  // @ts-expect-error -- a topic is a text
  context.ask(5, 'Which size?');
  // @ts-expect-error -- there is no question without words
  context.ask('size');
  // @ts-expect-error -- words are a text or a reply
  context.ask('size', { text: 'Which size?' });
  // @ts-expect-error -- no such option
  context.ask('size', 'Which size?', { seconds: 5 });
  // @ts-expect-error -- a session is an object
  await context.session<string>();
  const session = await context.session<Order>();
  // @ts-expect-error -- it may be empty
  const size: Order['size'] = session.size;
  // @ts-expect-error -- what is not there is deleted
  session.number = undefined;
  // @ts-expect-error -- no such size
  session.size = 'XL';
  return size;
}

export const options: WechatOptions = { appId: 'wx', conversations: { maxBytes: 1024, lifeSeconds: 60 } };
export const stores = (conversations: ConversationStore): WechatOptions => ({ appId: 'wx', stores: { conversations } });
// @ts-expect-error -- no such option
export const wrong: WechatOptions = { appId: 'wx', conversations: { lifeMs: 60 } };
