import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { WechatSandbox, type SandboxOptions } from 'nestjs-wechat/sandbox';
import { startCallback } from '../support/callback-server.js';
import { followSnapshots } from '../support/snapshots.js';

const DAY_MS = 86_400_000;

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await start({ accounts: [{ nickname: 'Shop' }] });
});

test('somebody new follows, writes and leaves', async () => {
  const { body } = await act('addPerson', { nickname: 'Zoë' });
  const person = body['person'];
  await act('follow', { person });
  await act('say', { person, content: 'hi' });
  await act('unfollow', { person });
  const { phone } = await (await followSnapshots(sandbox.origin, `?person=${String(person)}`)).next();
  expect(phone).toMatchObject({ nickname: 'Zoë', isFollowing: false, chat: [{ content: 'hi' }] });
  expect(sandbox.deliveries.map(({ kind }) => kind)).toEqual(['event.subscribe', 'text', 'event.unsubscribe']);
});

test('a name is made up where none is given', async () => {
  await act('addPerson', { nickname: ' ' });
  const { people } = await (await followSnapshots(sandbox.origin)).next();
  expect(people.newest).toMatchObject([{ nickname: 'Alice' }]);
});

test.each([
  ['sendImage', { file: { base64: 'R0lGODlhAQABAAAAACw=', contentType: 'image/gif', filename: 'dot.gif' } }, 'image'],
  ['sendImage', {}, 'image'],
  ['sendVoice', { recognition: '你好' }, 'voice'],
  ['sendVideo', {}, 'video'],
  ['sendLocation', { latitude: 31.2, longitude: 121.4, label: '上海' }, 'location'],
  ['reportLocation', { latitude: 31.2, longitude: 121.4 }, 'event.LOCATION'],
  ['sendLink', { title: 'Nest', url: 'https://nestjs.com' }, 'link'],
  ['click', { target: 'V1001' }, 'event.CLICK'],
])('%s sends what it is given', async (name, input, kind) => {
  const person = await addFollower();
  expect(await act(name, { person, ...input })).toMatchObject({ status: 200 });
  expect(sandbox.deliveries.at(-1)).toMatchObject({ kind });
});

test('a picture is sent as it was chosen', async () => {
  const person = await addFollower();
  const file = { base64: 'R0lGODlhAQABAAAAACw=', contentType: 'image/gif', filename: 'dot.gif' };
  await act('sendImage', { person, file });
  const { phone } = await (await followSnapshots(sandbox.origin)).next();
  const picture = await fetch(`${sandbox.origin}/sandbox/media/${String(phone?.chat[0]?.['mediaId'])}`);
  expect(picture.headers.get('content-type')).toBe('image/gif');
  expect(Buffer.from(await picture.arrayBuffer()).toString('base64')).toBe(file.base64);
});

test('does not wait for the account', async () => {
  sandbox = await start({ callbackUrl: (await startCallback(() => {})).url });
  const person = await addFollower();
  expect(await act('say', { person, content: 'hi' })).toMatchObject({ status: 200 });
  expect(sandbox.deliveries.at(-1)).toMatchObject({ kind: 'text', verdict: undefined });
});

describe('a code', () => {
  test('is scanned by its ticket, be it of another account', async () => {
    sandbox = await start({ accounts: [{}, { appId: 'wxsecond' }] });
    const code = sandbox.account('wxsecond').qrCodes.createPermanent({ text: 'poster' });
    const snapshot = await (await followSnapshots(sandbox.origin)).next();
    expect(snapshot['codes']).toMatchObject([{ ticket: code.ticket, appId: 'wxsecond', scene: 'poster' }]);
    const { body } = await act('addPerson', {});
    await act('scan', { person: body['person'], ticket: code.ticket });
    expect(sandbox.deliveries.at(-1)).toMatchObject({ appId: 'wxsecond', kind: 'event.subscribe' });
    expect(sandbox.deliveries.at(-1)?.message).toContain('qrscene_poster');
  });

  test('is refused in words once it has expired', async () => {
    const code = sandbox.account().qrCodes.createTemporary({ id: 7 }, 60);
    const person = await addFollower();
    sandbox.clock.advance(60_000);
    expect(await act('scan', { person, ticket: code.ticket })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('expired') },
    });
  });
});

test('a website login is scanned, and allowed', async () => {
  sandbox = await start({ accounts: [{}, { appId: 'wxsite', type: 'website', nickname: 'Site' }] });
  const query = new URLSearchParams({
    appid: 'wxsite',
    redirect_uri: 'https://site.example/back',
    response_type: 'code',
    scope: 'snsapi_login',
  });
  await fetch(`${sandbox.origin}/connect/qrconnect?${String(query)}`);
  const stream = await followSnapshots(sandbox.origin);
  const { logins } = await stream.next();
  expect(logins).toMatchObject([{ nickname: 'Site', state: 'waiting' }]);
  const [{ id: login }] = logins as [{ id: string }];
  const { body } = await act('addPerson', { nickname: 'Alice' });
  await act('scanLogin', { person: body['person'], login });
  const scanned = await stream.next(({ logins: found }) => JSON.stringify(found).includes('scanned'));
  expect(scanned['logins']).toMatchObject([{ scannedBy: 'Alice' }]);
  expect(await act('confirmLogin', { login })).toMatchObject({ status: 200 });
  expect((await stream.next(({ logins: found }) => JSON.stringify(found) === '[]'))['logins']).toEqual([]);
  expect(await act('declineLogin', { login })).toMatchObject({ status: 400 });
});

describe('a callback', () => {
  test('is taken once it answers with the echostr', async () => {
    const { url } = await startCallback((response, { request }) => {
      response.end(new URL(request.url ?? '', 'http://app').searchParams.get('echostr'));
    });
    expect(await act('setCallback', { url })).toMatchObject({ status: 200 });
    expect(sandbox.account().callbackUrl).toBe(url);
  });

  test('is refused with the reason otherwise', async () => {
    const { url } = await startCallback(response => response.end('no'));
    expect(await act('setCallback', { url })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('"no" in place of the echostr') },
    });
    expect(await act('setCallback', { url: 'ftp://x' })).toMatchObject({ status: 400 });
    expect(sandbox.account().callbackUrl).toBeUndefined();
  });
});

test('faults lie in wait until they are cleared', async () => {
  await act('apiError', { path: '/cgi-bin/user/info', errcode: 48001, times: 2 });
  await act('delay', { milliseconds: 1, path: '' });
  await act('dropResponses', { times: 3, path: '/cgi-bin/token' });
  await act('duplicateDeliveries');
  const stream = await followSnapshots(sandbox.origin);
  expect((await stream.next())['faults']).toEqual({
    api: [
      { path: '/cgi-bin/user/info', fault: { errcode: 48001 }, left: 2 },
      { fault: { delayMs: 1 }, left: -1 },
      { path: '/cgi-bin/token', fault: 'drop-response', left: 3 },
    ],
    duplicates: -1,
    held: [],
  });
  await act('clearFaults');
  expect((await stream.next())['faults']).toEqual({ api: [], duplicates: 0, held: [] });
});

test('tokens expire and are rejected', async () => {
  const { appId, appSecret, accessTokens } = sandbox.account();
  const query = `appid=${appId}&secret=${appSecret}&grant_type=client_credential`;
  await fetch(`${sandbox.origin}/cgi-bin/token?${query}`);
  await act('expireTokens');
  await fetch(`${sandbox.origin}/cgi-bin/token?${query}`);
  await act('rejectTokens');
  expect(accessTokens.list().map(({ state }) => state)).toEqual(['expired', 'dead']);
  const { account } = await (await followSnapshots(sandbox.origin)).next();
  expect(account).toMatchObject({ quotas: [{ path: '/cgi-bin/token', used: 2, limit: 2000 }] });
});

test('the clock goes forward only', async () => {
  const before = sandbox.clock.now();
  await act('advanceClock', { milliseconds: DAY_MS });
  expect(sandbox.clock.now()).toBeGreaterThanOrEqual(before + DAY_MS);
  expect(await act('advanceClock', { milliseconds: -1 })).toMatchObject({ status: 400 });
  expect(await act('advanceClock', { milliseconds: 1e300 })).toMatchObject({ status: 400 });
});

test.each([
  ['unknown', 'nothing', {}, 404],
  ['of every object', 'constructor', {}, 404],
  ['without its input', 'say', { person: 'x' }, 400],
  ['with a wrong type', 'advanceClock', { milliseconds: '1' }, 400],
  ['of an unknown account', 'clearFaults', { account: 'wxnobody' }, 400],
  ['with what is no object', 'clearFaults', [], 400],
])('an action %s is refused in words', async (_what, name, input, status) => {
  expect(await act(name, input)).toMatchObject({ status, body: { error: expect.stringMatching(/^\w.*\.$/) } });
});

test('what cannot be is refused in words', async () => {
  const { body } = await act('addPerson', { nickname: 'Alice' });
  expect(await act('say', { person: body['person'], content: 'hi' })).toEqual({
    status: 400,
    body: { error: 'Alice does not follow the account. Call follow() first.' },
  });
});

async function start(options: SandboxOptions): Promise<WechatSandbox> {
  const started = await WechatSandbox.start(options);
  onTestFinished(() => started.stop());
  return started;
}

async function addFollower(): Promise<unknown> {
  const { body } = await act('addPerson', {});
  await act('follow', { person: body['person'] });
  return body['person'];
}

async function act(name: string, input: unknown = {}) {
  const response = await fetch(`${sandbox.origin}/sandbox/actions/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
