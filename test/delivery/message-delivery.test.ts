import { EventEmitter, once } from 'node:events';
import { Injectable, UseGuards, type CanActivate } from '@nestjs/common';
import { expect, test } from 'vitest';
import { Ctx, OnText, Reply, type WechatContext } from 'nestjs-wechat';
import { createBot, textOf } from '../support/bot.js';
import { textMessage, xmlMessage } from '../support/wechat-side.js';

const SLOW = 'slow';

/** A bot whose handler for `slow` waits until it is let go. */
function createSlowBot() {
  const progress = new EventEmitter();
  @Injectable()
  class Bot {
    readonly runs: string[] = [];
    @OnText(SLOW) async slow(context: WechatContext<'text'>) {
      this.runs.push(context.message.MsgId);
      progress.emit('begun');
      await once(progress, 'go on');
      return `run ${this.runs.length}`;
    }
    @OnText() fast() {
      return 'fast';
    }
  }
  return { Bot, progress };
}

test('a message that is delivered again while it runs runs once, and every delivery gets the answer', async () => {
  const { Bot, progress } = createSlowBot();
  const bot = await createBot({ providers: [Bot] });
  const message = textMessage(SLOW);
  const begun = once(progress, 'begun');
  const answers = [bot.ask(message), bot.ask(message), bot.ask(message)].map(textOf);
  await begun;
  progress.emit('go on');
  expect(await Promise.all(answers)).toEqual(['run 1', 'run 1', 'run 1']);
  expect(bot.app.get(Bot).runs).toHaveLength(1);
  expect(await textOf(bot.ask(message))).toBe('run 1');
  expect(bot.app.get(Bot).runs).toHaveLength(1);
});

test('two messages of one person in one second are two', async () => {
  const { Bot } = createSlowBot();
  const bot = await createBot({ providers: [Bot] });
  const [one, other] = ['1', '2'].map(MsgId => xmlMessage({ MsgType: 'text', Content: 'x', MsgId }));
  expect(await textOf(bot.ask(String(one)))).toBe('fast');
  expect(await textOf(bot.ask(String(other)))).toBe('fast');
});

test('the same id at another account is another message', async () => {
  @Injectable()
  class Bot {
    @OnText() name(@Ctx() { account }: WechatContext) {
      return account.name;
    }
  }
  const bot = await createBot({ providers: [Bot] });
  const message = textMessage('x');
  expect(await textOf(bot.ask(message))).toBe('default');
  expect(await textOf(bot.ask(message, 'shop'))).toBe('shop');
});

test('what tells nothing apart runs every time', async () => {
  let runs = 0;
  @Injectable()
  class Bot {
    @OnText() count() {
      return String(++runs);
    }
  }
  const bot = await createBot({ providers: [Bot] });
  const message = xmlMessage({ MsgType: 'text', Content: 'x' });
  expect(await textOf(bot.ask(message))).toBe('1');
  expect(await textOf(bot.ask(message))).toBe('2');
});

test.each<[string, unknown]>([
  ['throws', () => Promise.reject(new Error('no'))],
  ['returns what is no reply', () => 42],
  ['says nothing', () => undefined],
])('a handler that %s is not run again', async (_, act) => {
  let runs = 0;
  @Injectable()
  class Bot {
    @OnText() fail(): string {
      runs += 1;
      return (act as () => string)();
    }
  }
  const bot = await createBot({ providers: [Bot] });
  const message = textMessage('x');
  expect(await bot.ask(message)).toBe('success');
  expect(await bot.ask(message)).toBe('success');
  expect(runs).toBe(1);
});

test('a guard that denies is not asked again', async () => {
  let asked = 0;
  class Deny implements CanActivate {
    canActivate() {
      asked += 1;
      return false;
    }
  }
  @Injectable()
  class Bot {
    @OnText() @UseGuards(Deny) never() {
      return 'never';
    }
  }
  const bot = await createBot({ providers: [Bot] });
  const message = textMessage('x');
  expect(await bot.ask(message)).toBe('success');
  expect(await bot.ask(message)).toBe('success');
  expect(asked).toBe(1);
});

test('a reply that cannot be kept is dropped with an error', async () => {
  const circular: Record<string, unknown> = { type: 'text', content: 'x' };
  circular['self'] = circular;
  @Injectable()
  class Bot {
    @OnText() odd() {
      return circular as unknown as Reply;
    }
  }
  const bot = await createBot({ providers: [Bot] });
  expect(await bot.ask(textMessage('x'))).toBe('success');
  bot.logger.assertLogged({ level: 'error', message: /cannot be kept/ });
});

test('a handler that never ends is left alone after its time, and its signal aborts', async () => {
  const aborted: unknown[] = [];
  @Injectable()
  class Bot {
    @OnText({ timeoutMs: 30 }) async endless(context: WechatContext<'text'>) {
      await once(context.signal, 'abort');
      aborted.push(context.signal.reason);
      return new Promise<string>(() => {});
    }
  }
  const bot = await createBot({ providers: [Bot] });
  const message = textMessage('x');
  expect(await bot.ask(message)).toBe('success');
  expect(aborted).toMatchObject([{ name: 'AbortError', message: 'Bot.endless takes too long.' }]);
  bot.logger.assertLogged({ level: 'error', message: /Bot\.endless failed .* still runs after 30 ms/ });
  expect(await bot.ask(message)).toBe('success');
  expect(aborted).toHaveLength(1);
});

test('a handler that fails after its time is logged, and crashes nothing', async () => {
  const progress = new EventEmitter();
  @Injectable()
  class Bot {
    @OnText({ timeoutMs: 20 }) async slow(): Promise<string> {
      await once(progress, 'go on');
      throw new Error('late failure');
    }
  }
  const bot = await createBot({ providers: [Bot] });
  expect(await bot.ask(textMessage('x'))).toBe('success');
  progress.emit('go on');
  await expect.poll(() => bot.logger.filter({ level: 'error', message: /late failure/ }).length).toBe(1);
});

test('a handler knows which delivery began it', async () => {
  @Injectable()
  class Bot {
    @OnText() count(@Ctx() { attempt, signal }: WechatContext) {
      return `${attempt} ${signal.aborted}`;
    }
  }
  const bot = await createBot({ providers: [Bot] });
  expect(await textOf(bot.ask(textMessage('x')))).toBe('1 false');
});
