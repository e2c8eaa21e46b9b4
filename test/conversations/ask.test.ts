import { EventEmitter, once } from 'node:events';
import { Catch, Injectable, ParseIntPipe, UseFilters, UseGuards } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import {
  Match,
  OnAnswer,
  OnClick,
  OnMessage,
  OnScan,
  OnSubscribe,
  OnText,
  Reply,
  WechatArgumentError,
  WechatConfigError,
  type AnswerKind,
  type WechatContext,
} from 'nestjs-wechat';
import { createBot, textOf } from '../support/bot.js';
import { startConversations } from '../support/conversation-bot.js';
import { startSite, startWechat } from '../support/login-site.js';
import { eventMessage, textMessage, xmlMessage } from '../support/wechat-side.js';

/** Asks for a size and a number, and knows other words as well. */
@Injectable()
class Shop {
  @OnText('buy') buy(context: WechatContext<'text'>) {
    return context.ask('size', 'Which size?');
  }
  @OnAnswer('size', 'L') large(context: WechatContext<'text'>) {
    return context.ask('number', 'How many large ones?');
  }
  @OnAnswer('size', /^[SM]$/) small(context: WechatContext<'text'>) {
    return context.ask('number', `How many in ${context.match?.[0]}?`);
  }
  @OnAnswer('number', /^(\d+)$/) order(@Match(1, ParseIntPipe) number: number) {
    return `Ordered ${number + 0}.`;
  }
  @OnText('L') letter() {
    return 'The letter L.';
  }
  @OnMessage() anything() {
    return 'Pardon?';
  }
}

const image = (fields: Readonly<Record<string, string>> = {}) =>
  textMessage('', { MsgType: 'image', PicUrl: 'p', MediaId: 'm', FromUserName: 'oAlice', ...fields });

describe('the answer to a question', () => {
  test('goes to its handlers, before all others, and once', async () => {
    const { say } = await startConversations([Shop]);
    expect(await say('L')).toBe('The letter L.');
    expect(await say('buy')).toBe('Which size?');
    expect(await say('L')).toBe('How many large ones?');
    expect(await say('7')).toBe('Ordered 7.');
    expect(await say('7')).toBe('Pardon?');
    expect(await say('L')).toBe('The letter L.');
  });

  test('is found by exact text, then by RegExp, whose match handlers see', async () => {
    const { say } = await startConversations([Shop]);
    await say('buy');
    expect(await say(' S ')).toBe('How many in S?');
  });

  test('that nobody matches goes the usual way, and the question stays open', async () => {
    const { say, store } = await startConversations([Shop]);
    await say('buy');
    store.take();
    expect(await say('xl')).toBe('Pardon?');
    expect(store.take()).toEqual(['peek']);
    expect(await say('buy')).toBe('Which size?');
    expect(await say('L')).toBe('How many large ones?');
  });

  test('is that of the person who was asked, at the account that asked', async () => {
    const { say } = await startConversations([Shop]);
    await say('buy');
    expect(await say('L', 'oBob')).toBe('The letter L.');
    expect(await say('L', 'oAlice', 'shop')).toBe('The letter L.');
    expect(await say('L')).toBe('How many large ones?');
  });

  test('may be a picture, which patterns do not match', async () => {
    @Injectable()
    class Bot {
      @OnText('start') start(context: WechatContext<'text'>) {
        return context.ask('photo', 'Send a photo.');
      }
      @OnAnswer('photo', /.*/) words() {
        return 'No words, please.';
      }
      @OnAnswer('photo') photo(context: WechatContext<AnswerKind>) {
        return context.is('image') ? `Got ${context.message.MediaId}.` : `No ${context.kind}, please.`;
      }
    }
    const { say, ask } = await startConversations([Bot]);
    await say('start');
    expect(await textOf(ask(image()))).toBe('Got m.');
    await say('start');
    expect(await say('x')).toBe('No words, please.');
    await say('start');
    const voice = textMessage('', { MsgType: 'voice', MediaId: 'm', Format: 'amr', FromUserName: 'oAlice' });
    expect(await textOf(ask(voice))).toBe('No voice, please.');
    await say('start');
    const unknown = textMessage('', { MsgType: 'hologram', FromUserName: 'oAlice' });
    expect(await textOf(ask(unknown))).toBe('No hologram, please.');
  });

  test('is no event, and no notice', async () => {
    @Injectable()
    class Bot {
      @OnText('start') start(context: WechatContext<'text'>) {
        return context.ask('anything', 'Say anything.');
      }
      @OnAnswer('anything') anything() {
        return 'Thank you.';
      }
      @OnMessage() other() {
        return 'Something else.';
      }
    }
    const { say, ask, store } = await startConversations([Bot]);
    await say('start');
    store.take();
    const click = eventMessage('CLICK', { EventKey: 'k', FromUserName: 'oAlice' });
    expect(await textOf(ask(click))).toBe('Something else.');
    await ask(textMessage('x', { MsgType: 'device_text', FromUserName: 'oAlice' }));
    await ask('<xml><AppId>wx1</AppId><CreateTime>1</CreateTime><InfoType>component_verify_ticket</InfoType></xml>');
    expect(store.take()).toEqual([]);
    expect(await say('x')).toBe('Thank you.');
  });

  test('that is delivered again is answered alike, and is no second answer', async () => {
    const { say, ask } = await startConversations([Shop]);
    await say('buy');
    const answer = textMessage('L', { FromUserName: 'oAlice' });
    for (let delivery = 0; delivery < 3; delivery++) expect(await textOf(ask(answer))).toBe('How many large ones?');
    expect(await say('7')).toBe('Ordered 7.');
  });

  test('is one message, also where two come at once', async () => {
    const progress = new EventEmitter();
    @Injectable()
    class Bot {
      @OnText('start') start(context: WechatContext<'text'>) {
        return context.ask('name', 'Your name?');
      }
      @OnAnswer('name') async name(context: WechatContext<AnswerKind>) {
        progress.emit('begun');
        await once(progress, 'go on');
        return `Hello, ${context.text('Content')}.`;
      }
      @OnMessage() anything(context: WechatContext) {
        return `What is ${context.text('Content')}?`;
      }
    }
    const { say, store } = await startConversations([Bot]);
    await say('start');
    const begun = once(progress, 'begun');
    const answers = [say('Ann'), say('Ann')];
    await begun;
    await expect.poll(() => store.calls.filter(call => call === 'open').length).toBeGreaterThan(4);
    progress.emit('go on');
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['Hello, Ann.', 'What is Ann?']));
  });

  test('to what was asked meanwhile is an answer to that', async () => {
    const progress = new EventEmitter();
    @Injectable()
    class Bot {
      @OnText('start') start(context: WechatContext<'text'>) {
        return context.ask('first', 'First name?');
      }
      @OnAnswer('first') async first(context: WechatContext<AnswerKind>) {
        progress.emit('begun');
        await once(progress, 'go on');
        return context.ask('last', 'Last name?');
      }
      @OnAnswer('last') last(context: WechatContext<AnswerKind>) {
        return `Last name ${context.text('Content')}.`;
      }
    }
    const { say, store } = await startConversations([Bot]);
    await say('start');
    const begun = once(progress, 'begun');
    const ann = say('Ann');
    await begun;
    const lee = say('Lee');
    await expect.poll(() => store.calls.filter(call => call === 'open').length).toBeGreaterThan(4);
    progress.emit('go on');
    expect([await ann, await lee]).toEqual(['Last name?', 'Last name Lee.']);
  });

  test('waits for its turn no longer than a handler may take, and goes the usual way then', async () => {
    const progress = new EventEmitter();
    @Injectable()
    class Bot extends Shop {
      @OnText('slow', { timeoutMs: 60_000 }) async slow(context: WechatContext<'text'>) {
        await context.session();
        progress.emit('begun');
        await once(progress, 'go on');
        return 'slow';
      }
    }
    const { say, logged } = await startConversations([Bot], { delivery: { timeoutMs: 100 } });
    await say('buy');
    const begun = once(progress, 'begun');
    const slow = say('slow');
    await begun;
    expect(await say('L')).toBe('The letter L.');
    expect(logged('warn')).toEqual([
      expect.stringMatching(/^A message of kind text to account 'default' may answer a question.*running for 100 ms/),
    ]);
    progress.emit('go on');
    expect(await slow).toBe('slow');
    expect(await say('L')).toBe('How many large ones?');
  });
});

describe('a question', () => {
  test('may be asked by any handler, in any words', async () => {
    @Injectable()
    class Bot {
      @OnSubscribe() welcome(context: WechatContext<'event.subscribe'>) {
        return context.ask('name', 'Your name?');
      }
      @OnClick('photo') photo(context: WechatContext<'event.CLICK'>) {
        return context.ask('name', Reply.image('m'));
      }
      @OnText('silent') async silent(context: WechatContext<'text'>) {
        context.ask('name', 'Never said.');
      }
      @OnAnswer('name') name(context: WechatContext<AnswerKind>) {
        return `Hello, ${context.text('Content')}.`;
      }
    }
    const { say, ask } = await startConversations([Bot]);
    expect(await textOf(ask(eventMessage('subscribe', { FromUserName: 'oAlice' })))).toBe('Your name?');
    expect(await say('Ann')).toBe('Hello, Ann.');
    const click = eventMessage('CLICK', { EventKey: 'photo', FromUserName: 'oAlice' });
    expect(await ask(click)).toMatchObject({ MsgType: 'image', Image: { MediaId: 'm' } });
    expect(await say('Ann')).toBe('Hello, Ann.');
    expect(await say('silent')).toBe('success');
    expect(await say('Ann')).toBe('Hello, Ann.');
  });

  test('costs a look where nothing is asked, and two calls more to ask and to answer', async () => {
    const { say, store } = await startConversations([Shop]);
    await say('hello');
    expect(store.take()).toEqual(['peek']);
    await say('buy');
    expect(store.take()).toEqual(['peek', 'open', 'save']);
    await say('L');
    expect(store.take()).toEqual(['peek', 'open', 'save']);
  });

  test('costs nothing at an account where nobody hears answers', async () => {
    @Injectable()
    class Bot {
      @OnText() echo() {
        return 'hello';
      }
      @OnAnswer('name', { account: 'shop' }) name() {}
    }
    const { say, store } = await startConversations([Bot]);
    expect(await say('x')).toBe('hello');
    expect(store.take()).toEqual([]);
  });

  test('that is asked again stays open', async () => {
    @Injectable()
    class Bot extends Shop {
      @OnAnswer('size') again(context: WechatContext<AnswerKind>) {
        return context.ask('size', 'S, M or L?');
      }
    }
    const { say } = await startConversations([Bot]);
    await say('buy');
    for (const words of ['xl', 'buy', 'hello']) expect(await say(words)).toBe('S, M or L?');
    expect(await say('M')).toBe('How many in M?');
  });

  test('replaces the one before, of other messages and of its own', async () => {
    @Injectable()
    class Bot extends Shop {
      @OnText('twice') twice(context: WechatContext<'text'>) {
        context.ask('size', 'Which size?');
        return context.ask('number', 'How many?');
      }
    }
    const { say } = await startConversations([Bot]);
    await say('buy');
    await say('twice');
    expect(await say('L')).toBe('The letter L.');
    expect(await say('3')).toBe('Ordered 3.');
  });

  test.each([
    [undefined, {}, 1_800_000],
    [undefined, { lifeSeconds: 60 }, 60_000],
    [{ expiresInSeconds: undefined }, {}, 1_800_000],
    [{ expiresInSeconds: 0.5 }, {}, 500],
    [{ expiresInSeconds: 2_592_000 }, {}, 2_592_000_000],
  ])('with %j and the options %j is open for %i ms', async (options, conversations, lifeMs) => {
    @Injectable()
    class Bot {
      @OnText() ask(context: WechatContext<'text'>) {
        return context.ask('size', 'Which size?', options);
      }
      @OnAnswer('size', 'L') large() {}
    }
    const { say, store } = await startConversations([Bot], { conversations });
    await say('x');
    expect(store.change).toMatchObject({ question: { topic: 'size', lifeMs } });
  });

  test('that has expired is not answered any more', async () => {
    @Injectable()
    class Bot extends Shop {
      @OnText('be quick') quick(context: WechatContext<'text'>) {
        return context.ask('size', 'Which size?', { expiresInSeconds: 0.05 });
      }
    }
    const { say, store } = await startConversations([Bot]);
    await say('be quick');
    const { key } = store.turn ?? { key: { appId: '', openId: '' } };
    await expect.poll(() => store.peek(key, 'other')).toBeUndefined();
    expect(await say('L')).toBe('The letter L.');
  });

  test.each([0, -1, Number.NaN, Infinity, 2_592_001])(
    'that is open for %d s fails its handler',
    async expiresInSeconds => {
      @Injectable()
      class Bot {
        @OnText() ask(context: WechatContext<'text'>) {
          return context.ask('size', 'Which size?', { expiresInSeconds });
        }
        @OnAnswer('size') size() {}
      }
      const { say, logged, store } = await startConversations([Bot]);
      expect(await say('x')).toBe('success');
      expect(logged('error')).toEqual([expect.stringMatching(/^Bot\.ask failed .* expiresInSeconds .*'size'/)]);
      expect(store.take()).toEqual(['peek']);
    },
  );

  test('whose answer nobody hears fails its handler', async () => {
    @Injectable()
    class Bot {
      @OnText() async ask(context: WechatContext<'text'>) {
        (await context.session<{ a: number }>()).a = 1;
        return context.ask('sise', 'Which size?');
      }
      @OnAnswer('size') size() {}
      @OnAnswer('sise', { account: 'shop' }) other() {}
    }
    const { say, logged, store } = await startConversations([Bot]);
    expect(await say('x')).toBe('success');
    expect(logged('error')).toEqual([
      expect.stringMatching(
        /^Bot\.ask failed on a message of kind text.* Nobody hears the answer to 'sise'\. .*@OnAnswer/,
      ),
    ]);
    expect(store.take()).toEqual(['peek', 'open', 'close']);
  });

  test('out of range is an error that handlers can catch', async () => {
    const errors: unknown[] = [];
    @Injectable()
    class Bot {
      @OnText() ask(context: WechatContext<'text'>) {
        try {
          return context.ask('size', 'Which size?', { expiresInSeconds: -1 });
        } catch (error) {
          errors.push(error);
          return 'caught';
        }
      }
    }
    const { say } = await startConversations([Bot]);
    expect(await say('x')).toBe('caught');
    expect(errors).toEqual([expect.any(WechatArgumentError)]);
  });
});

describe('where a handler does not end well', () => {
  @Catch()
  class Apologise {
    catch() {
      return 'Sorry, once more?';
    }
  }

  @Injectable()
  class Bot {
    @OnText('ask and throw') throws(context: WechatContext<'text'>): string {
      context.ask('size', 'Which size?');
      throw new Error('no');
    }
    @OnText('ask') ask(context: WechatContext<'text'>) {
      return context.ask('size', 'Which size?');
    }
    @OnAnswer('size', 'throw') throwing(): string {
      throw new Error('no');
    }
    @OnAnswer('size', 'filter') @UseFilters(Apologise) filtered(): string {
      throw new Error('no');
    }
    @OnAnswer('size', 'deny') @UseGuards({ canActivate: () => false }) denied() {}
    @OnAnswer('size', 'ask and throw') asking(context: WechatContext<'text'>): string {
      context.ask('colour', 'Which colour?');
      throw new Error('no');
    }
    @OnAnswer('size', 'L') large() {
      return 'Large.';
    }
    @OnAnswer('colour') colour() {
      return 'A colour.';
    }
    @OnText() echo() {
      return 'Pardon?';
    }
  }

  test('what it asked is not waited for, nor where another one ends well', async () => {
    @Injectable()
    class Two extends Bot {
      @OnSubscribe() follow(context: WechatContext<'event.subscribe'>): string {
        context.ask('size', 'Which size?');
        throw new Error('no');
      }
      @OnScan() scan() {
        return 'Scanned.';
      }
    }
    const { say, ask } = await startConversations([Two]);
    const follow = eventMessage('subscribe', { EventKey: 'qrscene_x', Ticket: 't', FromUserName: 'oAlice' });
    expect(await textOf(ask(follow))).toBe('Scanned.');
    expect(await say('L')).toBe('Pardon?');
  });

  test('what it asked is not waited for', async () => {
    const { say } = await startConversations([Bot]);
    expect(await say('ask and throw')).toBe('success');
    expect(await say('L')).toBe('Pardon?');
  });

  test.each([
    ['throw', 'success'],
    ['filter', 'Sorry, once more?'],
    ['deny', 'success'],
    ['ask and throw', 'success'],
  ])('what it was to answer stays open: %s', async (words, answer) => {
    const { say } = await startConversations([Bot]);
    await say('ask');
    expect(await say(words)).toBe(answer);
    expect(await say('L')).toBe('Large.');
    expect(await say('L')).toBe('Pardon?');
  });
});

describe('a store that does not answer', () => {
  test.each(['peek', 'open'] as const)('to %s makes messages go the usual way, with a warning', async call => {
    const { say, store, logged } = await startConversations([Shop]);
    await say('buy');
    store.down.add(call);
    expect(await say('L')).toBe('The letter L.');
    expect(logged('warn')).toEqual([expect.stringMatching(/handled as if it did not: There is no store\./)]);
    store.down.clear();
    expect(await say('L')).toBe('How many large ones?');
  });

  test.each(['open', 'save'] as const)('to %s loses a question that is asked, with an error', async call => {
    const { say, store, logged } = await startConversations([Shop]);
    store.down.add(call);
    expect(await say('buy')).toBe('Which size?');
    expect(logged('error')).toEqual([expect.stringMatching(/ran, but .* what it asked, is lost: There is no store\./)]);
    store.down.clear();
    expect(await say('L')).toBe('The letter L.');
  });
});

describe('an application does not boot where', () => {
  test.each<[string, (() => MethodDecorator)[], RegExp]>([
    ['two hear the same', [() => hears(), () => hears()], /both hear \{@OnAnswer\('size'\)\}/],
    ['a text never matches', [() => hears(' L')], /waits for the text " L", but texts are compared trimmed/],
    ['a RegExp has a memory', [() => hears(/L/g)], /flag g or y/],
    ['an account is unknown', [() => hears({ account: 'none' })], /hears the account 'none'/],
  ])('%s', async (_, decorators, message) => {
    const boot = () => {
      @Injectable()
      class Bot {
        size() {}
      }
      const descriptor = Object.getOwnPropertyDescriptor(Bot.prototype, 'size') ?? {};
      for (const decorator of decorators) decorator()(Bot.prototype, 'size', descriptor);
      return createBot({ providers: [Bot] });
    };
    await expect(boot()).rejects.toThrow(WechatConfigError);
    await expect(boot()).rejects.toThrow(message);
  });

  function hears(...args: unknown[]): MethodDecorator {
    return (OnAnswer as (topic: string, ...rest: unknown[]) => MethodDecorator)('size', ...args);
  }
});

test('a login that waits for its confirmation comes before a question, which stays open', async () => {
  @Injectable()
  class Bot {
    @OnText('start') start(context: WechatContext<'text'>) {
      return context.ask('anything', 'Say anything.');
    }
    @OnAnswer('anything') anything(context: WechatContext<AnswerKind>) {
      return `You said ${context.text('Content')}.`;
    }
  }
  const sandbox = await startWechat();
  const site = await startSite(sandbox, { providers: [Bot], options: { scanLogin: { confirmInChat: true } } });
  const alice = sandbox.follower();
  await alice.follow();
  const browser = site.open();
  await browser.begin();
  expect(await alice.say('start')).toMatchObject({ content: 'Say anything.' });
  expect(await alice.scan(browser.picture)).toMatchObject({ content: expect.stringMatching(/确认/) });
  expect(await alice.say('确认')).toMatchObject({ content: '登录成功。' });
  expect(await browser.state()).toBe('confirmed');
  expect(await alice.say('确认')).toMatchObject({ content: 'You said 确认.' });
});

test('a question that is asked late goes by customer service, and waits for its answer as well', async () => {
  @Injectable()
  class Bot {
    @OnText('think') async think(context: WechatContext<'text'>) {
      context.defer();
      return context.ask('name', 'Your name?');
    }
    @OnAnswer('name') name(context: WechatContext<AnswerKind>) {
      return `Hello, ${context.text('Content')}.`;
    }
  }
  const sandbox = await startWechat();
  await startSite(sandbox, { providers: [Bot] });
  const alice = sandbox.follower();
  await alice.follow();
  await alice.say('think');
  expect(await alice.nextMessage()).toMatchObject({ content: 'Your name?', from: 'customer-service' });
  expect(await alice.say('Ann')).toMatchObject({ content: 'Hello, Ann.' });
});

test('an answer without an id is handled all the same', async () => {
  const { say, ask } = await startConversations([Shop]);
  await say('buy');
  const answer = xmlMessage({ MsgType: 'text', Content: 'L', FromUserName: 'oAlice' });
  expect(await textOf(ask(answer))).toBe('How many large ones?');
});
