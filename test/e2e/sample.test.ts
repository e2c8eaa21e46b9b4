import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { openReply, type Credentials } from '../support/wechat-side.js';
import { ROOT } from '../support/readme.js';

const plain: Credentials = { appId: 'wx0000000000000000', token: 'demo_token' };
const safe: Credentials = {
  appId: 'wx1111111111111111',
  token: 'demo_token',
  encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};

interface CurlLine {
  readonly url: string;
  readonly body: string;
}

/** Starts the sample as `npm start` does after the build, and reads the curl lines that it prints. */
async function startSample(flags: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CurlLine[]> {
  const args = ['node_modules/@nestjs/cli/bin/nest.js', 'start', 'sample', '--', ...flags];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  onTestFinished(() => void (child.pid === undefined || process.kill(-child.pid)));
  let output = '';
  for await (const line of createInterface({ input: child.stdout })) {
    output += `${line}\n`;
    if (line.startsWith('Other words')) break;
  }
  return [...output.matchAll(/^curl -H 'Content-Type: text\/xml' -d '(.*)' \\\n {2}'(.*)'$/gm)].map(
    ([, body = '', url = '']) => ({
      url,
      body,
    }),
  );
}

async function run({ url, body }: CurlLine): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'text/xml' }, body });
  return response.text();
}

test.each([[[]], [['--fastify']]])('answers its own curl lines, started with %j', { timeout: 60_000 }, async flags => {
  const [plainLine, safeLine] = await startSample(flags);
  if (plainLine === undefined || safeLine === undefined) throw new Error('The sample printed no curl lines.');
  expect(openReply(plain, 'plain', await run(plainLine))).toMatchObject({ Content: '你说：hello' });
  expect(openReply(safe, 'safe', await run(safeLine))).toMatchObject({ Content: '你说：hello' });
  const help = { ...plainLine, body: plainLine.body.replace('hello', 'order 42') };
  expect(openReply(plain, 'plain', await run(help))).toMatchObject({ Content: '订单 42 已发货。' });
});

test('takes a real account from the environment', { timeout: 60_000 }, async () => {
  const account = { ...safe, appId: 'wx2222222222222222', token: 'another_token' };
  const lines = await startSample([], {
    WECHAT_APP_ID: account.appId,
    WECHAT_TOKEN: account.token,
    WECHAT_ENCODING_AES_KEY: account.encodingAESKey ?? '',
  });
  expect(lines).toHaveLength(1);
  for (const line of lines)
    expect(openReply(account, 'safe', await run(line))).toMatchObject({ Content: '你说：hello' });
});
