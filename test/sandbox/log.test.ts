import { expect, test } from 'vitest';
import { Log } from '#lib/sandbox/log';

test('keeps the newest 10,000 entries, and cuts a quarter at a time', () => {
  const log = new Log<number>();
  for (let entry = 1; entry <= 12_500; entry++) log.add(entry);
  expect([log.entries.length, log.entries[0]]).toEqual([12_500, 1]);
  log.add(12_501);
  expect([log.entries.length, log.entries[0], log.entries.at(-1)]).toEqual([10_000, 2502, 12_501]);
});

test('keeps the newest 64 MiB', () => {
  const MIB = 1024 * 1024;
  const log = new Log<{ readonly id: number; readonly bytes: number }>(({ bytes }) => bytes);
  for (let id = 1; id <= 9; id++) log.add({ id, bytes: 10 * MIB });
  expect(log.entries.map(({ id }) => id)).toEqual([4, 5, 6, 7, 8, 9]);
  log.add({ id: 10, bytes: 200 * MIB });
  expect(log.entries.map(({ id }) => id)).toEqual([10]);
  log.add({ id: 11, bytes: MIB });
  expect(log.entries.map(({ id }) => id)).toEqual([11]);
});

test('an entry may grow', () => {
  const MIB = 1024 * 1024;
  const log = new Log<{ bytes: number }>(({ bytes }) => bytes);
  const [first, second] = [{ bytes: 0 }, { bytes: 0 }];
  log.add(first);
  log.add(second);
  first.bytes = 70 * MIB;
  log.grow(70 * MIB);
  expect(log.entries).toEqual([first, second]);
  second.bytes = 11 * MIB;
  log.grow(11 * MIB);
  expect(log.entries).toEqual([second]);
});
