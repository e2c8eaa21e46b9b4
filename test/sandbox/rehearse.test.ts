import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { OpenPlatformModule, type OpenPlatformOptions } from 'nestjs-wechat/open-platform';
import { findFreePort, listen, runCommand, startCommand } from '../support/command.js';
import { startHost } from '../support/host.js';
import { ROOT } from '../support/readme.js';

const KEY = '3SNPDhKqumDrxQUfAAqa4Yd829vhJEiweo54pXjuHz0';
const COMPONENT = {
  componentAppId: 'wxplatform',
  componentAppSecret: 'platform-secret',
  token: 'platformtoken',
  encodingAESKey: KEY,
};
/** Where the command finds the secrets. */
const VARIABLES = {
  WECHAT_COMPONENT_APP_ID: 'wxplatform',
  WECHAT_COMPONENT_APP_SECRET: 'platform-secret',
  WECHAT_COMPONENT_TOKEN: 'platformtoken',
  WECHAT_COMPONENT_ENCODING_AES_KEY: KEY,
};
const ACCOUNT = 'wx570bc396a51b8ff8';
const MINI_PROGRAM = 'wxd101a85aa106f53e';

// Each test starts processes.
vi.setConfig({ testTimeout: 60_000 });

/** An application that is a platform, and calls WeChat at a port of this machine. */
async function startPlatform(options: Partial<OpenPlatformOptions> = {}) {
  const apiPort = await findFreePort();
  const api = `http://127.0.0.1:${apiPort}`;
  const all = {
    components: [COMPONENT],
    hosts: { api, mp: api, open: api },
    timeoutMs: 1000,
    autoTest: true,
    ...options,
  };
  const { app, origin } = await startHost('express', { imports: [OpenPlatformModule.forRoot(all)] });
  onTestFinished(() => app.close());
  return { url: `${origin}/wechat/open`, apiPort: String(apiPort), api };
}

async function rehearse(args: readonly string[], env: Readonly<Record<string, string>> = VARIABLES) {
  const command = startCommand(['open-platform', 'rehearse', ...args], env);
  const { code } = await command.exit;
  expect(command.stderr()).toBe('');
  const stdout = command.stdout();
  const cases = [...stdout.matchAll(/^(passed|failed|skipped) +(\S+) +(wx\w+)? +\d+ ms *(.*)$/gm)];
  return { code, stdout, cases: cases.map(([, outcome, name, appId, why]) => ({ outcome, name, appId, why })) };
}

/** The cases of one group, in order. */
function groupOf(outcome: string, why = '') {
  const names = ['authorized', 'text', 'event', 'api', 'api-pushed-code'];
  return [
    { outcome, name: 'ticket', appId: undefined, why },
    ...names.map(name => ({ outcome, name, appId: ACCOUNT, why })),
    ...names
      .filter(name => !['text', 'event'].includes(name))
      .map(name => ({ outcome, name, appId: MINI_PROGRAM, why })),
  ];
}

describe('nestjs-wechat open-platform rehearse', () => {
  test.each([
    ['open-platform', '--help'],
    ['open-platform', 'rehearse', '-h'],
  ])('%s %s explains itself', async (...args) => {
    const { code, stdout, stderr } = await runCommand(...args);
    expect([code, stderr]).toEqual([0, '']);
    for (const option of ['url', 'component-app-id', 'token', 'encoding-aes-key', 'api-port', 'group', 'timeout']) {
      expect(stdout).toContain(`--${option} <`);
    }
    for (const name of Object.keys(VARIABLES)) expect(stdout).toContain(`$${name}]`);
    expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThan(110);
  });

  const url = ['--url', 'http://127.0.0.1:1/wechat/open'];
  const what = "the address of OpenPlatformModule's routes, such as http://localhost:3000/wechat/open.";
  test.each<[problem: string, args: string[], env?: Record<string, string>]>([
    ['What is "now"? open-platform rehearse takes options only.', ['now']],
    ['--port is no option of open-platform rehearse.', ['--port', '1']],
    [`--url is missing: ${what}`, []],
    [`--url is "localhost:3000"; it has to be ${what}`, ['--url', 'localhost:3000']],
    [`--url is "http://x/?a"; it has to be ${what}`, ['--url', 'http://x/?a']],
    [
      '--component-app-id is missing, and so is the environment variable WECHAT_COMPONENT_APP_ID.',
      url,
      { WECHAT_COMPONENT_APP_ID: ' ' },
    ],
    [
      '--token is missing, and so is the environment variable WECHAT_COMPONENT_TOKEN.',
      url,
      { WECHAT_COMPONENT_TOKEN: '' },
    ],
    ['--component-app-id is "a/b"; it has to be an AppID.', [...url, '--component-app-id', 'a/b']],
    ["The platform's token must have 3 to 32 letters and digits.", [...url, '--token', 'a b c']],
    ["The platform's encodingAESKey must have 43 letters and digits.", [...url, '--encoding-aes-key', KEY.slice(1)]],
    [
      '--component-app-secret is missing, and so is the environment variable WECHAT_COMPONENT_APP_SECRET.',
      [...url, '--api-port', '0'],
      { WECHAT_COMPONENT_APP_SECRET: '' },
    ],
    ['--api-port is "http"; it has to be a number from 0 to 65535.', [...url, '--api-port', 'http']],
    ['--group is "6"; it has to be a number from 1 to 5.', [...url, '--group', '6']],
    ['--timeout is "0"; it has to be seconds, up to 600.', [...url, '--timeout', '0']],
    ['--timeout is "5s"; it has to be seconds, up to 600.', [...url, '--timeout', '5s']],
  ])('refuses a command line: %s', async (problem, args, env = {}) => {
    const command = startCommand(['open-platform', 'rehearse', ...args], { ...VARIABLES, ...env });
    expect(await command.exit).toEqual({ code: 2, signal: null });
    expect([command.stdout(), command.stderr()]).toEqual([
      '',
      `nestjs-wechat: ${problem} See npx nestjs-wechat open-platform rehearse --help.\n`,
    ]);
  });

  test('is the only thing to be done', async () => {
    const stderr =
      'nestjs-wechat: What is to be done? There is npx nestjs-wechat open-platform rehearse. ' +
      'See npx nestjs-wechat open-platform rehearse --help.\n';
    expect(await runCommand('open-platform')).toEqual({ code: 2, stdout: '', stderr });
    expect(await runCommand('open-platform', 'release')).toEqual({ code: 2, stdout: '', stderr });
  });

  test('passes all of it, with an API beside it', async () => {
    const { url: routes, apiPort, api } = await startPlatform();
    const { code, cases, stdout } = await rehearse(['--url', `${routes}/`, '--api-port', apiPort]);
    expect(cases.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect([code, cases.length]).toEqual([0, 41]);
    expect(cases.slice(0, 9)).toEqual(groupOf('passed'));
    expect(stdout).toContain(`The release test of wxplatform at ${routes}\nWeChat's API runs at ${api}\n`);
    expect(stdout).toMatch(/\n41 cases: 41 passed\.\n$/);
    expect(stdout).not.toContain('\u001B');
    for (const secret of [KEY, 'platform-secret', 'platformtoken']) expect(stdout).not.toContain(secret);
  });

  test('takes everything from the command line, and one group', async () => {
    const { url: routes, apiPort } = await startPlatform();
    const options = ['--component-app-id', 'wxplatform', '--token', 'platformtoken', '--encoding-aes-key', KEY];
    const api = ['--api-port', apiPort, '--component-app-secret', 'platform-secret'];
    const args = ['--url', routes, '--group', '1', '--timeout', '4.5', ...options, ...api];
    const { code, cases } = await rehearse(args, { WECHAT_COMPONENT_TOKEN: 'other' });
    expect([code, cases]).toEqual([0, groupOf('passed')]);
  });

  test('skips what cannot be seen without an API, and says so', async () => {
    const { url: routes } = await startPlatform();
    const { code, cases, stdout } = await rehearse(['--url', routes, '--group', '1']);
    expect([code, cases.map(({ name, outcome }) => `${name} ${outcome}`)]).toEqual([
      0,
      [
        'ticket passed',
        'authorized skipped',
        'text passed',
        'event passed',
        'api skipped',
        'api-pushed-code skipped',
        'authorized skipped',
        'api skipped',
        'api-pushed-code skipped',
      ],
    ]);
    expect(cases[1]?.why).toMatch(/^The status is 503; .* It may be right: without an API of WeChat/);
    expect(cases[4]?.why).toContain('can only be seen with an API of WeChat beside the test');
    expect(stdout).toMatch(/\n9 cases: 3 passed, 6 skipped\.\nSkipped cases need an API .*: --api-port\.\n$/);
  });

  test('says what a server fails that does not answer the test', async () => {
    const { url: routes, apiPort } = await startPlatform({ autoTest: false });
    const args = ['--url', routes, '--api-port', apiPort, '--group', '1', '--timeout', '2'];
    const { code, cases, stdout } = await rehearse(args);
    expect(code).toBe(1);
    expect(cases.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name)).toEqual([
      'ticket',
      'authorized',
      'authorized',
    ]);
    expect(cases[2]?.why).toBe(
      'It replied nothing. Expected: the text TESTCOMPONENT_MSG_TYPE_TEXT_callback. Received: success.',
    );
    expect(cases[4]?.why).toMatch(/^It never called \/cgi-bin\/component\/api_query_auth with the code\. Expected: /);
    expect(stdout).toContain('the customer-service text queryauthcode@@@…_from_api. Received: success, then nothing.');
    expect(stdout).not.toMatch(/@@@\w/);
  });

  test('says which call failed where the secret is wrong', async () => {
    const { url: routes, apiPort } = await startPlatform();
    const args = ['--url', routes, '--api-port', apiPort, '--group', '1', '--timeout', '1'];
    const { code, cases } = await rehearse(args, { ...VARIABLES, WECHAT_COMPONENT_APP_SECRET: 'other' });
    expect(code).toBe(1);
    const why = /It called \/cgi-bin\/component\/api_component_token, which answered 40125 invalid appsecret/;
    expect(cases[1]).toMatchObject({ outcome: 'failed', why: expect.stringMatching(why) as string });
    expect(cases[4]).toMatchObject({ outcome: 'failed', why: expect.stringMatching(why) as string });
  });

  test('says that the server has other hosts, or is not there', async () => {
    const { url: routes } = await startPlatform();
    const args = ['--api-port', '0', '--group', '1', '--timeout', '0.2'];
    const other = await rehearse(['--url', routes, ...args]);
    expect(other.code).toBe(1);
    expect(other.stdout).toMatch(
      /\nNobody called the API\. Start your server with WECHAT_SANDBOX=http:\/\/127\.0\.0\.1:\d+,/,
    );
    const port = await findFreePort();
    const gone = await rehearse(['--url', `http://127.0.0.1:${port}`, '--group', '1']);
    expect(gone.code).toBe(1);
    expect(gone.cases[0]).toMatchObject({
      outcome: 'failed',
      why: expect.stringContaining('Nothing listens') as string,
    });
    expect(gone.cases.find(({ name }) => name === 'text')?.outcome).toBe('failed');
  });

  test('says that the port of its API is in use', async () => {
    const { server, port } = await listen();
    onTestFinished(() => void server.close());
    const command = startCommand(['open-platform', 'rehearse', ...url, '--api-port', String(port)], VARIABLES);
    expect(await command.exit).toEqual({ code: 1, signal: null });
    expect([command.stdout(), command.stderr()]).toEqual([
      '',
      `nestjs-wechat: Port ${port} is in use. Stop what listens there, or choose another port.\n`,
    ]);
  });

  test('finds the secrets where the application does', () => {
    const config = readFileSync(`${ROOT}/lib/open-platform/open-platform.config.ts`, 'utf8');
    for (const name of Object.keys(VARIABLES)) expect(config).toContain(`'${name}'`);
  });
});
