import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runReleaseTest } from '#lib/sandbox/release-test/release-test';
import type { ReleaseTestCase, ReleaseTestCaseName, SandboxComponent } from 'nestjs-wechat/sandbox';
import { sealText, startPlatform, type PlatformPush, type RawPlatform } from '../support/component.js';
import { postJson } from '../support/raw-api.js';
import { ROOT } from '../support/readme.js';

const TEXT = 'TESTCOMPONENT_MSG_TYPE_TEXT';
const OFFICIAL: readonly ReleaseTestCaseName[] = ['authorized', 'text', 'event', 'api', 'api-pushed-code'];
const MINI: readonly ReleaseTestCaseName[] = ['authorized', 'api', 'api-pushed-code'];

/** What somebody got wrong who wrote a platform. */
interface Mistakes {
  /** What it answers to a push, in place of the right answer; `undefined` for the right one. */
  readonly answer?: (push: PlatformPush, component: SandboxComponent) => string | undefined;
  /** Whether it exchanges the code of `authorized` and forgets the token. */
  readonly forgets?: boolean;
  readonly text?: (code: string) => string;
  readonly sends?: boolean;
  readonly asks?: boolean;
}

/** A platform that knows the protocol page and no more, and answers the test. */
async function startTested(mistakes: Mistakes = {}) {
  const { answer = () => undefined, forgets = false, text = code => `${code}_from_api`, sends = true } = mistakes;
  const tokens = new Map<string, Promise<string>>();
  const platform: RawPlatform = await startPlatform({ delivery: { timeoutMs: 300 } }, push => {
    const { fields } = push;
    const wrong = answer(push, platform.component);
    if (fields['InfoType'] === 'authorized') {
      const code = String(fields['AuthorizationCode']);
      if (forgets) exchange(code).catch(isGone);
      else tokens.set(code, exchange(code));
    }
    const [, code] = /^QUERY_AUTH_CODE:(.*)$/.exec(String(fields['Content'])) ?? [];
    if (code !== undefined && mistakes.asks !== false) reply(push, code).catch(isGone);
    if (wrong !== undefined) return wrong;
    if (fields['MsgType'] === 'event')
      return sealText(platform.component, push, `${String(fields['Event'])}from_callback`);
    if (fields['Content'] === TEXT) return sealText(platform.component, push, `${TEXT}_callback`);
    return code === undefined ? 'success' : '';
  });

  async function exchange(code: string): Promise<string> {
    const { authorization_info: info } = await platform.call('api_query_auth', { authorization_code: code });
    return (info as { readonly authorizer_access_token?: string } | undefined)?.authorizer_access_token ?? 'none';
  }

  async function reply({ fields }: PlatformPush, code: string): Promise<void> {
    const token = await (tokens.get(code) ?? exchange(code));
    if (!sends) return;
    const message = { touser: fields['FromUserName'], msgtype: 'text', text: { content: text(code) } };
    await postJson(platform.sandbox, '/cgi-bin/message/custom/send', message, { access_token: token });
  }

  return platform;
}

/** The test is over, and WeChat with it. */
function isGone(): void {}

const namesOf = (cases: readonly ReleaseTestCase[]) => cases.map(({ name }) => name);
const failedOf = (cases: readonly ReleaseTestCase[]) => namesOf(cases.filter(({ outcome }) => outcome === 'failed'));

describe('the release test', () => {
  test('is passed by a platform that does what the page says', async () => {
    const { component, pushes, sandbox } = await startTested();
    const { passed, cases } = await component.runReleaseTest();
    expect(cases.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(passed).toBe(true);
    expect(namesOf(cases)).toEqual(['ticket', ...Array.from({ length: 5 }, () => [...OFFICIAL, ...MINI]).flat()]);
    expect(new Set(cases.map(({ appId }) => appId)).size).toBe(11);
    expect(cases.find(({ name }) => name === 'text')).toEqual({
      name: 'text',
      appId: 'wx570bc396a51b8ff8',
      outcome: 'passed',
      expected: `the text ${TEXT}_callback`,
      received: `the text ${TEXT}_callback`,
      reason: '',
      durationMs: expect.any(Number) as number,
    });
    const [, authorized, text, event] = pushes;
    expect(authorized?.fields).toMatchObject({ InfoType: 'authorized', AuthorizerAppid: 'wx570bc396a51b8ff8' });
    expect(text?.path).toBe('/messages/wx570bc396a51b8ff8');
    expect(text?.envelope['ToUserName']).toBe('gh_3c884a361561');
    expect(text?.fields).toMatchObject({ ToUserName: 'gh_3c884a361561', MsgId: expect.stringMatching(/^\d{19}$/) });
    expect(event?.fields).toMatchObject({ MsgType: 'event', Event: 'LOCATION' });
    expect(sandbox.deliveries).toEqual([]);
  });

  test('takes one group where one is asked for, again and again', async () => {
    const { component, pushes } = await startTested();
    for (let count = 0; count < 2; count++) {
      const { passed, cases } = await component.runReleaseTest({ groups: [4] });
      expect([passed, namesOf(cases)]).toEqual([true, ['ticket', ...OFFICIAL, ...MINI]]);
    }
    expect(new Set(pushes.map(({ fields }) => fields['InfoType']))).not.toContain('updateauthorized');
    expect(component.authorizations.list().map(({ account }) => account.appId)).toEqual([
      'wx14550af28c71a144',
      'wx05d483572dcd5d8b',
    ]);
  });

  test.each<[string, Mistakes, readonly ReleaseTestCaseName[], string, string]>([
    [
      'answers tickets with its own JSON',
      { answer: ({ fields }) => (fields['ComponentVerifyTicket'] ? '{"code":0}' : undefined) },
      ['ticket'],
      '{"code":0}',
      'The answer is "{\\"code\\":0}"; WeChat wants exactly success.',
    ],
    [
      'answers texts with nothing',
      { answer: ({ fields }) => (fields['Content'] === TEXT ? 'success' : undefined) },
      ['text'],
      'success',
      'It replied nothing.',
    ],
    [
      'answers with another text',
      { answer: (push, component) => (push.fields['Content'] === TEXT ? sealText(component, push, TEXT) : undefined) },
      ['text'],
      `the text ${TEXT}`,
      'It is another reply.',
    ],
    [
      'encrypts for the authorizer',
      {
        answer: (push, component) =>
          push.fields['Content'] === TEXT
            ? sealText(component, push, `${TEXT}_callback`, { receiver: 'wx570bc396a51b8ff8' })
            : undefined,
      },
      ['text'],
      '<xml>',
      'The answer is encrypted for the AppID "wx570bc396a51b8ff8".',
    ],
    [
      'spells events in its own way',
      {
        answer: (push, component) =>
          push.fields['Event'] ? sealText(component, push, 'locationfrom_callback') : undefined,
      },
      ['event'],
      'the text locationfrom_callback',
      'It is another reply.',
    ],
    [
      'replies at once where it has to call the API',
      {
        answer: (push, component) =>
          String(push.fields['Content']).startsWith('QUERY') ? sealText(component, push, 'at once') : undefined,
      },
      ['api', 'api-pushed-code'],
      'the text at once',
      'It replied at once, and has to send a customer-service message later.',
    ],
    [
      'never calls the API',
      { asks: false },
      ['api', 'api-pushed-code'],
      'an empty body, then nothing',
      'It never called /cgi-bin/component/api_query_auth with the code.',
    ],
    [
      'only exchanges the code',
      { sends: false },
      ['api', 'api-pushed-code'],
      'an empty body, then nothing',
      'It exchanged the code, but never called /cgi-bin/message/custom/send.',
    ],
    [
      'sends another text',
      { text: () => 'hello' },
      ['api', 'api-pushed-code'],
      'an empty body, then the text hello',
      'It is another text.',
    ],
    [
      'forgets the token that it got for the pushed code',
      { forgets: true },
      ['api-pushed-code'],
      'an empty body, then nothing',
      'It called /cgi-bin/message/custom/send, which answered 40014 invalid access_token',
    ],
  ])('says why a platform fails that %s', async (_what, mistakes, failed, received, reason) => {
    const { component } = await startTested(mistakes);
    const { passed, cases } = await component.runReleaseTest({ groups: [1], messageTimeoutMs: 300 });
    const ofFirst = cases.filter(({ appId }) => appId === undefined || appId === 'wx570bc396a51b8ff8');
    expect([passed, failedOf(ofFirst)]).toEqual([false, failed]);
    const first = cases.find(({ outcome }) => outcome === 'failed');
    expect(first?.received).toContain(received);
    expect(first?.reason).toContain(reason);
  });

  test('says what was odd where a platform passes', async () => {
    const { component } = await startTested({
      answer: ({ fields }) => (String(fields['Content']).startsWith('QUERY') ? 'success' : undefined),
    });
    const { passed, cases } = await component.runReleaseTest({ groups: [1] });
    expect(passed).toBe(true);
    expect(cases.find(({ name }) => name === 'api')?.received).toMatch(/^success, then the text queryauthcode@@@/);
  });

  test('waits five seconds, or as long as it is told', async () => {
    const { component, sandbox } = await startPlatform({}, () => undefined);
    const { cases } = await component.runReleaseTest({ groups: [], timeoutMs: 50 });
    expect(cases).toMatchObject([{ outcome: 'failed', received: 'timeout', reason: 'No answer within 50 ms.' }]);
    component.eventsUrl = 'http://127.0.0.1:1/';
    const refused = await component.runReleaseTest({ groups: [] });
    expect(refused.cases).toMatchObject([{ received: 'connection-failed' }]);
    component.eventsUrl = undefined;
    await expect(component.runReleaseTest()).rejects.toThrow('needs an eventsUrl and a messageUrl');
    expect(sandbox.calls).toEqual([]);
  });

  test('is run once at a time', async () => {
    const { component } = await startTested();
    const first = component.runReleaseTest({ groups: [1] });
    await expect(component.runReleaseTest()).rejects.toThrow('is being tested already');
    expect(await first).toMatchObject({ passed: true });
  });
});

describe('without a sandbox', () => {
  test('the test sees all but what the platform calls', async () => {
    const { component } = await startTested({ sends: false });
    const { componentAppId, token, encodingAESKey, eventsUrl = '', messageUrl = '' } = component;
    const target = { componentAppId, token, encodingAESKey, eventsUrl, messageUrl };
    const cases: ReleaseTestCase[] = [];
    for await (const testCase of runReleaseTest(target, undefined, { groups: [2] })) cases.push(testCase);
    expect(cases.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'ticket passed',
      'authorized passed',
      'text passed',
      'event passed',
      'api skipped',
      'api-pushed-code skipped',
      'authorized passed',
      'api skipped',
      'api-pushed-code skipped',
    ]);
    expect(cases.at(-1)?.reason).toContain('can only be seen with an API of WeChat beside the test');
  });

  test('the test needs nothing of one', () => {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      const source = readFileSync(path, 'utf8');
      for (const [, specifier = ''] of source.matchAll(/^(?:import|export) (?!type )[^;]*? from '([^']+)';$/gms)) {
        if (specifier.startsWith('.')) visit(new URL(specifier.replace(/\.js$/, '.ts'), `file://${path}`).pathname);
        else seen.add(specifier);
      }
    };
    visit(`${ROOT}/lib/sandbox/release-test/release-test.ts`);
    expect([...seen].filter(path => !path.startsWith('/')).toSorted()).toEqual([
      'lossless-json',
      'node:crypto',
      'saxes',
    ]);
    expect([...seen].filter(path => /world\.ts|sandbox-account|hono/.test(path))).toEqual([]);
  });
});
