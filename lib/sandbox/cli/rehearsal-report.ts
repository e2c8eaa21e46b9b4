import { styleText } from 'node:util';
import type { ReleaseTestCase } from '../release-test/release-test-report.js';

const COLOURS = { passed: 'green', failed: 'red', skipped: 'yellow' } as const;

/** An authorization code where it is written in full. */
const CODE = /(queryauthcode@@@)[\w-]+(?=_from_api)/g;

/** One line. */
export function renderCase({
  name,
  appId = '',
  outcome,
  expected,
  received,
  reason,
  durationMs,
}: ReleaseTestCase): string {
  const head = `${name.padEnd(15)}  ${appId.padEnd(18)}  ${`${Math.round(durationMs)} ms`.padStart(8)}`;
  const all = outcome === 'failed' ? `${reason} Expected: ${expected}. Received: ${received}.` : reason;
  // An answer may have lines of its own, and a code is nobody's business.
  const why = all.replace(/\s+/g, ' ').replace(CODE, '$1…');
  return `${`${colour(outcome, outcome.padEnd(7))}  ${head}  ${why}`.trimEnd()}\n`;
}

/** How many there were of each outcome. */
export function renderSum(cases: readonly ReleaseTestCase[]): string {
  const counts = (['passed', 'failed', 'skipped'] as const).flatMap(outcome => {
    const count = cases.filter(each => each.outcome === outcome).length;
    return count === 0 ? [] : colour(outcome, `${count} ${outcome}`);
  });
  return `\n${cases.length} cases: ${counts.join(', ')}.\n`;
}

/**
 * What to do about cases that could not pass.
 *
 * @param api WeChat's API beside the test, and whether anybody called it
 */
export function renderHints(
  cases: readonly ReleaseTestCase[],
  api: { readonly origin: string; readonly isUsed: boolean } | undefined,
): string {
  if (api === undefined)
    return cases.some(({ outcome }) => outcome === 'skipped')
      ? 'Skipped cases need an API of WeChat that sees the calls: --api-port.\n'
      : '';
  return api.isUsed
    ? ''
    : `Nobody called the API. Start your server with WECHAT_SANDBOX=${api.origin}, or that address in its option hosts.\n`;
}

function colour(outcome: ReleaseTestCase['outcome'], text: string): string {
  return styleText(COLOURS[outcome], text, { stream: process.stdout });
}
