import { Injectable } from '@nestjs/common';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kinds } from '#lib/messages/kinds/message-map';
import { CallbackService, Match, Message, OnClick, OnMessage, OnScan, OnSubscribe, OnText } from 'nestjs-wechat';
import { createBot } from '../support/bot.js';
import { PLAIN, signedQuery } from '../support/wechat-side.js';

@Injectable()
class Bot {
  @OnText(/^a(.)/) pattern(@Match(1) letter: string) {
    return letter;
  }
  @OnText('exact') exact(@Message('Content') content: unknown) {
    return content as string;
  }
  @OnClick(/^k/) click(@Message('EventKey') key: unknown) {
    return key as string;
  }
  @OnScan('scene') scan() {
    return 'scan';
  }
  @OnSubscribe() subscribe() {
    return 'subscribe';
  }
  @OnMessage() anything(context: object) {
    return JSON.stringify(context).length > 1000 ? undefined : 'any';
  }
}

describe('CallbackService.handle', () => {
  const names = [
    'ToUserName',
    'FromUserName',
    'CreateTime',
    'MsgType',
    'Event',
    'InfoType',
    'Content',
    'EventKey',
    'MsgId',
  ];
  const types = Object.keys(kinds).map(kind => kind.split('.').pop() ?? kind);
  const value = fc.oneof(
    fc.constantFrom('', 'event', 'text', 'a1', 'exact', 'qrscene_scene', 'k', ...types),
    fc.string(),
  );
  const tree = fc.letrec(tie => ({
    node: fc.oneof(
      { maxDepth: 3 },
      value,
      tie('tree'),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.double(),
      fc.boolean(),
    ),
    tree: fc.dictionary(
      fc.oneof(fc.constantFrom(...names, 'List', 'SendPicsInfo', 'toString'), fc.string()),
      tie('node'),
      {
        maxKeys: 6,
      },
    ),
  })).tree;
  const likelyTree = fc
    .tuple(tree, fc.subarray(names), fc.array(value, { minLength: 9, maxLength: 9 }))
    .map(([fields, some, values]) =>
      Object.assign({}, fields, Object.fromEntries(some.map((name, index) => [name, values[index]]))),
    );

  test('answers 200 or 400 to any genuine message, and never rejects', async () => {
    const bot = await createBot({ providers: [Bot], options: { dataFormat: 'json' } });
    const callback = bot.app.get(CallbackService);
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.oneof(tree, likelyTree), async message => {
        const query = signedQuery(PLAIN);
        const { status } = await callback.handle({ method: 'POST', query, body: JSON.stringify(message) });
        statuses.add(status);
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 3000 },
    );
    expect([...statuses].toSorted((a, b) => a - b)).toEqual([200, 400]);
    expect(bot.logger.filter({ level: 'error', message: /Refused/ })).toEqual([]);
  });

  test.each([undefined, null, 5, [], new Date(), Object.create(null)])('survives a body of %o', async body => {
    const bot = await createBot({});
    const request = { method: 'POST', query: signedQuery(PLAIN), body: body as object };
    expect((await bot.app.get(CallbackService).handle(request)).status).toBe(400);
  });

  test.each([{}, { signature: {} }, { signature: ['a'] }, Object.create(null)])(
    'survives a query of %o',
    async query => {
      const bot = await createBot({});
      const request = { method: 'GET', query: query as Record<string, unknown> };
      expect((await bot.app.get(CallbackService).handle(request)).status).toBe(401);
    },
  );

  test('answers 413 to a body above 1 MiB', async () => {
    const bot = await createBot({});
    const handle = (bytes: number) =>
      bot.app.get(CallbackService).handle({ method: 'POST', query: signedQuery(PLAIN), body: 'x'.repeat(bytes) });
    expect((await handle(1024 * 1024 + 1)).status).toBe(413);
    expect((await handle(1024 * 1024)).status).toBe(400);
  });

  test('answers other methods with 405', async () => {
    const bot = await createBot({});
    expect((await bot.app.get(CallbackService).handle({ method: 'PUT', query: signedQuery(PLAIN) })).status).toBe(405);
  });
});
