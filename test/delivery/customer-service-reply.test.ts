import { describe, expect, test } from 'vitest';
import { Reply } from 'nestjs-wechat';
import { toCustomerServiceMessages } from '#lib/delivery/customer-service-reply';

const article = (title: string) => ({ title, description: 'd', picUrl: 'http://p/', url: 'http://u/' });
const news = (title: string) => ({
  msgtype: 'news',
  news: { articles: [{ title, description: 'd', picurl: 'http://p/', url: 'http://u/' }] },
});
const address = { musicurl: 'http://m/', hqmusicurl: 'http://m/' };

describe('a reply as customer service messages', () => {
  test.each<[string, Reply, object[]]>([
    ['text', Reply.text('x'), [{ msgtype: 'text', text: { content: 'x' } }]],
    ['a picture', Reply.image('m'), [{ msgtype: 'image', image: { media_id: 'm' } }]],
    ['a voice', Reply.voice('m'), [{ msgtype: 'voice', voice: { media_id: 'm' } }]],
    [
      'a video',
      Reply.video({ mediaId: 'm', thumbMediaId: 't', title: 'a', description: 'd' }),
      [{ msgtype: 'video', video: { media_id: 'm', thumb_media_id: 't', title: 'a', description: 'd' } }],
    ],
    [
      'music',
      Reply.music({ thumbMediaId: 't', title: 'a', description: 'd', musicUrl: 'http://m/', hqMusicUrl: 'http://hq/' }),
      [
        {
          msgtype: 'music',
          music: {
            thumb_media_id: 't',
            title: 'a',
            description: 'd',
            musicurl: 'http://m/',
            hqmusicurl: 'http://hq/',
          },
        },
      ],
    ],
    // WeChat wants both addresses.
    [
      'music with one address',
      Reply.music({ thumbMediaId: 't', musicUrl: 'http://m/' }),
      [{ msgtype: 'music', music: { thumb_media_id: 't', ...address } }],
    ],
    [
      'music with the better address only',
      Reply.music({ thumbMediaId: 't', hqMusicUrl: 'http://m/' }),
      [{ msgtype: 'music', music: { thumb_media_id: 't', ...address } }],
    ],
    ['news', Reply.news([article('one'), article('two')]), [news('one'), news('two')]],
    ['nothing', Reply.acknowledge(), []],
  ])('that is %s', (_, reply, messages) => {
    expect(toCustomerServiceMessages(reply, 'o1')).toEqual(messages.map(message => ({ touser: 'o1', ...message })));
  });
});
