import { spawn } from 'node:child_process';
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

interface Sample {
  readonly lines: readonly CurlLine[];
  /** What it has printed so far. */
  output(): string;
}

/** Starts the sample as `npm start` does after the build, and reads the curl lines that it prints. */
async function startSample(flags: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Sample> {
  const args = ['node_modules/@nestjs/cli/bin/nest.js', 'start', 'sample', '--', ...flags];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  onTestFinished(() => void (child.pid === undefined || process.kill(-child.pid)));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await expect.poll(() => output, { timeout: 30_000 }).toContain('Press Ctrl+C');
  const lines = [...output.matchAll(/^curl -H 'Content-Type: text\/xml' -d '(.*)' \\\n {2}'(.*)'$/gm)].map(
    ([, body = '', url = '']) => ({ url, body }),
  );
  return { lines, output: () => output };
}

async function run({ url, body }: CurlLine): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'text/xml' }, body });
  return response.text();
}

test.each([[[]], [['--fastify']]])('answers its own curl lines, started with %j', { timeout: 60_000 }, async flags => {
  const { lines, output } = await startSample(flags);
  const [plainLine, safeLine] = lines;
  if (plainLine === undefined || safeLine === undefined) throw new Error('The sample printed no curl lines.');
  expect(openReply(plain, 'plain', await run(plainLine))).toMatchObject({ Content: '你说：hello' });
  expect(openReply(safe, 'safe', await run(safeLine))).toMatchObject({ Content: '你说：hello' });
  // The menu was created when it started, and a follower is welcomed by a customer-service message.
  expect(output()).toContain('POST /cgi-bin/menu/create {"button":');
  const follow = plainLine.body
    .replace('<MsgType>text', '<MsgType>event')
    .replace('<Content>hello</Content>', '<Event>subscribe</Event>');
  expect(await run({ ...plainLine, body: follow })).toBe('success');
  await expect.poll(output).toMatch(/POST \/cgi-bin\/message\/custom\/send .*"touser":"oDemo.*欢迎关注/);
  const help = { ...plainLine, body: plainLine.body.replace('hello', 'order 42') };
  expect(openReply(plain, 'plain', await run(help))).toMatchObject({ Content: '订单 42 已发货。' });
});

test('takes a real account from the environment', { timeout: 60_000 }, async () => {
  const account = { ...safe, appId: 'wx2222222222222222', token: 'another_token' };
  const { lines } = await startSample([], {
    WECHAT_APP_ID: account.appId,
    WECHAT_TOKEN: account.token,
    WECHAT_ENCODING_AES_KEY: account.encodingAESKey ?? '',
  });
  expect(lines).toHaveLength(1);
  for (const line of lines)
    expect(openReply(account, 'safe', await run(line))).toMatchObject({ Content: '你说：hello' });
});
