import { runReleaseTest } from '../release-test/release-test.js';
import type { ReleaseTestCase } from '../release-test/release-test-report.js';
import { WechatSandbox } from '../wechat-sandbox.js';
import type { RehearsalOptions } from './rehearsal-options.js';
import { renderCase, renderHints, renderSum } from './rehearsal-report.js';

/**
 * Tests a platform as WeChat does, and prints each case as it is done.
 *
 * @returns whether nothing failed
 * @throws SandboxError where the API cannot listen
 */
export async function runRehearsal({ target, url, api, groups, timeoutMs }: RehearsalOptions): Promise<boolean> {
  const options = { groups, timeoutMs, messageTimeoutMs: 2 * timeoutMs };
  const heading = `\nThe release test of ${target.componentAppId} at ${url}\n`;
  const cases: ReleaseTestCase[] = [];
  const tell = (testCase: ReleaseTestCase) => {
    cases.push(testCase);
    print(renderCase(testCase));
  };
  if (api === undefined) {
    print(`${heading}\n`);
    for await (const testCase of runReleaseTest(target, undefined, options)) tell(testCase);
    print(renderSum(cases) + renderHints(cases, undefined));
  } else {
    const sandbox = await WechatSandbox.start({
      port: api.port,
      components: [{ ...target, componentAppSecret: api.componentAppSecret }],
    });
    const { origin } = sandbox;
    print(`${heading}WeChat's API runs at ${origin}\n\n`);
    try {
      await sandbox.component().runReleaseTest({ ...options, onCase: tell });
      print(renderSum(cases) + renderHints(cases, { origin, isUsed: sandbox.calls.length > 0 }));
    } finally {
      await sandbox.stop();
    }
  }
  return cases.every(({ outcome }) => outcome !== 'failed');
}

function print(text: string): void {
  process.stdout.write(text);
}
