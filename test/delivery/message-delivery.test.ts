import { once, EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import { expect, test } from 'vitest';
import { OnText } from 'nestjs-wechat';
import { createBot, textOf } from '../support/bot.js';
import { textMessage } from '../support/wechat-side.js';

test('a handler that is late leaves the message acknowledged with a warning, and runs on', async () => {
  const progress = new EventEmitter();
  @Injectable()
  class Bot {
    @OnText('slow') async slow() {
      await once(progress, 'go on');
      progress.emit('done');
      return 'too late';
    }
    @OnText() fast() {
      return 'fast';
    }
  }
  const bot = await createBot({ providers: [Bot], options: { delivery: { deadlineMs: 20 } } });
  expect(await bot.ask(textMessage('slow'))).toBe('success');
  bot.logger.assertLogged({
    level: 'warn',
    context: 'MessageDelivery',
    message: /kind text to account 'default'.*still runs after 20 ms/,
  });
  const done = once(progress, 'done');
  progress.emit('go on');
  await done;
  expect(await textOf(bot.ask(textMessage('x')))).toBe('fast');
  expect(bot.logger.filter({ level: 'warn' })).toHaveLength(1);
});

test('a handler that fails late is logged, and crashes nothing', async () => {
  const progress = new EventEmitter();
  @Injectable()
  class Bot {
    @OnText() async slow(): Promise<string> {
      await once(progress, 'go on');
      throw new Error('late failure');
    }
  }
  const bot = await createBot({ providers: [Bot], options: { delivery: { deadlineMs: 20 } } });
  expect(await bot.ask(textMessage('x'))).toBe('success');
  progress.emit('go on');
  await expect.poll(() => bot.logger.filter({ level: 'error' }).length).toBe(1);
  bot.logger.assertLogged({ message: /late failure/ });
});
