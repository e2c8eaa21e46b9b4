import { randomInt } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { queryObjects } from 'node:v8';
import { Injectable, type Type } from '@nestjs/common';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { OnText, type WechatContext } from 'nestjs-wechat';
import { Conversation } from '#lib/conversations/conversation';
import { MessageRecord } from '#lib/delivery/message-record';
import { MessageRun } from '#lib/delivery/message-run';
import { MessageTask } from '#lib/delivery/message-task';
import { OpenDelivery } from '#lib/delivery/open-delivery';
import { createBot, textOf } from '../support/bot.js';
import { startWorker } from '../support/processes.js';
import { startRedis, type RedisServer } from '../support/redis/server.js';
import { openReply, PLAIN, push, xmlMessage, type Push } from '../support/wechat-side.js';

const MESSAGES = 10_000;
const PEOPLE = 1000;
const INSTANCES = 3;
/** So many at once in each instance. */
const BATCH = 100;

let redis: RedisServer;
let client: Redis;
beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
}, 60_000);
afterAll(async () => {
  client.disconnect();
  await redis.stop();
});

/** A message of a person, and who asks for its answer at the same time. */
function createMessage(number: number) {
  const openId = `oPerson${number % PEOPLE}`;
  const words = `wait 0 number ${number}`;
  const message = xmlMessage({ FromUserName: openId, MsgType: 'text', Content: words, MsgId: String(1e15 + number) });
  const deliveries = randomInt(100) < 70 ? 1 : 2 + randomInt(2);
  return { openId, words, message, deliveries };
}

test(
  'of 10,000 messages of 1,000 people, a third delivered twice or thrice at once, each runs once and has its own answer',
  { timeout: 240_000 },
  async () => {
    const options = JSON.stringify(PLAIN);
    const workers = await Promise.all(
      Array.from({ length: INSTANCES }, async () => {
        const args = [options, redis.url, JSON.stringify(redis.url)];
        const worker = await startWorker(new URL('instance.worker.mjs', import.meta.url), args);
        onTestFinished(async () => void (await worker.kill()));
        return worker;
      }),
    );
    let wrong = 0;
    for (let first = 0; first < MESSAGES; first += BATCH * INSTANCES) {
      const messages = Array.from({ length: Math.min(BATCH * INSTANCES, MESSAGES - first) }, (_, index) =>
        createMessage(first + index),
      );
      const perWorker: { expected: string; push: Push }[][] = workers.map(() => []);
      for (const { openId, words, message, deliveries } of messages) {
        for (let count = 0; count < deliveries; count++) {
          perWorker[randomInt(INSTANCES)]?.push({
            expected: `${words} of ${openId}`,
            push: push(PLAIN, 'plain', message),
          });
        }
      }
      await Promise.all(
        workers.map(async (worker, index) => {
          const asked = perWorker[index] ?? [];
          const pushes = asked.map(each => each.push);
          const answers = await worker.request<string[]>({ action: 'storm', pushes });
          for (const [position, body] of answers.entries()) {
            const answer = body === 'success' ? body : openReply(PLAIN, 'plain', body)['Content'];
            if (answer !== asked[position]?.expected) wrong += 1;
          }
        }),
      );
    }
    expect(wrong).toBe(0);
    const keys = await client.keys('runs:*');
    expect(keys).toHaveLength(MESSAGES);
    const pipeline = client.pipeline();
    for (const key of keys) pipeline.llen(key);
    const counts = ((await pipeline.exec()) ?? []).map(([, count]) => count);
    expect(counts.filter(count => count !== 1)).toEqual([]);
    // What is kept of them ends by itself within a minute: whatever has not ended by now has an end, and there is nothing else.
    const kept = (await client.keys('*')).filter(key => !key.startsWith('runs:'));
    expect(kept.length).toBeLessThanOrEqual(MESSAGES);
    expect(kept.filter(key => !/^wechat:\{\w+:oPerson\d+\}:message:/.test(key))).toEqual([]);
    const lives = await Promise.all(kept.map(key => client.pttl(key)));
    // -2: it has ended since it was listed.
    expect(lives.filter(life => life !== -2 && !(life > 0 && life <= 60_000))).toEqual([]);
  },
);

test(
  'of as many messages in one process without Redis each runs once, and nothing is left of them after two minutes',
  { timeout: 120_000 },
  async () => {
    const runs: string[] = [];
    @Injectable()
    class Bot {
      @OnText() async say({ message, openId }: WechatContext<'text'>) {
        runs.push(message.Content);
        await nextTurn();
        return `${message.Content} of ${openId}`;
      }
    }
    const bot = await createBot({ providers: [Bot] });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const timers = vi.getTimerCount();
    let wrong = 0;
    for (let first = 0; first < MESSAGES; first += BATCH) {
      const messages = Array.from({ length: BATCH }, (_, index) => createMessage(first + index));
      const answers = messages.flatMap(({ openId, words, message, deliveries }) =>
        Array.from({ length: deliveries }, async () => {
          if ((await textOf(bot.ask(message))) !== `${words} of ${openId}`) wrong += 1;
        }),
      );
      await vi.advanceTimersByTimeAsync(200);
      await Promise.all(answers);
    }
    expect(wrong).toBe(0);
    expect(runs).toHaveLength(MESSAGES);
    expect(new Set(runs).size).toBe(MESSAGES);
    expect(countObjects(MessageRecord)).toBe(MESSAGES);
    for (const kind of [MessageRun, MessageTask, OpenDelivery, Conversation]) expect(countObjects(kind)).toBe(0);
    expect(vi.getTimerCount()).toBe(timers + 1);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(countObjects(MessageRecord)).toBe(0);
    expect(vi.getTimerCount()).toBe(timers);
  },
);

/** Those that are not garbage. */
function countObjects(kind: Type): number {
  return queryObjects(kind, { format: 'count' });
}
