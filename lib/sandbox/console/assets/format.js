import { localeOf } from './language/language.js';
/** @import { Language, Texts } from './language/language.js' */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A length of time with its two largest units.
 *
 * @param {number} milliseconds
 * @param {Texts} t
 */
export function formatDuration(milliseconds, { units }) {
  const rest = Math.max(0, milliseconds);
  if (rest < MINUTE) return `${Math.floor(rest / SECOND)} ${units.seconds}`;
  if (rest < HOUR) return `${Math.floor(rest / MINUTE)} ${units.minutes}`;
  if (rest < DAY)
    return `${Math.floor(rest / HOUR)} ${units.hours} ${Math.floor((rest % HOUR) / MINUTE)} ${units.minutes}`;
  return `${Math.floor(rest / DAY)} ${units.days} ${Math.floor((rest % DAY) / HOUR)} ${units.hours}`;
}

/**
 * How long an answer took.
 *
 * @param {number} milliseconds
 * @param {Texts} t
 */
export function formatLatency(milliseconds, { units }) {
  return milliseconds < SECOND
    ? `${Math.round(milliseconds)} ${units.ms}`
    : `${(milliseconds / SECOND).toFixed(1)} ${units.seconds}`;
}

/**
 * The time of a day.
 *
 * @param {number} at milliseconds since 1970
 * @param {Language} language
 */
export function formatTime(at, language) {
  return new Date(at).toLocaleTimeString(localeOf(language), { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}
