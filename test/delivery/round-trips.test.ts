import { Injectable } from '@nestjs/common';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { OnText, type RedisClient } from 'nestjs-wechat';
import { createBot, textOf } from '../support/bot.js';
import { startRedis } from '../support/redis/server.js';
import { textMessage } from '../support/wechat-side.js';

@Injectable()
class Bot {
  @OnText() say() {
    return 'fast';
  }
}

test('a first delivery of a fast handler is two round trips to Redis, one of a finished message is one', async () => {
  const server = await startRedis();
  const redis = new Redis(server.url);
  onTestFinished(async () => {
    redis.disconnect();
    await server.stop();
  });
  let trips = 0;
  const count = <T>(call: Promise<T>): Promise<T> => {
    trips += 1;
    return call;
  };
  const client: RedisClient = {
    evalsha: (...parameters) => count(redis.evalsha(...parameters)),
    eval: (...parameters) => count(redis.eval(...parameters)),
    ping: () => count(redis.ping()),
  };
  const bot = await createBot({ providers: [Bot], options: { redis: client } });
  // The server learns the scripts.
  await bot.ask(textMessage('x'));
  await bot.ask(textMessage('x'));
  trips = 0;
  const message = textMessage('x');
  expect(await textOf(bot.ask(message))).toBe('fast');
  expect(trips).toBe(2);
  expect(await textOf(bot.ask(message))).toBe('fast');
  expect(trips).toBe(3);
});
