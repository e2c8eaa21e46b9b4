import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { ended, guard, started } from './processes.js';

/** Knows the protocol page, and nothing of this package. */
export const SCRIPT = fileURLToPath(new URL('../e2e/release-test/wechat-release-test.mjs', import.meta.url));
/** The platform that is tested. */
export const COMPONENT = {
  componentAppId: 'wx0123456789abcdef',
  componentAppSecret: '0123456789abcdef0123456789abcdef',
  token: 'platformtoken',
  encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};

/** A case as the script tells it. */
export interface ReleaseTestCase {
  readonly name: string;
  readonly appId?: string;
  readonly failure?: string;
}

/** WeChat's side, which waits to be told what to test. */
export async function startWechat() {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  const guarding = guard();
  guarding.watch(started(child));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended(child);
    guarding.forget();
    await guarding.release();
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const read = async () => JSON.parse(String((await lines.next()).value)) as unknown;
  const { api } = (await read()) as { readonly api: string };
  return {
    api,
    /** @param options what the platform's console has, and what is tested */
    async test(options: Readonly<Record<string, unknown>>): Promise<readonly ReleaseTestCase[]> {
      child.stdin.end(`${JSON.stringify({ ...COMPONENT, ...options })}\n`);
      const cases: ReleaseTestCase[] = [];
      for await (const line of lines) cases.push(JSON.parse(line) as ReleaseTestCase);
      return cases;
    },
  };
}
