// Compiled by `npm run typecheck`: every expected error has to be one, and nothing else may be.
import { of } from 'rxjs';
import {
  On,
  OnClick,
  OnImage,
  OnMessage,
  OnScan,
  OnSubscribe,
  OnText,
  OnUnsubscribe,
  OpenId,
  Reply,
  type WechatContext,
  type WechatKind,
  type WechatMessageMap,
} from 'nestjs-wechat';

/** What has to compile. */
export class Right {
  @OnText('a') text(context: WechatContext<'text'>): string {
    return context.message.Content;
  }
  @OnText(/a/, { account: 'shop' }) reply(): Reply {
    return Reply.text('x');
  }
  @OnText({ account: 'shop' }) nothing() {}
  @OnText('b') later(): Promise<string | undefined> {
    return Promise.resolve('x');
  }
  @OnText('c') observed() {
    return of(Reply.image('m'));
  }
  @OnText('d') literal() {
    return { type: 'text', content: 'x' } as const;
  }
  @OnText('e') either(context: WechatContext<'text'>) {
    return context.message.Content === 'x' ? Reply.image('m') : null;
  }
  @OnText('f') @OnImage() both(context: WechatContext<'text' | 'image'>) {
    return context.kind;
  }
  @OnScan('s') scanned(context: WechatContext<'event.SCAN' | 'event.subscribe'>) {
    return context.scene;
  }
  @OnClick('k') clicked(@OpenId() openId: string) {
    return openId;
  }
  @OnMessage() anything(context: WechatContext) {
    return context.kind;
  }
  @OnUnsubscribe() gone(): void {}
  @On('event.TEMPLATESENDJOBFINISH') sent(context: WechatContext<'event.TEMPLATESENDJOBFINISH'>) {
    const status: string = context.message.Status;
    const seconds: number = context.message.CreateTime;
    void [status, seconds];
  }
}

/** What must not compile. */
export class Wrong {
  // @ts-expect-error -- no such kind
  @On('event.SUBSCRBE') kind() {}
  // @ts-expect-error -- a kind without a text to compare takes no pattern
  @On('image', 'pattern') pattern() {}
  // @ts-expect-error -- a follow has no pattern, its scene belongs to @OnScan
  @OnSubscribe('scene') follow() {}
  // @ts-expect-error -- a pattern is a text or a RegExp
  @OnText(5) patternType() {}
  // @ts-expect-error -- no such option
  @OnText('x', { acount: 'shop' }) option() {}
  // @ts-expect-error -- the context of another kind
  @OnText() context(_context: WechatContext<'image'>) {}
  // @ts-expect-error -- a scan may be a subscribe
  @OnScan() scan(_context: WechatContext<'event.SCAN'>) {}
  // @ts-expect-error -- stacked, the context is of either kind
  @OnText() @OnImage() stacked(_context: WechatContext<'text'>) {}
  // @ts-expect-error -- a number is no reply
  @OnText() number() {
    return 5;
  }
  // @ts-expect-error -- an object is no reply
  @OnText() object() {
    return { content: 'x' };
  }
  // @ts-expect-error -- an image reply has a mediaId
  @OnText() literal() {
    return { type: 'image', content: 'x' } as const;
  }
  // @ts-expect-error -- nor is a promise of a number
  @OnText() later() {
    return Promise.resolve(5);
  }
  // @ts-expect-error -- nor an Observable of one
  @OnText() observed() {
    return of(5);
  }
  // @ts-expect-error -- nobody reads a reply to an unfollow
  @OnUnsubscribe() gone() {
    return 'come back';
  }
  // @ts-expect-error -- nor to a job result
  @On('event.MASSSENDJOBFINISH') job() {
    return Reply.text('x');
  }
  // @ts-expect-error -- a handler is a method
  @OnText() property = 5;
}

// @ts-expect-error -- news has at least one article
Reply.news([]);
// @ts-expect-error -- an article has a title
Reply.news([{ description: 'd', picUrl: 'p', url: 'u' }]);
// @ts-expect-error -- a video has a media id
Reply.video({ title: 't' });
// @ts-expect-error -- music has a cover
Reply.music({ musicUrl: 'u' });
// @ts-expect-error -- no such builder
Reply.file('m');

/** Fields have their types; ids are text, lists are arrays. */
export function fields(
  text: WechatMessageMap['text'],
  location: WechatMessageMap['location'],
  pictures: WechatMessageMap['event.pic_weixin'],
  publish: WechatMessageMap['event.PUBLISHJOBFINISH'],
  ticket: WechatMessageMap['component.component_verify_ticket'],
) {
  const id: string = text.MsgId;
  const kind: 'text' = text.MsgType;
  const latitude: number = location.Location_X;
  const md5: string | undefined = pictures.SendPicsInfo.PicList.item[0]?.PicMd5Sum;
  const failed: readonly string[] | readonly number[] = publish.PublishEventInfo.fail_idx;
  const url: string | undefined = publish.PublishEventInfo.article_detail?.item[0]?.article_url;
  const value: string = ticket.ComponentVerifyTicket;
  // @ts-expect-error -- a misspelt field is none
  const misspelt: string = text.content;
  const articles: readonly { title: string; description: string; picUrl: string; url: string }[] = [];
  const news = Reply.news(articles.map(article => article));
  // @ts-expect-error -- an id is no number
  const number: number = text.MsgId;
  // @ts-expect-error -- messages are read only
  text.Content = 'x';
  return [id, kind, latitude, md5, failed, url, value, misspelt, news, number];
}

/** A kind that the package does not know yet can be declared. */
declare module 'nestjs-wechat' {
  interface WechatMessageMap {
    'event.brand_new': { readonly FromUserName: string; readonly Event: string; readonly Depth: string };
  }
}
export class Declared {
  @On('event.brand_new') heard(context: WechatContext<'event.brand_new'>) {
    return context.message.Depth;
  }
}
export const declared: WechatKind = 'event.brand_new';
