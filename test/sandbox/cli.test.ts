import { connect } from 'node:net';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { wechatConfig, WechatApi, WechatModule } from 'nestjs-wechat';
import { findFreePort, listen, runCommand, startCommand } from '../support/command.js';
import { ROOT } from '../support/readme.js';

const KEY = '3SNPDhKqumDrxQUfAAqa4Yd829vhJEiweo54pXjuHz0';

/** Starts a sandbox on a free port and waits for what it prints. */
async function startSandbox(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const command = startCommand(['sandbox', '--port', '0', ...args], env);
  await expect.poll(command.stdout, { timeout: 20_000 }).toContain('Callback: ');
  const variables = Object.fromEntries(
    [...command.stdout().matchAll(/^(WECHAT_\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  return { ...command, variables, origin: variables['WECHAT_SANDBOX'] ?? '' };
}

describe('nestjs-wechat', () => {
  test.each([[[]], [['--help']], [['sandbox', '-h']]])('%j explains itself', async args => {
    const { code, stdout, stderr } = await runCommand(...args);
    expect([code, stderr]).toEqual([0, '']);
    const options = ['port', 'host', 'callback', 'app-id', 'secret', 'token', 'aes-key', 'mode', 'data-format'];
    for (const option of options) expect(stdout).toContain(`--${option} <`);
    expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThan(110);
  });

  test('--version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as { version: string };
    expect(await runCommand('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each<[problem: string, args: string[]]>([
    ['There is no command "sandbocks"; there are sandbox and open-platform rehearse.', ['sandbocks']],
    ['The command is missing: npx nestjs-wechat sandbox.', ['--port', '1']],
    ['What is "now"? sandbox takes options only.', ['sandbox', 'now']],
    ["Unknown option '--prot'.", ['sandbox', '--prot', '1']],
    ["Unknown option '-x'.", ['sandbox', '-x']],
    ["Option '-p, --port <value>' needs a value.", ['sandbox', '--port']],
    ["Option '--token' needs a value.", ['sandbox', '--token', '--port', '1']],
    ["Option '-h, --help' does not take an argument.", ['sandbox', '--help=yes']],
    ['--port is "http"; it has to be a number from 0 to 65535.', ['sandbox', '--port', 'http']],
    ['--port is "65536"; it has to be a number from 0 to 65535.', ['sandbox', '--port', '65536']],
    ['--port is "-1"; it has to be a number from 0 to 65535.', ['sandbox', '--port=-1']],
    ['--port is ""; it has to be a number from 0 to 65535.', ['sandbox', '--port', '']],
    ['--host is empty.', ['sandbox', '--host', '']],
    ['The callback "/wechat" is no http:// or https:// URL.', ['sandbox', '--callback', '/wechat']],
    ['--app-id is ""; it has to be letters and digits.', ['sandbox', '--app-id', '']],
    ['--secret is "a\\nb"; it has to be letters and digits.', ['sandbox', '--secret', 'a\nb']],
    ['The token must have 3 to 32 letters and digits.', ['sandbox', '--token', 'a'.repeat(33)]],
    ['The encodingAESKey must have 43 letters and digits.', ['sandbox', '--aes-key', KEY.slice(1)]],
    ['--mode safe needs --aes-key, 43 letters and digits.', ['sandbox', '--mode', 'safe']],
    ['--mode compatible needs --aes-key, 43 letters and digits.', ['sandbox', '--mode', 'compatible']],
    ['--mode is "open"; it has to be plain or compatible or safe.', ['sandbox', '--mode', 'open']],
    ['--url is no option of sandbox.', ['sandbox', '--url', 'http://127.0.0.1']],
    ['--data-format is "yaml"; it has to be xml or json.', ['sandbox', '--data-format', 'yaml']],
  ])('refuses a command line: %s', async (problem, args) => {
    const stderr = `nestjs-wechat: ${problem} See npx nestjs-wechat --help.\n`;
    expect(await runCommand(...args)).toEqual({ code: 2, stdout: '', stderr });
  });

  test('says that its port is in use', async () => {
    const { server, port } = await listen();
    onTestFinished(() => void server.close());
    const stderr = `nestjs-wechat: Port ${port} is in use. Stop what listens there, or choose another port.\n`;
    expect(await runCommand('sandbox', '--port', String(port))).toEqual({ code: 1, stdout: '', stderr });
  });

  test('says that it has no such address', async () => {
    const stderr = 'nestjs-wechat: This machine has no address 192.0.2.1.\n';
    expect(await runCommand('sandbox', '--host', '192.0.2.1')).toEqual({ code: 1, stdout: '', stderr });
  });
});

describe('nestjs-wechat sandbox', () => {
  test('prints what an application has to know, without colours', async () => {
    const { stdout, variables, origin } = await startSandbox();
    expect(variables).toEqual({
      WECHAT_SANDBOX: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      WECHAT_APP_ID: 'wx0123456789abcdef',
      WECHAT_APP_SECRET: '0123456789abcdef0123456789abcdef',
      WECHAT_TOKEN: 'sandbox',
    });
    expect(stdout()).toContain(`WeChat runs at ${origin}`);
    expect(stdout()).toContain('Callback: none yet.');
    expect(stdout()).not.toContain('\u001B');
    expect(stdout().split('\n').length).toBeLessThan(22);
  });

  test('has colours for a terminal that wants them', async () => {
    const { stdout, origin } = await startSandbox([], { FORCE_COLOR: '1' });
    expect(stdout()).toContain(`\u001B[1m${origin}\u001B[22m`);
  });

  test('prints what it was told', async () => {
    const values = ['--app-id', 'wx1', '--secret', 's', '--token', 'tok', '--aes-key', KEY];
    const { stdout, variables } = await startSandbox([...values, '--mode', 'compatible', '--data-format', 'json']);
    expect(variables).toMatchObject({
      WECHAT_APP_ID: 'wx1',
      WECHAT_APP_SECRET: 's',
      WECHAT_TOKEN: 'tok',
      WECHAT_ENCODING_AES_KEY: KEY,
      WECHAT_MODE: 'compatible',
      WECHAT_DATA_FORMAT: 'json',
    });
    expect(stdout()).toMatch(
      /AppID +wx1\n +AppSecret +s\n +Token +tok\n +EncodingAESKey +\w+\n +mode +compatible, JSON/,
    );
  });

  test('plays safe mode where there is a key', async () => {
    expect((await startSandbox(['--aes-key', KEY])).variables).toMatchObject({ WECHAT_MODE: 'safe' });
  });

  test('has a third-party platform, the same at every start', async () => {
    const { origin } = await startSandbox();
    const credentials = {
      component_appid: 'wxfedcba9876543210',
      component_secret: 'fedcba9876543210fedcba9876543210',
    };
    const body = JSON.stringify(credentials);
    const response = await fetch(`${origin}/cgi-bin/component/api_start_push_ticket`, { method: 'POST', body });
    expect(await response.json()).toEqual({ errcode: 0, errmsg: 'ok' });
  });

  test('waits for the callback, and what it prints configures an application', { timeout: 30_000 }, async () => {
    const port = await findFreePort();
    const callback = `http://127.0.0.1:${port}/wechat`;
    const { stdout, variables } = await startSandbox(['--callback', callback, '--aes-key', KEY]);
    expect(stdout()).toContain(`Callback: ${callback} does not answer yet`);
    expect(stdout()).toContain('Nothing listens there. Is the application running?');

    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    class AppModule {}
    const module = { module: AppModule, imports: [WechatModule.forRootAsync(wechatConfig.asProvider())] };
    const app = await NestFactory.create(module, { logger: false });
    onTestFinished(() => app.close());
    await app.listen(port, '127.0.0.1');
    await expect.poll(stdout, { timeout: 10_000 }).toContain(`Callback: ${callback} answers.\n`);
    expect(stdout().match(/^Callback:/gm)).toHaveLength(2);
    expect(await app.get(WechatApi).ticket.get({ type: 'jsapi' })).toMatchObject({ errcode: 0 });
  });

  test('says why a callback that listens is none', { timeout: 20_000 }, async () => {
    const other = await startSandbox();
    const { stdout } = await startSandbox(['--callback', `${other.origin}/wechat`]);
    expect(stdout()).toMatch(/does not answer yet.* It answered .*\\"errcode\\":40066.* the same token\.\n/);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s stops it, whoever is connected', async signal => {
    const { exit, kill, origin, stderr } = await startSandbox();
    const idle = connect(Number(new URL(origin).port), '127.0.0.1');
    onTestFinished(() => void idle.destroy());
    await once(idle, 'connect');
    await (await fetch(`${origin}/cgi-bin/token`)).text();
    kill(signal);
    expect(await exit).toEqual({ code: 0, signal: null });
    expect(stderr()).toBe('');
    await expect(fetch(origin)).rejects.toThrow('fetch failed');
  });
});
