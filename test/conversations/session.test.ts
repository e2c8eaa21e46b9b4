import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Catch, Injectable, UseFilters, UseGuards, type ExecutionContext } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { MemoryDeliveryStore } from '#lib/delivery/memory-delivery.store';
import {
  Ctx,
  On,
  OnAnswer,
  OnClick,
  OnMessage,
  OnScan,
  OnSubscribe,
  OnText,
  Reply,
  WechatExecutionContext,
  WechatSessionError,
  WechatStoreError,
  type Arrival,
  type Settlement,
  type WechatContext,
} from 'nestjs-wechat';
import { createBot, textOf } from '../support/bot.js';
import { startConversations } from '../support/conversation-bot.js';
import { WatchedConversationStore } from '../support/watched-conversation-store.js';
import { eventMessage, textMessage, xmlMessage } from '../support/wechat-side.js';

interface Counter {
  count: number;
}

async function countUp(context: WechatContext): Promise<string> {
  const session = await context.session<Counter>();
  session.count = (session.count ?? 0) + 1;
  return String(session.count);
}

/** Counts what each person says; what a test adds to it comes first. */
@Injectable()
class Counting {
  @OnMessage() count(context: WechatContext) {
    return countUp(context);
  }
}

describe('a session', () => {
  test('is empty at first, and remembered for the next message', async () => {
    const { say } = await startConversations([Counting]);
    expect([await say('a'), await say('b'), await say('c')]).toEqual(['1', '2', '3']);
  });

  test('is of one person at one account', async () => {
    const { say } = await startConversations([Counting]);
    await say('a');
    expect(await say('a', 'oBob')).toBe('1');
    expect(await say('a', 'oAlice', 'shop')).toBe('1');
    expect(await say('a')).toBe('2');
  });

  test('is shared by messages and events of a person', async () => {
    const { say, ask } = await startConversations([Counting]);
    await say('a');
    expect(await ask(eventMessage('CLICK', { EventKey: 'k', FromUserName: 'oAlice' }))).toMatchObject({ Content: '2' });
    const report = eventMessage('unknown_report', { FromUserName: 'oPlatform', OpenID: 'oAlice' });
    expect(await ask(report)).toMatchObject({ Content: '3' });
  });

  test('is one object for a whole run, guards included, and saved once', async () => {
    const seen: unknown[] = [];
    class Looking {
      async canActivate(context: ExecutionContext) {
        const session = await WechatExecutionContext.getContext(context).session<Counter>();
        session.count = 41;
        seen.push(session);
        return true;
      }
    }
    @Injectable()
    class Bot {
      @OnText(/(.*)/)
      @UseGuards(Looking)
      async look(@Ctx() context: WechatContext<'text'>) {
        seen.push(...(await Promise.all([context.session(), context.session()])));
        return countUp(context);
      }
    }
    const { say, store } = await startConversations([Bot]);
    expect(await say('a')).toBe('42');
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(1);
    expect(store.take()).toEqual(['open', 'save']);
  });

  test('that nobody asks for costs nothing, however long the message runs', async () => {
    @Injectable()
    class Bot {
      @OnText('long') async wait() {
        // Longer than until a turn would be renewed.
        await sleep(1200);
        return 'hello';
      }
      @OnText() echo() {
        return 'hello';
      }
    }
    const { say, store } = await startConversations([Bot]);
    expect(await say('a')).toBe('hello');
    expect(await say('long')).toBe('hello');
    expect(store.take()).toEqual([]);
  });

  test('that has not changed is not saved', async () => {
    @Injectable()
    class Bot {
      @OnText('look') async look(context: WechatContext<'text'>) {
        const session = await context.session<Counter>();
        session.count = Number(session.count);
        return String(session.count);
      }
    }
    const { say, store } = await startConversations([Bot, Counting]);
    await say('a');
    store.take();
    expect(await say('look')).toBe('1');
    expect(store.take()).toEqual(['open', 'close']);
  });

  test('that is emptied is forgotten', async () => {
    @Injectable()
    class Bot {
      @OnText('forget') async forget(context: WechatContext<'text'>) {
        const session = await context.session<Counter>();
        delete session.count;
        return 'forgotten';
      }
    }
    const { say, store } = await startConversations([Bot, Counting]);
    await say('a');
    await say('forget');
    expect(store.change).toMatchObject({ session: undefined });
    expect(await say('a')).toBe('1');
  });

  test.each([
    [{}, 1_800_000],
    [{ lifeSeconds: 60 }, 60_000],
  ])('lives as long as the options %j say', async (conversations, lifeMs) => {
    const { say, store } = await startConversations([Counting], { conversations });
    await say('a');
    expect(store.change).toEqual({ session: '{"count":1}', question: undefined, lifeMs });
  });

  test('is not touched by messages that are delivered again', async () => {
    const { ask, store } = await startConversations([Counting]);
    const message = textMessage('a');
    expect(await textOf(ask(message))).toBe('1');
    store.take();
    expect(await textOf(ask(message))).toBe('1');
    expect(store.take()).toEqual([]);
    expect(await textOf(ask(textMessage('b')))).toBe('2');
  });

  test('loses nothing of 50 messages at once', { timeout: 60_000 }, async () => {
    const { say } = await startConversations([Counting]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => say('a')));
    expect(new Set(answers)).toEqual(new Set(Array.from({ length: 50 }, (_, index) => String(index + 1))));
    expect(await say('a')).toBe('51');
  });

  test('is nobody’s where a message comes from nobody', async () => {
    const caught: unknown[] = [];
    @Injectable()
    class Bot {
      @On('component.component_verify_ticket') async ticket(
        context: WechatContext<'component.component_verify_ticket'>,
      ) {
        await context.session().catch((error: unknown) => caught.push(error));
      }
    }
    const { ask } = await startConversations([Bot]);
    await ask('<xml><AppId>wx1</AppId><CreateTime>1</CreateTime><InfoType>component_verify_ticket</InfoType></xml>');
    expect(caught).toEqual([expect.any(WechatSessionError)]);
    expect(caught).toMatchObject([{ message: /component_verify_ticket to account 'default' comes from nobody/ }]);
  });
});

describe('a handler that does not end well leaves the session as it was, where it', () => {
  @Catch()
  class Apologise {
    catch() {
      return 'sorry';
    }
  }

  async function spoil(context: WechatContext): Promise<void> {
    const session = await context.session<Counter>();
    session.count = 1000;
  }

  @Injectable()
  class Failing {
    @OnText('throws') async throws(context: WechatContext<'text'>): Promise<string> {
      await spoil(context);
      throw new Error('no');
    }
    @OnText('is filtered') @UseFilters(Apologise) async filtered(context: WechatContext<'text'>): Promise<string> {
      await spoil(context);
      throw new Error('no');
    }
    @OnText('says nonsense') async nonsense(context: WechatContext<'text'>): Promise<string> {
      await spoil(context);
      return 42 as unknown as string;
    }
    @OnText('takes too long', { timeoutMs: 30 }) async slow(context: WechatContext<'text'>): Promise<string> {
      await spoil(context);
      return new Promise(() => {});
    }
    @OnText('is denied')
    @UseGuards({
      canActivate: async (context: ExecutionContext) => {
        await spoil(WechatExecutionContext.getContext(context));
        return false;
      },
    })
    denied() {}
  }

  test.each([
    ['throws', 'success'],
    ['is filtered', 'sorry'],
    ['says nonsense', 'success'],
    ['takes too long', 'success'],
    ['is denied', 'success'],
  ])('%s', async (words, answer) => {
    const { say, store } = await startConversations([Failing, Counting]);
    await say('a');
    store.take();
    expect(await say(words)).toBe(answer);
    expect(store.take()).toEqual(['open', 'close']);
    expect(await say('a')).toBe('2');
  });

  test('fails beside another, whose changes are kept', async () => {
    @Injectable()
    class Bot {
      @OnSubscribe() async follow(context: WechatContext<'event.subscribe'>) {
        return countUp(context);
      }
      @OnScan() async scan(context: WechatContext<'event.SCAN' | 'event.subscribe'>): Promise<string> {
        await spoil(context);
        throw new Error('no');
      }
    }
    const { ask, say } = await startConversations([Bot, Counting]);
    const follow = eventMessage('subscribe', { EventKey: 'qrscene_x', Ticket: 't', FromUserName: 'oAlice' });
    expect(await textOf(ask(follow))).toBe('1');
    expect(await say('a')).toBe('2');
  });

  test('fails before another, which sees the session as it was', async () => {
    @Injectable()
    class Bot {
      @OnSubscribe() async follow(context: WechatContext<'event.subscribe'>): Promise<string> {
        await spoil(context);
        throw new Error('no');
      }
      @OnScan() async scan(context: WechatContext<'event.SCAN' | 'event.subscribe'>) {
        return countUp(context);
      }
    }
    const { ask, say } = await startConversations([Bot, Counting]);
    await say('a');
    const follow = eventMessage('subscribe', { EventKey: 'qrscene_x', Ticket: 't', FromUserName: 'oAlice' });
    expect(await textOf(ask(follow))).toBe('2');
    expect(await say('a')).toBe('3');
  });
});

describe('a session that cannot be kept fails its handler, and nothing of it is saved:', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  test.each<[string, unknown, RegExp]>([
    ['a Date', new Date(0), /'odd' of the session is a Date/],
    ['a Map', new Map(), /is a Map/],
    ['an object of a class', new (class Order {})(), /is a Order/],
    ['a bigint', 1n, /is a bigint/],
    ['a function', () => {}, /is a function/],
    ['a symbol', Symbol('s'), /is a symbol/],
    ['no number', Number.NaN, /is NaN/],
    ['an endless number', Infinity, /is Infinity/],
    ['a circle', circular, /circular/],
    ['something odd within', { deep: [{ at: new Date(0) }] }, /'at' of the session is a Date/],
    ['too much', 'x'.repeat(16_384), /has 16407 bytes of JSON, and may have 16384 \(conversations\.maxBytes\)/],
  ])('%s', async (_, odd, message) => {
    @Injectable()
    class Bot {
      @OnText('odd') async odd(context: WechatContext<'text'>) {
        const session = await context.session<Counter & { odd: unknown }>();
        session.count = 1000;
        session.odd = odd;
        return 'never said';
      }
    }
    const { say, logged, store } = await startConversations([Bot, Counting]);
    await say('a');
    expect(await say('odd')).toBe('success');
    expect(logged('error')).toEqual([
      expect.stringMatching(/^Bot\.odd failed on a message of kind text to account 'default'/),
    ]);
    expect(logged('error')).toEqual([expect.stringMatching(message)]);
    expect(store.calls.filter(call => call === 'save')).toHaveLength(1);
    expect(await say('a')).toBe('2');
  });

  test.each([
    ['x', 16_384, true],
    ['x', 16_385, false],
    ['界', 16_384, true],
    ['界', 16_387, false],
  ])('bytes are counted, not characters: %s up to %i', async (character, bytes, fits) => {
    const frame = '{"text":"ab"}'.length;
    @Injectable()
    class Bot {
      @OnText() async keep(context: WechatContext<'text'>) {
        const session = await context.session<{ text: string }>();
        session.text = `ab${character.repeat((bytes - frame) / Buffer.byteLength(character))}`;
        return String(Buffer.byteLength(JSON.stringify(session)));
      }
    }
    const { say, logged } = await startConversations([Bot]);
    expect(await say('a')).toBe(fits ? String(bytes) : 'success');
    expect(logged('error')).toHaveLength(fits ? 0 : 1);
  });

  test('and what JSON keeps is kept', async () => {
    const values = {
      text: '昵称 😀',
      number: -1.5,
      yes: true,
      nothing: null,
      list: [1, { a: [] }],
      missing: undefined,
    };
    let found: unknown;
    @Injectable()
    class Bot {
      @OnText('keep') async keep(context: WechatContext<'text'>) {
        Object.assign(await context.session(), values, { bare: Object.create(null) as object });
      }
      @OnText('look') async look(context: WechatContext<'text'>) {
        found = await context.session();
      }
    }
    const { say, logged } = await startConversations([Bot]);
    await say('keep');
    await say('look');
    expect(logged('error')).toEqual([]);
    const { missing: _, ...kept } = values;
    expect(found).toEqual({ ...kept, bare: {} });
  });
});

describe('a message whose turn has not come', () => {
  /** A handler that has the session until it is let go, and one that is in a hurry. */
  function createSlowBot() {
    const progress = new EventEmitter();
    const caught: unknown[] = [];
    @Injectable()
    class Bot {
      @OnText('slow') async slow(context: WechatContext<'text'>) {
        const answer = await countUp(context);
        progress.emit('begun');
        await once(progress, 'go on');
        return answer;
      }
      @OnText('hurry', { timeoutMs: 100 }) async hurry(context: WechatContext<'text'>) {
        return countUp(context).catch((error: unknown) => {
          caught.push(error);
          progress.emit('caught');
          throw error;
        });
      }
      @OnText('careless') careless(context: WechatContext<'text'>) {
        void context.session().catch((error: unknown) => caught.push(error));
        return 'careless';
      }
    }
    return { Bot, progress, caught };
  }

  test('waits, and sees what was done before', async () => {
    const { Bot, progress } = createSlowBot();
    const { say, store } = await startConversations([Bot, Counting]);
    const begun = once(progress, 'begun');
    const slow = say('slow');
    await begun;
    const other = say('a');
    await expect.poll(() => store.calls.filter(call => call === 'open').length).toBeGreaterThan(3);
    expect(await say('a', 'oBob')).toBe('1');
    progress.emit('go on');
    expect([await slow, await other]).toEqual(['1', '2']);
  });

  test('waits no longer than its handler may take, and has no turn after that', async () => {
    const { Bot, progress, caught } = createSlowBot();
    const { say, store } = await startConversations([Bot, Counting]);
    const begun = once(progress, 'begun');
    const slow = say('slow');
    await begun;
    const gone = once(progress, 'caught');
    expect(await say('hurry')).toBe('success');
    await gone;
    expect(caught).toMatchObject([{ name: 'AbortError' }]);
    progress.emit('go on');
    expect(await slow).toBe('1');
    store.take();
    expect(await say('a')).toBe('2');
    expect(store.take()).toEqual(['open', 'save']);
  });

  test('gives its turn back where its handler has not waited for it', async () => {
    const { Bot } = createSlowBot();
    const { say, store } = await startConversations([Bot, Counting]);
    expect(await say('careless')).toBe('careless');
    expect(store.take()).toEqual(['open', 'close']);
    expect(await say('a')).toBe('1');
  });

  test('keeps it as long as it runs, by renewals', async () => {
    const { Bot, progress } = createSlowBot();
    const { say, store } = await startConversations([Bot, Counting]);
    const begun = once(progress, 'begun');
    const slow = say('slow');
    await begun;
    const other = say('a');
    await expect.poll(() => store.calls.filter(call => call === 'renew').length, { timeout: 10_000 }).toBe(4);
    progress.emit('go on');
    expect([await slow, await other]).toEqual(['1', '2']);
  });
});

describe('a message that has been handled', () => {
  test('has no session any more, and asks nothing', async () => {
    const kept: WechatContext[] = [];
    @Injectable()
    class Bot {
      @OnText() keep(context: WechatContext<'text'>) {
        kept.push(context);
      }
    }
    const { say, store } = await startConversations([Bot]);
    await say('a');
    const [context] = kept as [WechatContext];
    await expect(context.session()).rejects.toThrow(WechatSessionError);
    await expect(context.session()).rejects.toThrow(/kind text to account 'default' has been handled/);
    expect(() => context.ask('size', 'Which size?')).toThrow(WechatSessionError);
    expect(store.take()).toEqual([]);
  });
});

describe('a store that does not answer', () => {
  @Injectable()
  class Careful {
    @OnText('careful') async careful(context: WechatContext<'text'>) {
      return context.session().then(
        () => 'here',
        (error: unknown) => (error instanceof WechatStoreError ? 'gone' : 'odd'),
      );
    }
    @OnClick('k') click() {
      return Reply.text('clicked');
    }
  }

  test('makes session() reject, once for each time that it is asked for', async () => {
    const { say, store, logged } = await startConversations([Careful, Counting]);
    store.down.add('open');
    expect(await say('careful')).toBe('gone');
    expect(await say('a')).toBe('success');
    expect(logged('error')).toEqual([expect.stringMatching(/^Counting\.count failed .* There is no store/)]);
    store.down.clear();
    expect(await say('a')).toBe('1');
  });

  test('may answer when it is asked again in the same run', async () => {
    @Injectable()
    class Bot {
      @OnText('insist') async insist(context: WechatContext<'text'>) {
        await context.session().catch(() => store.down.clear());
        return countUp(context);
      }
    }
    const { say, store } = await startConversations([Bot, Counting]);
    store.down.add('open');
    expect(await say('insist')).toBe('1');
    expect(await say('a')).toBe('2');
  });

  test('when it is to save leaves the answer alone, with an error', async () => {
    const { say, store, logged } = await startConversations([Careful, Counting]);
    store.down.add('save');
    expect(await say('a')).toBe('1');
    expect(logged('error')).toEqual([
      expect.stringMatching(/^A message of kind text to account 'default' ran, but what .* is lost: There is no store/),
    ]);
  });

  test('when nothing is to be saved is no error', async () => {
    const { say, store, logged } = await startConversations([Careful, Counting]);
    store.down.add('close');
    expect(await say('careful')).toBe('here');
    expect(logged('error')).toEqual([]);
  });
});

test('a run that has lost its turn saves nothing, and says so', async () => {
  @Injectable()
  class Bot {
    @OnText('slow') async slow(context: WechatContext<'text'>) {
      const answer = await countUp(context);
      await takeOver();
      return answer;
    }
  }
  const { say, store, logger } = await startConversations([Bot, Counting]);
  /** What another process does when the lease is over. */
  const takeOver = async () => {
    if (store.turn === undefined) return;
    const { key, claim } = store.turn;
    const other = { claimId: 'other', messageId: 'other' };
    await store.close(key, claim);
    await store.open(key, other, 10_000);
    await store.save(key, other, '', { session: '{"count":10}', question: undefined, lifeMs: 10_000 });
  };
  expect(await say('slow')).toBe('1');
  logger.assertLogged({ level: 'warn', message: /kind text to account 'default' ran while another message of the/ });
  expect(await say('a')).toBe('11');
});

test('a message that another process runs by now leaves nothing here', async () => {
  /** Of a host's own: the claim is lost at its first renewal, and another process has answered. */
  class LosingStore extends MemoryDeliveryStore {
    private isLost = false;
    override async renew() {
      this.isLost = true;
      return false;
    }
    override async settle(): Promise<Settlement> {
      return 'lost';
    }
    override async arrive(...parameters: Parameters<MemoryDeliveryStore['arrive']>): Promise<Arrival> {
      if (!this.isLost) return super.arrive(...parameters);
      return { state: 'answer', outcome: JSON.stringify(Reply.text('of the other')), attempt: 2, ageMs: 5000 };
    }
  }
  @Injectable()
  class Bot {
    @OnText() async slow(context: WechatContext<'text'>) {
      const answer = await countUp(context);
      await once(context.signal, 'abort');
      context.ask('size', answer);
      return answer;
    }
    @OnAnswer('size') size() {}
  }
  const conversations = new WatchedConversationStore();
  const bot = await createBot({
    providers: [Bot],
    options: { stores: { conversations, deliveries: new LosingStore() } },
  });
  expect(await textOf(bot.ask(textMessage('a')))).toBe('of the other');
  expect(conversations.take()).toEqual(['peek', 'open', 'renew', 'close']);
});

test('a picture has a session as a text has', async () => {
  const { ask, say } = await startConversations([Counting]);
  await say('a');
  const image = { MsgType: 'image', PicUrl: 'p', MediaId: 'm', MsgId: '77', FromUserName: 'oAlice' };
  expect(await textOf(ask(xmlMessage(image)))).toBe('2');
});
