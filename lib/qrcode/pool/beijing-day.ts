const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;

/** The day that it is in Beijing, by which WeChat counts, from 1970 on. `at` is milliseconds since 1970. */
export function beijingDay(at: number): number {
  return Math.floor((at + BEIJING_MS) / DAY_MS);
}

/** When such a day ends, in milliseconds since 1970. */
export function endOfBeijingDay(day: number): number {
  return (day + 1) * DAY_MS - BEIJING_MS;
}
