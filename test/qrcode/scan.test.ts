import { describe, expect, test } from 'vitest';
import { isDuringLease, statusOf } from '#lib/qrcode/pool/scan';
import type { FoundCode } from 'nestjs-wechat';

const FROM = 1_800_000_000_400;
const UNTIL = FROM + 300_000;
const code: FoundCode = {
  sceneId: 's',
  ticket: 't',
  url: 'u',
  expiresAt: UNTIL + 1_000_000,
  now: FROM + 1,
  availableAt: UNTIL + 90_000,
  lease: { leaseId: 'l', from: FROM, until: UNTIL, releaseOnScan: false },
};
const TOLERANCE_MS = 30_000;

describe('a scan is during the lease', () => {
  test.each([
    ['within the second of its beginning', 1_800_000_000, 0, true],
    ['a second before', 1_799_999_999, 0, false],
    ['in the last second', 1_800_000_300, 0, true],
    ['a second after', 1_800_000_301, 0, false],
    ['30 s before, by a clock that is behind', 1_799_999_970, TOLERANCE_MS, true],
    ['31 s before', 1_799_999_969, TOLERANCE_MS, false],
    ['30 s after, by a clock that is ahead', 1_800_000_330, TOLERANCE_MS, true],
    ['31 s after', 1_800_000_331, TOLERANCE_MS, false],
    ['at no time', Number.NaN, TOLERANCE_MS, false],
  ])('%s: CreateTime %d with a tolerance of %d ms ⇒ %s', (_, createTime, toleranceMs, expected) => {
    expect(isDuringLease(code, createTime, toleranceMs)).toBe(expected);
  });

  test('where there is one', () => {
    expect(isDuringLease({ ...code, lease: undefined }, 1_800_000_001, TOLERANCE_MS)).toBe(false);
  });

  test('never during two, if the tolerance is below half of the rest', () => {
    const restMs = 61_000;
    const next = {
      ...code,
      lease: { leaseId: 'n', from: UNTIL + restMs, until: UNTIL + 2 * restMs, releaseOnScan: false },
    };
    for (let createTime = 1_800_000_250; createTime < 1_800_000_450; createTime++) {
      const both = [code, next].filter(each => isDuringLease(each, createTime, TOLERANCE_MS));
      expect(both.length).toBeLessThan(2);
    }
  });
});

test.each([
  ['leased', { now: UNTIL - 1 }],
  ['resting', { now: UNTIL }],
  ['resting', { now: UNTIL + 89_999 }],
  ['free', { now: UNTIL + 90_000 }],
  ['resting', { lease: undefined }],
  ['free', { lease: undefined, availableAt: FROM }],
  ['retired', { lease: undefined, availableAt: undefined }],
])('a code is %s: %j', (status, change) => {
  expect(statusOf({ ...code, ...change })).toBe(status);
});
