import { beforeEach, describe, expect, test } from 'vitest';
import type { ConversationChange, ConversationClaim, ConversationKey, ConversationStore } from 'nestjs-wechat';

/** Long enough for a slow machine not to reach the end of what is to last. */
const LONG_MS = 10_000;
/** Short enough to wait for the end of. */
const SHORT_MS = 25;

const SIZE = { topic: 'size', lifeMs: LONG_MS };

/** What every store of conversations has to do, those of hosts too. */
export function testConversationStore(create: () => ConversationStore | Promise<ConversationStore>): void {
  let store: ConversationStore;
  let people = 0;
  let key: ConversationKey;
  let versions: Map<string, string>;

  beforeEach(async () => {
    store = await create();
    key = { appId: 'wx1', openId: `o${++people}` };
    versions = new Map();
  });

  /** The one run of a message, unless it says otherwise. */
  const claimOf = (messageId: string, run = messageId): ConversationClaim => ({ claimId: `${run}'s run`, messageId });
  const open = async (messageId: string, run = messageId, leaseMs = LONG_MS) => {
    const stored = await store.open(key, claimOf(messageId, run), leaseMs);
    versions.set(run, stored?.version ?? '');
    return stored;
  };
  const save = (messageId: string, change: Partial<ConversationChange>, run = messageId) =>
    store.save(key, claimOf(messageId, run), versions.get(run) ?? '', {
      session: undefined,
      question: undefined,
      lifeMs: LONG_MS,
      ...change,
    });
  const write = async (messageId: string, change: Partial<ConversationChange>, run = messageId) => {
    expect(await open(messageId, run)).toBeDefined();
    expect(await save(messageId, change, run)).toBe(true);
  };
  /** What a message would find that looks without changing anything. */
  const look = async (messageId = `look-${++people}`) => {
    const stored = await open(messageId);
    await store.close(key, claimOf(messageId));
    return stored && { session: stored.session, topic: stored.topic };
  };
  const NOTHING = { session: undefined, topic: undefined };

  describe('a turn', () => {
    test('is had by one run, until it ends', async () => {
      expect(await open('a')).toEqual({ ...NOTHING, version: '' });
      expect(await open('b')).toBeUndefined();
      await store.close(key, claimOf('a'));
      expect(await open('b')).toBeDefined();
    });

    test('that many want at once is had by one', async () => {
      const stored = await Promise.all(Array.from({ length: 50 }, (_, number) => open(`${number}`)));
      expect(stored.filter(each => each !== undefined)).toHaveLength(1);
    });

    test('asked for twice by one run is one', async () => {
      await write('before', { session: '1', question: SIZE });
      const first = await open('a');
      expect(await open('a')).toEqual(first);
      expect(await save('a', { session: '2' })).toBe(true);
      expect(await look()).toEqual({ session: '2', topic: 'size' });
    });

    test('belongs to a run, not to its message', async () => {
      await open('a');
      expect(await open('a', 'another')).toBeUndefined();
    });

    test('ends with its lease', async () => {
      await open('a', 'a', SHORT_MS);
      await expect.poll(() => open('b')).toBeDefined();
      expect(await open('a')).toBeUndefined();
    });

    test('takes a lease and a life that are no whole numbers', async () => {
      expect(await open('a', 'a', 1000.4)).toBeDefined();
      await store.renew(key, claimOf('a'), 1000.4);
      expect(await save('a', { session: '1', question: { topic: 'x', lifeMs: 1000.4 }, lifeMs: 1000.4 })).toBe(true);
    });

    test('lasts longer when it is renewed', async () => {
      await open('a', 'a', 20 * SHORT_MS);
      await store.renew(key, claimOf('a'), LONG_MS);
      await new Promise(resolve => setTimeout(resolve, 22 * SHORT_MS));
      expect(await open('b')).toBeUndefined();
    });

    test('is renewed by the run that has it', async () => {
      await open('a');
      await store.renew(key, claimOf('b'), SHORT_MS);
      await new Promise(resolve => setTimeout(resolve, 2 * SHORT_MS));
      expect(await open('b')).toBeUndefined();
    });

    test('that is over is not renewed', async () => {
      await open('a');
      await store.close(key, claimOf('a'));
      await store.renew(key, claimOf('a'), LONG_MS);
      expect(await open('b')).toBeDefined();
      await save('b', { session: '1' });
      await store.renew(key, claimOf('b'), LONG_MS);
      expect(await open('c')).toBeDefined();
    });

    test('is ended by the run that has it, and twice is once', async () => {
      await open('a');
      await store.close(key, claimOf('b'));
      expect(await open('b')).toBeUndefined();
      await store.close(key, claimOf('a'));
      await store.close(key, claimOf('a'));
      expect(await open('b')).toBeDefined();
      await store.close(key, claimOf('a'));
      expect(await open('c')).toBeUndefined();
    });

    test.each([
      ['person', { openId: 'o-other' }],
      ['account', { appId: 'wx2' }],
    ])('is apart from that of another %s', async (_, other) => {
      await write('a', { session: '1', question: SIZE });
      await open('b');
      const there = { ...key, ...other };
      expect(await store.peek(there, 'b')).toBeUndefined();
      expect(await store.open(there, claimOf('b'), LONG_MS)).toEqual({ ...NOTHING, version: '' });
    });
  });

  describe('what is saved', () => {
    test.each(['{"size":"L"}', '{}', '{"name":"昵称 😀 \\n\\"","many":[1,2]}', 'x'.repeat(20_000)])(
      'is found by the next run: %.30s',
      async session => {
        await write('a', { session });
        expect(await look()).toEqual({ session, topic: undefined });
      },
    );

    test('ends the turn', async () => {
      await write('a', { session: '1' });
      expect(await open('b')).toMatchObject({ session: '1' });
    });

    test('is saved once, however often it is sent', async () => {
      await open('a');
      const change = { session: '1', question: SIZE };
      expect(await save('a', change)).toBe(true);
      expect(await save('a', change)).toBe(true);
      await write('b', { session: '2', question: null });
      expect(await look()).toEqual({ session: '2', topic: undefined });
    });

    test('may be nothing', async () => {
      await write('a', { session: '1', question: SIZE });
      await write('b', { session: undefined, question: null });
      expect(await look()).toEqual(NOTHING);
    });

    test('has another version after every change', async () => {
      for (const messageId of ['a', 'b', 'c']) await write(messageId, { session: '1' });
      const last = await open('d');
      expect(new Set([...versions.values(), last?.version]).size).toBe(4);
      await store.close(key, claimOf('d'));
      expect((await open('e'))?.version).toBe(last?.version);
    });

    test('is forgotten at the end of its life', async () => {
      await write('a', { session: '1', question: { topic: 'size', lifeMs: SHORT_MS }, lifeMs: SHORT_MS });
      await expect.poll(() => look()).toEqual(NOTHING);
      await write('b', { session: '2' });
      expect(await look()).toMatchObject({ session: '2' });
    });

    test('lives anew after a change', async () => {
      await write('a', { session: '1', lifeMs: 20 * SHORT_MS });
      await write('b', { session: '2', lifeMs: LONG_MS });
      await new Promise(resolve => setTimeout(resolve, 22 * SHORT_MS));
      expect(await look()).toMatchObject({ session: '2' });
    });
  });

  describe('a question', () => {
    test.each(['size', 'a size', '', '1 2\n3', 'größe 😀'])('waits for its answer: %j', async topic => {
      await write('a', { question: { topic, lifeMs: LONG_MS } });
      expect(await store.peek(key, 'b')).toBe(topic);
      expect(await look()).toEqual({ session: undefined, topic });
    });

    test('stays open where a run has nothing to say about it', async () => {
      await write('a', { session: '1', question: SIZE });
      await write('b', { session: '2' });
      expect(await store.peek(key, 'c')).toBe('size');
      expect(await look()).toEqual({ session: '2', topic: 'size' });
    });

    test('replaces the one before', async () => {
      await write('a', { question: SIZE });
      await write('b', { question: { topic: 'colour', lifeMs: LONG_MS } });
      expect(await store.peek(key, 'c')).toBe('colour');
    });

    test('is seen while another run has its turn, which may answer it', async () => {
      await write('a', { question: SIZE });
      await open('b');
      expect(await store.peek(key, 'c')).toBe('size');
      await save('b', { question: null });
      expect(await store.peek(key, 'c')).toBeUndefined();
    });

    test('is over before the session where it is to be', async () => {
      await write('a', { session: '1', question: { topic: 'size', lifeMs: SHORT_MS } });
      await expect.poll(() => store.peek(key, 'b')).toBeUndefined();
      expect(await look()).toEqual({ session: '1', topic: undefined });
      await write('b', { session: '2' });
      expect(await look()).toEqual({ session: '2', topic: undefined });
    });

    test('that is open for longer keeps the session as long, whatever is changed meanwhile', async () => {
      await write('a', { session: '1', question: SIZE, lifeMs: SHORT_MS });
      await new Promise(resolve => setTimeout(resolve, 2 * SHORT_MS));
      expect(await look()).toEqual({ session: '1', topic: 'size' });
      await write('b', { session: '2', lifeMs: SHORT_MS });
      await new Promise(resolve => setTimeout(resolve, 2 * SHORT_MS));
      expect(await look()).toEqual({ session: '2', topic: 'size' });
    });
  });

  describe('a run that was away for too long', () => {
    test('saves nothing while another has its turn', async () => {
      await open('slow', 'slow', SHORT_MS);
      await expect.poll(() => open('b')).toBeDefined();
      expect(await save('slow', { session: 'slow' })).toBe(false);
      expect(await save('b', { session: 'b' })).toBe(true);
      expect(await look()).toMatchObject({ session: 'b' });
    });

    test('saves nothing where another has changed something', async () => {
      await write('before', { session: '1' });
      await open('slow', 'slow', SHORT_MS);
      await expect.poll(() => open('b')).toBeDefined();
      expect(await save('b', { session: undefined, question: null })).toBe(true);
      expect(await save('slow', { session: 'slow' })).toBe(false);
      expect(await look()).toEqual(NOTHING);
    });

    test('saves where nobody has changed anything', async () => {
      await write('before', { session: '1' });
      await open('slow', 'slow', SHORT_MS);
      await expect.poll(() => look()).toBeDefined();
      expect(await save('slow', { session: 'slow' })).toBe(true);
      expect(await look()).toMatchObject({ session: 'slow' });
    });

    test('saves where everything was forgotten meanwhile', async () => {
      await write('before', { session: '1', lifeMs: 4 * SHORT_MS });
      const stored = await open('a');
      await new Promise(resolve => setTimeout(resolve, 6 * SHORT_MS));
      expect(await save('a', { session: `${stored?.session}a` })).toBe(true);
    });
  });

  describe('a message that runs again, because the process that ran it died before it was done,', () => {
    test('finds what was there before', async () => {
      await write('before', { session: '1', question: SIZE });
      await write('a', { session: '2', question: null }, 'first');
      expect(await store.peek(key, 'a')).toBe('size');
      expect(await store.peek(key, 'b')).toBeUndefined();
      expect(await open('a', 'second')).toMatchObject({ session: '1', topic: 'size' });
      expect(await save('a', { session: '2', question: { topic: 'colour', lifeMs: LONG_MS } }, 'second')).toBe(true);
      expect(await look()).toEqual({ session: '2', topic: 'colour' });
    });

    test('finds nothing where there was nothing', async () => {
      await write('a', { session: '1', question: SIZE }, 'first');
      expect(await store.peek(key, 'a')).toBeUndefined();
      expect(await open('a', 'second')).toMatchObject(NOTHING);
      expect(await save('a', { session: '1', question: SIZE }, 'second')).toBe(true);
      expect(await look()).toEqual({ session: '1', topic: 'size' });
    });

    test('takes back what the first run did, even where it does nothing itself', async () => {
      await write('before', { session: '1' });
      await write('a', { session: '2', question: SIZE }, 'first');
      await open('a', 'second');
      await store.close(key, claimOf('a', 'second'));
      expect(await store.peek(key, 'b')).toBeUndefined();
      expect(await look()).toEqual({ session: '1', topic: undefined });
    });

    test('takes it back once, though every run dies', async () => {
      await write('before', { session: '1', question: SIZE });
      await write('a', { session: '2', question: null }, 'first');
      for (const run of ['second', 'third']) {
        expect(await open('a', run)).toMatchObject({ session: '1', topic: 'size' });
        await store.close(key, claimOf('a', run));
        expect(await store.peek(key, 'a')).toBe('size');
      }
    });

    test('does so again and again', async () => {
      await write('before', { session: '1' });
      for (const run of ['first', 'second', 'third']) {
        expect(await open('a', run)).toMatchObject({ session: '1' });
        expect(await save('a', { session: run }, run)).toBe(true);
      }
      expect(await look()).toMatchObject({ session: 'third' });
    });

    test('finds what others have done since', async () => {
      await write('a', { session: '1', question: SIZE }, 'first');
      await write('b', { session: '2' });
      expect(await open('a', 'second')).toMatchObject({ session: '2', topic: 'size' });
    });

    test('leaves nothing to a run that has seen what was taken back', async () => {
      await write('before', { session: '1' });
      await write('a', { session: '2' }, 'first');
      await open('slow', 'slow', SHORT_MS);
      await expect.poll(() => open('a', 'second', SHORT_MS)).toMatchObject({ session: '1' });
      await expect.poll(() => look()).toEqual({ session: '1', topic: undefined });
      expect(await save('slow', { session: '2 and slow' })).toBe(false);
      expect(await save('a', { session: '2' }, 'second')).toBe(true);
    });

    test('leaves nothing to a run that has seen what was before everything', async () => {
      await open('slow', 'slow', SHORT_MS);
      await expect.poll(() => open('before')).toBeDefined();
      expect(await save('before', { session: '1' })).toBe(true);
      await write('a', { session: '2' }, 'first');
      await open('a', 'second');
      await store.close(key, claimOf('a', 'second'));
      expect(await save('slow', { session: 'slow' })).toBe(false);
      expect(await look()).toMatchObject({ session: '1' });
    });

    test('is remembered no longer by that', async () => {
      await write('a', { session: '1', lifeMs: 8 * SHORT_MS }, 'first');
      await open('a', 'second');
      await store.close(key, claimOf('a', 'second'));
      await expect.poll(async () => (await store.open(key, claimOf('b'), 1))?.version).toBe('');
    });
  });
}
