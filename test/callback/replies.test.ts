import { describe, expect, test } from 'vitest';
import { Injectable } from '@nestjs/common';
import { On, OnClick, OnMessage, OnText, Reply } from 'nestjs-wechat';
import { createBot } from '../support/bot.js';
import { eventMessage, OPEN_ID, ORIGINAL_ID, textMessage } from '../support/wechat-side.js';

const article = (title: string) => ({ title, description: 'd', picUrl: 'p', url: 'u' });
const item = (Title: string) => ({ Title, Description: 'd', PicUrl: 'p', Url: 'u' });

async function answer(result: Reply | string, message = textMessage('x')) {
  @Injectable()
  class Bot {
    @OnMessage() say() {
      return result;
    }
  }
  const bot = await createBot({ providers: [Bot] });
  return { bot, reply: await bot.ask(message), raw: (await bot.send(message)).body };
}

describe('replies', () => {
  test.each<[Reply | string, object]>([
    ['hi', { MsgType: 'text', Content: 'hi' }],
    [Reply.text('hi'), { MsgType: 'text', Content: 'hi' }],
    [
      { type: 'text', content: 'hi' },
      { MsgType: 'text', Content: 'hi' },
    ],
    [Reply.image('m'), { MsgType: 'image', Image: { MediaId: 'm' } }],
    [Reply.voice('m'), { MsgType: 'voice', Voice: { MediaId: 'm' } }],
    [Reply.video({ mediaId: 'm' }), { MsgType: 'video', Video: { MediaId: 'm' } }],
    [
      Reply.video({ mediaId: 'm', title: 't', description: 'd' }),
      { MsgType: 'video', Video: { MediaId: 'm', Title: 't', Description: 'd' } },
    ],
    [Reply.music({ thumbMediaId: 'm' }), { MsgType: 'music', Music: { ThumbMediaId: 'm' } }],
    [
      Reply.music({ thumbMediaId: 'm', title: 't', description: 'd', musicUrl: 'u', hqMusicUrl: 'h' }),
      { MsgType: 'music', Music: { Title: 't', Description: 'd', MusicUrl: 'u', HQMusicUrl: 'h', ThumbMediaId: 'm' } },
    ],
    [Reply.news([article('a')]), { MsgType: 'news', ArticleCount: '1', Articles: { item: item('a') } }],
    [Reply.transferCustomerService(), { MsgType: 'transfer_customer_service' }],
    [
      Reply.transferCustomerService('agent1@sample'),
      { MsgType: 'transfer_customer_service', TransInfo: { KfAccount: 'agent1@sample' } },
    ],
  ])('%j', async (result, expected) => {
    const before = Math.floor(Date.now() / 1000);
    const { reply } = await answer(result);
    const { CreateTime, ...fields } = reply as unknown as Record<string, unknown>;
    expect(fields).toEqual({ ToUserName: OPEN_ID, FromUserName: ORIGINAL_ID, ...expected });
    // Seconds, not milliseconds.
    expect(Number(CreateTime)).toBeGreaterThanOrEqual(before);
    expect(Number(CreateTime)).toBeLessThanOrEqual(Date.now() / 1000);
  });

  test.each([
    'a]]>b',
    '</Content><MsgType>event</MsgType>',
    '<![CDATA[x]]>',
    '&lt;&amp;',
    '你好，😀',
    ' spaces and\nlines ',
  ])('a person cannot write an element into the answer: %j', async content => {
    @Injectable()
    class Echo {
      @OnText() say(context: { readonly message: { readonly Content: string } }) {
        return context.message.Content;
      }
    }
    const bot = await createBot({ providers: [Echo] });
    expect(await bot.ask(textMessage(content))).toMatchObject({ Content: content, MsgType: 'text' });
  });

  test('news to a message is cut to its first article, with a warning', async () => {
    const { bot, reply } = await answer(Reply.news([article('a'), article('b')]));
    expect(reply).toMatchObject({ ArticleCount: '1', Articles: { item: item('a') } });
    bot.logger.assertLogged({ level: 'warn', message: /2 articles; WeChat shows 1/ });
  });

  test('news to an event may have eight articles, and no more', async () => {
    const click = eventMessage('CLICK', { EventKey: 'k' });
    const eight = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
    const articles = (titles: readonly string[]) => titles.map(article) as [ReturnType<typeof article>];
    const enough = await answer(Reply.news(articles(eight)), click);
    expect(enough.reply).toMatchObject({ ArticleCount: '8', Articles: { item: eight.map(item) } });
    expect(enough.bot.logger.filter({ level: 'warn' })).toEqual([]);
    const many = await answer(Reply.news(articles([...eight, 'i'])), click);
    expect(many.reply).toMatchObject({ ArticleCount: '8', Articles: { item: eight.map(item) } });
    many.bot.logger.assertLogged({ level: 'warn', message: /9 articles; WeChat shows 8/ });
  });

  test('a text above 2,048 bytes is sent, with a warning', async () => {
    const most = await answer('你'.repeat(682));
    expect(most.bot.logger.filter({ level: 'warn' })).toEqual([]);
    const { bot, reply } = await answer('你'.repeat(683));
    expect(reply).toMatchObject({ Content: '你'.repeat(683) });
    bot.logger.assertLogged({ level: 'warn', message: /2048 bytes/ });
  });

  test('a notice of the platform is acknowledged, whatever a catch-all says', async () => {
    const { reply } = await answer('hi', eventMessage('TEMPLATESENDJOBFINISH', { MsgID: '1', Status: 'success' }));
    expect(reply).toBe('success');
  });

  test('in JSON have the same fields', async () => {
    @Injectable()
    class Bot {
      @OnClick('K') click() {
        return Reply.news([article('a')]);
      }
      @On('event.SCAN') scan() {
        return 'a]]>"b';
      }
    }
    const bot = await createBot({ providers: [Bot], options: { dataFormat: 'json' } });
    const event = { ToUserName: ORIGINAL_ID, FromUserName: OPEN_ID, CreateTime: 1, MsgType: 'event' };
    const click = await bot.send(JSON.stringify({ ...event, Event: 'CLICK', EventKey: 'K' }));
    expect(click.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(click.body)).toMatchObject({ MsgType: 'news', ArticleCount: 1, Articles: { item: [item('a')] } });
    const scan = await bot.send(JSON.stringify({ ...event, Event: 'SCAN', EventKey: 'K' }));
    expect(JSON.parse(scan.body)).toMatchObject({ Content: 'a]]>"b' });
  });
});
