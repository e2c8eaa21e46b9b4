import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { VerifyTicketStore } from 'nestjs-wechat/open-platform';

const PLATFORM = 'wxplatform';
const AT = 1_700_000_000;

/** What every store of tickets has to do, those of hosts too. */
export function testVerifyTicketStore(create: () => VerifyTicketStore | Promise<VerifyTicketStore>): void {
  let store: VerifyTicketStore;
  const save = (ticket: string, createTime: number, platform = PLATFORM) =>
    store.save(platform, { ticket, createTime });

  beforeEach(async () => {
    store = await create();
  });

  test('nothing is known at first', async () => {
    expect(await store.find(PLATFORM)).toBeUndefined();
  });

  test.each(['ticket@@@abc', `ticket@@@${'"\' \n{}:,%é'.repeat(60)}`])(
    'a ticket is found as it came: %s',
    async ticket => {
      expect(await save(ticket, AT)).toBe(true);
      const found = await store.find(PLATFORM);
      expect(found).toEqual({ ticket, createTime: AT, ageMs: expect.any(Number) as number });
      expect(found?.ageMs).toBeGreaterThanOrEqual(0);
      expect(found?.ageMs).toBeLessThan(10_000);
    },
  );

  test('its age counts from when it came, and begins anew with the next', async () => {
    await save('ticket@@@1', AT);
    await sleep(50);
    const before = (await store.find(PLATFORM))?.ageMs ?? 0;
    expect(before).toBeGreaterThanOrEqual(45);
    await save('ticket@@@2', AT + 600);
    expect((await store.find(PLATFORM))?.ageMs).toBeLessThan(before);
  });

  test('one that is older than the one that is kept changes nothing, and one of the same second replaces it', async () => {
    await save('ticket@@@kept', AT);
    expect(await save('ticket@@@older', AT - 1)).toBe(false);
    expect(await store.find(PLATFORM)).toMatchObject({ ticket: 'ticket@@@kept', createTime: AT });
    expect(await save('ticket@@@again', AT)).toBe(true);
    expect(await store.find(PLATFORM)).toMatchObject({ ticket: 'ticket@@@again' });
  });

  test('is compared by number, not by text', async () => {
    await save('ticket@@@kept', 1000);
    expect(await save('ticket@@@older', 999)).toBe(false);
    expect(await save('ticket@@@newer', 10_000)).toBe(true);
  });

  test('of many at once the newest stays', async () => {
    const times = Array.from({ length: 50 }, (_, index) => AT + ((index * 37) % 50));
    await Promise.all(times.map(at => save(`ticket@@@${at}`, at)));
    expect(await store.find(PLATFORM)).toMatchObject({ ticket: `ticket@@@${AT + 49}`, createTime: AT + 49 });
  });

  test('two platforms do not meet', async () => {
    await save('ticket@@@one', AT);
    expect(await save('ticket@@@other', AT - 9, 'wxother')).toBe(true);
    expect(await store.find(PLATFORM)).toMatchObject({ ticket: 'ticket@@@one' });
    expect(await store.find('wxother')).toMatchObject({ ticket: 'ticket@@@other', createTime: AT - 9 });
    expect(await store.find('wxthird')).toBeUndefined();
  });
}
