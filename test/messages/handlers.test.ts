import { Controller, Injectable } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import {
  Account,
  Ctx,
  Match,
  Message,
  On,
  OnClick,
  OnImage,
  OnMessage,
  OnScan,
  OnSubscribe,
  OnText,
  OpenId,
  Reply,
  Scene,
  WechatAccount,
  WechatConfigError,
  WechatContext,
} from 'nestjs-wechat';
import { createBot, textOf } from '../support/bot.js';
import { eventMessage, OPEN_ID, textMessage, uniqueMsgId, xmlMessage } from '../support/wechat-side.js';

const image = xmlMessage({ MsgType: 'image', PicUrl: 'p', MediaId: 'm', MsgId: '1' });

describe('resolution', () => {
  @Injectable()
  class Bot {
    @OnMessage() anything(ctx: WechatContext) {
      return `any ${ctx.kind}`;
    }
    @OnText() bare() {
      return 'bare';
    }
    @OnText(/^a/) first() {
      return 'first';
    }
    @OnText(/b$/) second() {
      return 'second';
    }
    @OnText('ab') exact() {
      return 'exact';
    }
    @OnClick('K') click() {
      return 'click';
    }
    @On('event.scancode_waitmsg', 'W') waiting() {
      return 'waiting';
    }
  }

  test.each([
    ['ab', 'exact'],
    ['  ab\n', 'exact'],
    ['AB', 'bare'],
    ['a b', 'first'],
    [' a b ', 'first'],
    ['xb', 'second'],
    ['x', 'bare'],
    ['', 'bare'],
    ['constructor', 'bare'],
  ])('text %j goes to %s', async (content, expected) => {
    const bot = await createBot({ providers: [Bot] });
    expect(await textOf(bot.ask(textMessage(content)))).toBe(expected);
  });

  test.each([
    [eventMessage('CLICK', { EventKey: 'K' }), 'click'],
    [eventMessage('click', { EventKey: 'K' }), 'click'],
    [eventMessage('CLICK', { EventKey: 'k' }), 'any event.CLICK'],
    [eventMessage('scancode_waitmsg', { EventKey: 'W' }), 'waiting'],
    [eventMessage('brand_new'), 'any event.brand_new'],
    [image, 'any image'],
  ])('%s', async (message, expected) => {
    const bot = await createBot({ providers: [Bot] });
    expect(await textOf(bot.ask(message))).toBe(expected);
  });

  test('a message that no handler hears is acknowledged', async () => {
    const bot = await createBot({});
    expect(await bot.ask(textMessage('hello'))).toBe('success');
  });
});

describe('following and scanning', () => {
  const ran: string[] = [];
  @Injectable()
  class Bot {
    @OnSubscribe() subscribed() {
      ran.push('subscribed');
      return 'welcome';
    }
    @OnScan('quiet') quiet() {
      ran.push('quiet');
    }
    @OnScan(/^order_(\d+)$/) order(@Match(1) id: string, @Scene() scene: string) {
      ran.push('order');
      return `order ${id} of ${scene}`;
    }
    @OnScan('broken') broken(): string {
      throw new Error('broken');
    }
    @OnScan() scanned(@Scene() scene: string) {
      ran.push('scanned');
      return `scene ${scene}`;
    }
  }
  const scan = (EventKey: string) => eventMessage('SCAN', { EventKey, Ticket: 't' });
  const follow = (EventKey?: string) =>
    eventMessage('subscribe', EventKey === undefined ? {} : { EventKey, Ticket: 't' });

  test.each([
    ['a scan', scan('abc'), 'scene abc', ['scanned']],
    ['a scan whose scene looks like a follow', scan('qrscene_abc'), 'scene qrscene_abc', ['scanned']],
    ['a scan with a pattern', scan('order_42'), 'order 42 of order_42', ['order']],
    ['a plain follow', follow(), 'welcome', ['subscribed']],
    ['a follow with an empty key', follow(''), 'welcome', ['subscribed']],
    ['a follow from elsewhere', follow('last_trade_no_1'), 'welcome', ['subscribed']],
    ['a follow by code', follow('qrscene_abc'), 'scene abc', ['subscribed', 'scanned']],
    ['a follow by code with a pattern', follow('qrscene_order_42'), 'order 42 of order_42', ['subscribed', 'order']],
    ['a follow whose scan says nothing', follow('qrscene_quiet'), 'welcome', ['subscribed', 'quiet']],
    ['a follow whose scan fails', follow('qrscene_broken'), 'welcome', ['subscribed']],
  ])('%s', async (_, message, expected, handlers) => {
    ran.length = 0;
    const bot = await createBot({ providers: [Bot] });
    expect(await textOf(bot.ask(message))).toBe(expected);
    expect(ran).toEqual(handlers);
  });

  test('a follow by code reaches a scan handler alone, and no catch-all', async () => {
    @Injectable()
    class Scanner {
      @OnScan() scanned() {}
      @OnMessage() anything() {
        return 'any';
      }
    }
    const bot = await createBot({ providers: [Scanner] });
    expect(await bot.ask(follow('qrscene_abc'))).toBe('success');
    expect(await textOf(bot.ask(follow()))).toBe('any');
  });
});

describe('parameters', () => {
  test('come from decorators, in any order', async () => {
    @Injectable()
    class Bot {
      @OnText(/^(?<verb>\w+) (\d+)$/)
      all(
        @Account() account: WechatAccount,
        @Match('verb') verb: string,
        @Match(2) id: string,
        @Match() match: RegExpExecArray,
        @OpenId() openId: string,
        @Message() message: { Content: string },
        @Message('MsgId') msgId: string,
        @Scene() scene: string | undefined,
        @Ctx() ctx: WechatContext<'text'>,
      ) {
        return JSON.stringify([
          account.name,
          account.appId,
          verb,
          id,
          match[0],
          openId,
          message.Content,
          msgId,
          scene,
          ctx.kind,
        ]);
      }
    }
    const bot = await createBot({ providers: [Bot] });
    const MsgId = uniqueMsgId();
    const message = xmlMessage({ MsgType: 'text', Content: 'buy 7', MsgId });
    expect(JSON.parse(String(await textOf(bot.ask(message))))).toEqual([
      'default',
      'wx1a2b3c4d5e6f7081',
      'buy',
      '7',
      'buy 7',
      OPEN_ID,
      'buy 7',
      MsgId,
      null,
      'text',
    ]);
  });

  test('without decorators the first one is the context', async () => {
    @Injectable()
    class Bot {
      @OnText() @OnImage() both(ctx: WechatContext<'text' | 'image'>) {
        return ctx.is('text') ? ctx.message.Content : `picture ${ctx.message.MsgType}`;
      }
    }
    const bot = await createBot({ providers: [Bot] });
    expect(await textOf(bot.ask(textMessage('hi')))).toBe('hi');
    expect(await textOf(bot.ask(image))).toBe('picture image');
  });

  test('the person behind a report of the platform is the one reported about', async () => {
    let openId: string | undefined;
    @Injectable()
    class Bot {
      @On('event.user_info_modified') changed(@OpenId() id: string) {
        openId = id;
      }
    }
    const bot = await createBot({ providers: [Bot] });
    await bot.ask(eventMessage('user_info_modified', { OpenID: 'oReported', AppID: 'wx1' }));
    expect(openId).toBe('oReported');
  });
});

describe('hosts', () => {
  test('may inherit handlers, and override them', async () => {
    abstract class Base {
      @OnText('one') one() {
        return 'base one';
      }
      @OnText('two') two() {
        return 'base two';
      }
    }
    @Injectable()
    class Bot extends Base {
      override two() {
        return 'not a handler';
      }
    }
    const bot = await createBot({ providers: [Bot] });
    expect(await textOf(bot.ask(textMessage('one')))).toBe('base one');
    expect(await bot.ask(textMessage('two'))).toBe('success');
  });

  test('may be made by a factory, and an alias does not double them', async () => {
    class Bot {
      constructor(private readonly word: string) {}
      @OnText() say() {
        return this.word;
      }
    }
    const providers = [
      { provide: Bot, useFactory: () => new Bot('made') },
      { provide: 'ALIAS', useExisting: Bot },
    ];
    const bot = await createBot({ providers });
    expect(await textOf(bot.ask(textMessage('x')))).toBe('made');
  });
});

describe('accounts', () => {
  @Injectable()
  class Bot {
    @OnText('all') all(@Account() account: WechatAccount) {
      return account.name;
    }
    @OnText('one', { account: 'shop' }) shop() {
      return 'shop only';
    }
    @OnText('one', { account: 'default' }) main() {
      return 'default only';
    }
    @OnImage({ account: 'shop' }) picture() {
      return 'picture';
    }
  }

  test('handlers hear every account, or one', async () => {
    const bot = await createBot({ providers: [Bot] });
    expect(await textOf(bot.ask(textMessage('all')))).toBe('default');
    expect(await textOf(bot.ask(textMessage('all'), 'shop'))).toBe('shop');
    expect(await textOf(bot.ask(textMessage('one')))).toBe('default only');
    expect(await textOf(bot.ask(textMessage('one'), 'shop'))).toBe('shop only');
    expect(await bot.ask(image)).toBe('success');
    expect(await textOf(bot.ask(image, 'shop'))).toBe('picture');
  });
});

describe('boot', () => {
  test('prints a line per handler', async () => {
    @Injectable()
    class Bot {
      @OnText('help') help() {}
      @OnText(/^order (\d+)$/, { account: 'shop' }) order() {}
      @OnMessage() anything() {}
      @On('event.kf_close_session') closed() {}
      @OnText('above') @OnText('below') stacked() {}
    }
    const { logger } = await createBot({ providers: [Bot] });
    const lines = logger.filter({ context: 'HandlerRegistry', level: 'log' }).map(entry => entry.message);
    expect(lines).toEqual([
      'Mapped {@OnText "help"} to Bot.help',
      "Mapped {@OnText /^order (\\d+)$/, account 'shop'} to Bot.order",
      'Mapped {@OnMessage} to Bot.anything',
      "Mapped {@On('event.kf_close_session')} to Bot.closed",
      'Mapped {@OnText "above"} to Bot.stacked',
      'Mapped {@OnText "below"} to Bot.stacked',
    ]);
  });

  class One {
    @OnText('x') one() {}
  }
  class SameText {
    @OnText('x') two() {}
  }
  class SameTextElsewhere {
    @OnText('x', { account: 'shop' }) two() {}
  }
  class Expression {
    @OnText(/x/i) one() {}
  }
  class SameExpression {
    @OnText(/x/i) two() {}
  }
  class Bare {
    @OnText() one() {}
  }
  class SameBare {
    @On('text') two() {}
  }
  class Scan {
    @OnScan() one() {}
  }
  class SameScan {
    @On('event.SCAN') two() {}
  }
  class CatchAll {
    @OnMessage() one() {}
  }
  class SameCatchAll {
    @OnMessage() two() {}
  }

  test.each([
    [One, SameText],
    [One, SameTextElsewhere],
    [Expression, SameExpression],
    [Bare, SameBare],
    [Scan, SameScan],
    [CatchAll, SameCatchAll],
  ])('refuses %o beside %o', async (first, second) => {
    const boot = createBot({ providers: [first, second] });
    await expect(boot).rejects.toThrow(WechatConfigError);
    await expect(boot).rejects.toThrow(
      new RegExp(`${first.name}\\.one and ${second.name}\\.two both hear.*Change one`),
    );
  });

  test('takes the same pattern with other flags, or for other kinds', async () => {
    class Bot {
      @OnText(/x/) one() {}
      @OnText(/x/i) two() {}
      @OnText('x') three() {}
      @OnClick('x') four() {}
    }
    await createBot({ providers: [Bot] });
  });

  test('refuses one class in two modules', async () => {
    class Other {}
    const boot = createBot({ providers: [One], imports: [{ module: Other, providers: [One] }] });
    await expect(boot).rejects.toThrow(/One\.one and One\.one .*provide its class in one module only/);
  });

  test('refuses an account that is not registered', async () => {
    class Bot {
      @OnText({ account: 'shoop' }) text() {}
    }
    await expect(createBot({ providers: [Bot] })).rejects.toThrow(
      /Bot\.text hears the account 'shoop', which is not registered \(there are: 'default', 'shop'\).*name: 'shoop'/,
    );
  });

  test.each([/x/g, /x/y])('refuses %s', async pattern => {
    class Bot {
      @OnText(pattern) text() {}
    }
    await expect(createBot({ providers: [Bot] })).rejects.toThrow(/Bot\.text.*Remove the flag/);
  });

  test('refuses a text that can never come', async () => {
    class Bot {
      @OnText(' help') text() {}
    }
    await expect(createBot({ providers: [Bot] })).rejects.toThrow(/Bot\.text.*" help".*Remove the white space/);
  });

  test('refuses a parameter without decorator beside one that has', async () => {
    class Bot {
      @OnText() text(_context: WechatContext<'text'>, @OpenId() _openId: string) {}
    }
    await expect(createBot({ providers: [Bot] })).rejects.toThrow(/Parameter 1 of Bot\.text.*@Ctx\(\)/);
  });

  test('refuses static methods and methods named by a symbol', () => {
    expect(() => {
      class Bot {
        @OnText() static text() {}
      }
      return Bot;
    }).toThrow(/@OnText stands on text, which Nest never calls/);
    expect(() => {
      class Bot {
        @OnText() [Symbol('text')]() {}
      }
      return Bot;
    }).toThrow(WechatConfigError);
  });

  test('warns of an account that nobody hears', async () => {
    class Bot {
      @OnText({ account: 'shop' }) text() {}
    }
    const { logger } = await createBot({ providers: [Bot] });
    const warnings = logger.filter({ level: 'warn' }).map(entry => entry.message);
    expect(warnings).toEqual([expect.stringMatching(/No handler hears account 'default'.*provide their class/)]);
  });

  test('refuses a handler on a controller', async () => {
    @Controller()
    class Bot {
      @OnText() text() {}
    }
    await expect(createBot({ controllers: [Bot] })).rejects.toThrow(/Bot\.text.*controller.*Move it to a provider/);
  });
});

describe('results', () => {
  test.each([
    ['a text', 'hi', 'hi'],
    ['a promise', Promise.resolve('later'), 'later'],
    ['a builder', Reply.text('built'), 'built'],
    ['nothing', undefined, 'success'],
    ['null', null, 'success'],
    ['an empty text', '', 'success'],
    ['an acknowledgement', Reply.acknowledge(), 'success'],
  ])('%s', async (_, result, expected) => {
    class Bot {
      @OnText() say() {
        return result;
      }
    }
    const bot = await createBot({ providers: [Bot] });
    expect(await textOf(bot.ask(textMessage('x')))).toBe(expected);
  });

  test.each([
    ['a number', 7, 'a number'],
    ['an object', { content: 'x' }, 'an object'],
    ['an unknown type', { type: 'hologram' }, 'an object'],
    ['a reply without its fields', { type: 'text' }, 'cannot be written'],
    ['news without articles', { type: 'news', articles: [] }, 'news without articles'],
    ['news without a list', { type: 'news' }, 'Bot.say'],
  ])('%s is logged and acknowledged', async (_, result, log) => {
    class Bot {
      @OnText() say() {
        return result as unknown as string;
      }
    }
    const bot = await createBot({ providers: [Bot] });
    expect(await bot.ask(textMessage('x'))).toBe('success');
    bot.logger.assertLogged({ level: 'error', message: new RegExp(log) });
  });

  test.each([Object.create(null), { toString: 5 }, Symbol('thrown'), null, undefined])(
    'a handler may throw %o',
    async thrown => {
      class Bot {
        @OnText() say(): string {
          // oxlint-disable-next-line typescript/only-throw-error
          throw thrown;
        }
      }
      const bot = await createBot({ providers: [Bot] });
      expect(await bot.ask(textMessage('x'))).toBe('success');
      bot.logger.assertLogged({ level: 'error', message: /Bot\.say failed/ });
    },
  );

  test('a text without content goes to the handler without pattern', async () => {
    class Bot {
      @OnText('x') one() {
        return 'one';
      }
      @OnText() two() {
        return 'two';
      }
    }
    const bot = await createBot({ providers: [Bot] });
    expect(await textOf(bot.ask(xmlMessage({ MsgType: 'text', MsgId: '1' })))).toBe('two');
  });

  test('a handler that throws is logged and acknowledged', async () => {
    class Bot {
      @OnText() say(): string {
        throw new Error('out of paper');
      }
    }
    const bot = await createBot({ providers: [Bot] });
    expect(await bot.ask(textMessage('x'))).toBe('success');
    const errors = bot.logger.filter({ level: 'error' });
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toMatch(/Bot\.say failed on a message of kind text to account 'default'.*out of paper/);
    expect(errors[0]?.stack).toMatch(/handlers\.test\.ts/);
  });
});
