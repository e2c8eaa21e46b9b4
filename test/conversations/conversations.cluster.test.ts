import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { CallbackResponse } from 'nestjs-wechat';
import { startWorker, type Worker } from '../support/processes.js';
import { startRedis, type RedisServer } from '../support/redis/server.js';
import { openReply, PLAIN, push, textMessage } from '../support/wechat-side.js';

const ALICE = 'oAlice';
const CONVERSATION = `wechat:{${PLAIN.appId}:${ALICE}}:conversation`;

let redis: RedisServer;
let client: Redis;
/** Instances that nobody kills. */
let workers: Worker[];
let other: Worker;

beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
  workers = await Promise.all(Array.from({ length: 4 }, () => startLastingInstance()));
  [other] = workers as [Worker];
});
afterAll(async () => {
  await Promise.all(workers.map(worker => worker.kill()));
  client.disconnect();
  await redis.stop();
});
beforeEach(async () => void (await client.flushall()));

/** An instance that lives until it is killed. */
function startLastingInstance(options: object = {}): Promise<Worker> {
  const all = { ...PLAIN, redis: redis.url, ...options };
  return startWorker(new URL('conversation.worker.mjs', import.meta.url), [JSON.stringify(all)]);
}

/** An instance that lives as long as the test. */
async function startInstance(options: object = {}): Promise<Worker> {
  const worker = await startLastingInstance(options);
  onTestFinished(async () => void (await worker.kill()));
  return worker;
}

const says = (words: string, who = ALICE) => textMessage(words, { FromUserName: who });

/** Delivers a message to an instance, and reads the answer's text. */
async function deliver(worker: Worker, message: string): Promise<unknown> {
  const request = { action: 'handle', push: push(PLAIN, 'plain', message) };
  const { status, body } = await worker.request<CallbackResponse>(request);
  if (status !== 200) return status;
  return body === 'success' ? body : openReply(PLAIN, 'plain', body)['Content'];
}

const numbers = (count: number) => new Set(Array.from({ length: count }, (_, index) => String(index + 1)));

describe('4 processes', () => {
  const countRuns = async () => {
    const runs = await Promise.all(workers.map(worker => worker.request<string[]>({ action: 'runs' })));
    return runs.flat().length;
  };
  test('lose nothing of 50 messages of one person at once', { timeout: 60_000 }, async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => deliver(workers[index % 4] as Worker, says('count'))),
    );
    expect(new Set(answers)).toEqual(numbers(50));
    expect(await client.exists(`${CONVERSATION}:turn`)).toBe(0);
  });

  test('count messages once that are delivered thrice at once', { timeout: 60_000 }, async () => {
    const before = await countRuns();
    const messages = Array.from({ length: 20 }, () => says('count'));
    const answers = await Promise.all(
      messages.map(message => Promise.all([0, 1, 2].map(delivery => deliver(workers[delivery] as Worker, message)))),
    );
    for (const [first, ...others] of answers) expect(others).toEqual([first, first]);
    expect(new Set(answers.map(([first]) => first))).toEqual(numbers(20));
    expect((await countRuns()) - before).toBe(20);
  });

  test('keep people apart who talk at once', { timeout: 60_000 }, async () => {
    const people = Array.from({ length: 25 }, (_, index) => `o${index}`);
    for (let round = 1; round <= 4; round++) {
      const answers = await Promise.all(
        people.map((who, index) => deliver(workers[(index + round) % 4] as Worker, says('count', who))),
      );
      expect(new Set(answers)).toEqual(new Set([String(round)]));
    }
  });

  test('hold one conversation, whichever of them a message comes to, and leave nothing for ever', async () => {
    const [one, two, three, four] = workers as [Worker, Worker, Worker, Worker];
    expect(await deliver(one, says('begin'))).toBe('Which size?');
    expect(await deliver(two, says('what?'))).toBe('Pardon?');
    expect(await deliver(three, says('L'))).toBe('How many?');
    expect(await deliver(four, says('3'))).toBe('3 of L');
    expect(await deliver(one, says('3'))).toBe('Pardon?');
    const keys = await client.keys('*');
    expect(keys.filter(key => key.startsWith(CONVERSATION))).toEqual([CONVERSATION]);
    expect(await Promise.all(keys.map(key => client.pttl(key)))).not.toContain(-1);
    expect(await client.hget(CONVERSATION, 'session')).toBeNull();
  });

  test('take one of two messages at once for the answer', { timeout: 60_000 }, async () => {
    await deliver(workers[0] as Worker, says('begin'));
    const answers = await Promise.all(workers.map(worker => deliver(worker, says('M'))));
    expect(answers.filter(answer => answer === 'How many?')).toHaveLength(1);
    expect(answers.filter(answer => answer === 'Pardon?')).toHaveLength(3);
  });
});

test('a question outlives the process that asked it', { timeout: 60_000 }, async () => {
  const asking = await startInstance();
  await deliver(asking, says('begin'));
  await asking.kill();
  expect(await deliver(other, says('L'))).toBe('How many?');
  expect(await deliver(await startInstance(), says('3'))).toBe('3 of L');
});

describe('a message whose process', () => {
  test('is killed in the middle is the answer once more, and counts once', { timeout: 60_000 }, async () => {
    const doomed = await startInstance();
    await deliver(doomed, says('begin'));
    await doomed.request({ action: 'shutGate' });
    const answer = says('L');
    void deliver(doomed, answer).catch(() => {});
    await doomed.request({ action: 'reached', place: 'gate' });
    await doomed.kill();
    expect(await client.hget(CONVERSATION, 'question')).toMatch(/ size$/);
    // WeChat asks again after 5 s.
    expect(await deliver(other, answer)).toBe('How many?');
    expect(await deliver(other, says('3'))).toBe('3 of L');
  });

  test('is killed after its changes were saved, but before it was done, counts once', { timeout: 60_000 }, async () => {
    const doomed = await startInstance({ endless: true });
    expect(await deliver(other, says('count'))).toBe('1');
    await deliver(other, says('begin'));
    const answer = says('L');
    void deliver(doomed, answer).catch(() => {});
    await doomed.request({ action: 'reached', place: 'end' });
    expect(await client.hget(CONVERSATION, 'session')).toBe('{"count":1,"sizes":["L"]}');
    expect(await client.hget(CONVERSATION, 'question')).toMatch(/ number$/);
    await doomed.kill();
    expect(await deliver(other, answer)).toBe('How many?');
    expect(await client.hget(CONVERSATION, 'session')).toBe('{"count":1,"sizes":["L"]}');
    expect(await deliver(other, says('3'))).toBe('3 of L');
    expect(await deliver(other, says('count'))).toBe('2');
  });

  test(
    'is stopped for longer than its lease counts once, and its changes are dropped',
    { timeout: 60_000 },
    async () => {
      const paused = await startInstance();
      await deliver(other, says('begin'));
      await paused.request({ action: 'shutGate' });
      const answer = says('L');
      const late = deliver(paused, answer);
      await paused.request({ action: 'reached', place: 'gate' });
      paused.pause();
      expect(await deliver(other, answer)).toBe('How many?');
      expect(await deliver(other, says('3'))).toBe('3 of L');
      paused.resume();
      await paused.request({ action: 'openGate' });
      expect(await late).toBe('How many?');
      expect(await client.hget(CONVERSATION, 'session')).toBeNull();
      expect(await deliver(other, says('3'))).toBe('Pardon?');
    },
  );

  test('dies with the turn lets others have theirs', { timeout: 60_000 }, async () => {
    const doomed = await startInstance();
    await deliver(doomed, says('begin'));
    await doomed.request({ action: 'shutGate' });
    void deliver(doomed, says('L')).catch(() => {});
    await doomed.request({ action: 'reached', place: 'gate' });
    await doomed.kill();
    expect(await deliver(other, says('count'))).toBe('1');
  });
});

describe('a Redis that keeps what it has', () => {
  const args = ['--appendonly', 'yes', '--appendfsync', 'always'];
  const startLasting = async () => {
    const server = await startRedis({ args });
    onTestFinished(() => server.stop());
    const worker = await startInstance({ redis: server.url });
    return { server, worker };
  };

  test('may be restarted between question and answer', { timeout: 60_000 }, async () => {
    const { server, worker } = await startLasting();
    await deliver(worker, says('begin'));
    await server.kill();
    await server.restart();
    expect(await deliver(worker, says('L'))).toBe('How many?');
    expect(await deliver(worker, says('3'))).toBe('3 of L');
  });

  test('may be restarted in the middle of an answer', { timeout: 60_000 }, async () => {
    const { server, worker } = await startLasting();
    await deliver(worker, says('begin'));
    await worker.request({ action: 'shutGate' });
    const answered = deliver(worker, says('L'));
    await worker.request({ action: 'reached', place: 'gate' });
    await server.kill();
    await server.restart();
    await worker.request({ action: 'openGate' });
    expect(await answered).toBe('How many?');
    expect(await deliver(worker, says('3'))).toBe('3 of L');
  });

  test('makes messages go the usual way while it is down', { timeout: 60_000 }, async () => {
    const { server, worker } = await startLasting();
    await deliver(worker, says('begin'));
    await server.kill();
    expect(await deliver(worker, says('L'))).toBe('Pardon?');
    expect(await deliver(worker, says('count'))).toBe('success');
    await server.restart();
    await expect.poll(() => deliver(worker, says('L')), { timeout: 10_000 }).toBe('How many?');
  });
});
