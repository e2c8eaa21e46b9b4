import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { MiniProgramSession, WechatApiError, WechatSignatureError, type OAuthService } from 'nestjs-wechat';
import { WechatSandbox, type ApiFailure, type Follower } from 'nestjs-wechat/sandbox';
import { captureLogs, createAccount } from '../support/account.js';
import { expectNowhere, getCode, oauthFailure, rejection } from '../support/oauth.js';
import { callsOf, countCalls } from '../support/sandbox.js';

const SESSION = '/sns/jscode2session';
const GAME = { appId: 'wxgame', type: 'mini-program', openPlatform: true } as const;

/** The example of the official document 开放数据校验与解密. */
const OFFICIAL = {
  appId: 'wx4f4bc4dec97d474b',
  sessionKey: 'tiihtNczf5v6AKRyjwEUhQ==',
  iv: 'r7BXXKkLb8qrSNn05n0qiA==',
  encryptedData:
    'CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC+oNPdbB+3hVbJSRgv+4lGOETKUQz6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poOFtnEtpyxVLW1zAo6/1Xx1COxFvrc2d7UL/lmHInNlxuacJXwu0fjpXfz/YqYzBIBzD6WUfTIF9GRHpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/r7Z6xNrXd2UIeorGj5Ef7b1pJAYB6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7XjfhQlVsAJdNiKdYmYVoKlaRv85IfVunYzO0IKXsyl7JCUjCpoG20f0a04COwfneQAGGwd5oa+T8yO5hzuyDb/XcxxmK01EpqOyuxINew==',
};

/** The example of the same document for signatures. */
const SIGNED = {
  sessionKey: 'HyVFkGl5F5OQWJZZaNzBBg==',
  rawData:
    '{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":"http://wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM5ibXQ/0"}',
  signature: '75e81ceda165f4ffa64f4068af58c64b8f54b88c',
};

function sessionOf(sessionKey: string, appId = OFFICIAL.appId): MiniProgramSession {
  return new MiniProgramSession({ appId, openId: 'o', sessionKey });
}

/** Encrypts as WeChat does. */
function encrypt(sessionKey: string, plain: string | Uint8Array): { encryptedData: string; iv: string } {
  const vector = randomBytes(16);
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(sessionKey, 'base64'), vector);
  const encryptedData = Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
  return { encryptedData, iv: vector.toString('base64') };
}

const randomKey = () => randomBytes(16).toString('base64');
const stamped = (data: object, appid: unknown = OFFICIAL.appId) => JSON.stringify({ ...data, watermark: { appid } });

function failureOf(decrypt: () => unknown): unknown {
  try {
    return decrypt();
  } catch (error) {
    return error instanceof WechatSignatureError ? error.failure : error;
  }
}

describe('decrypt', () => {
  test('reads the official example', () => {
    const { sessionKey, encryptedData, iv } = OFFICIAL;
    expect(sessionOf(sessionKey).decrypt(encryptedData, iv)).toEqual({
      openId: 'oGZUI0egBJY1zhBYw2KhdUfwVJJE',
      nickName: 'Band',
      gender: 1,
      language: 'zh_CN',
      city: 'Guangzhou',
      province: 'Guangdong',
      country: 'CN',
      avatarUrl: expect.stringMatching('^http://wx.qlogo.cn/'),
      unionId: 'ocMvos6NjeKLIBqg5Mr9QjxrP1FA',
      watermark: { timestamp: 1477314187, appid: OFFICIAL.appId },
    });
  });

  test('reads what anybody encrypts like WeChat, of every length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 64 }), nickName => {
        const key = randomKey();
        const { encryptedData, iv } = encrypt(key, stamped({ nickName }));
        expect(sessionOf(key).decrypt<{ nickName: string }>(encryptedData, iv).nickName).toBe(nickName);
      }),
    );
  });

  test('believes nothing that is for another mini program, or for none', () => {
    const { sessionKey, encryptedData, iv } = OFFICIAL;
    expect(failureOf(() => sessionOf(sessionKey, 'wxother').decrypt(encryptedData, iv))).toBe('appid');
    const key = randomKey();
    const plains = ['{}', 'null', '5', '"x"', '[]', '{"watermark":null}', '{"watermark":5}', stamped({}, 5)];
    for (const plain of [...plains, stamped({}, 'wxother'), stamped({}, [OFFICIAL.appId])]) {
      const made = encrypt(key, plain);
      expect([plain, failureOf(() => sessionOf(key).decrypt(made.encryptedData, made.iv))]).toEqual([plain, 'appid']);
    }
  });

  test('believes nothing that is no JSON', () => {
    const key = randomKey();
    for (const plain of ['', 'x', '{"watermark":{"appid":"wx4f4bc4dec97d474b"}', Buffer.from([0xff, 0xfe])]) {
      const { encryptedData, iv } = encrypt(key, plain);
      expect(failureOf(() => sessionOf(key).decrypt(encryptedData, iv))).toBe('frame');
    }
  });

  test('believes nothing of another session, or that is damaged', () => {
    const { sessionKey, encryptedData, iv } = OFFICIAL;
    const bytes = Buffer.from(encryptedData, 'base64');
    for (const key of Array.from({ length: 50 }, randomKey)) {
      expect(failureOf(() => sessionOf(key).decrypt(encryptedData, iv))).toMatch(/^(?:padding|frame|appid)$/);
    }
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), bit => {
        const damaged = Buffer.from(bytes);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const read = failureOf(() => sessionOf(sessionKey).decrypt(damaged.toString('base64'), iv));
        // A flip of a block spoils that block and one bit of the next: it may still be JSON, but it is not what it was.
        expect(read).not.toEqual(sessionOf(sessionKey).decrypt(encryptedData, iv));
      }),
    );
  });

  test.each<[string, Partial<typeof OFFICIAL>, string]>([
    ['a key that is no base64', { sessionKey: 'tiihtNczf5v6AKRyjwEUh-==' }, 'base64'],
    ['an empty key', { sessionKey: '' }, 'ciphertext length'],
    ['a short key', { sessionKey: 'AAAA' }, 'ciphertext length'],
    ['a key of AES-256', { sessionKey: Buffer.alloc(32).toString('base64') }, 'ciphertext length'],
    ['an IV with white space', { iv: 'r7BXXKkLb8qrSNn05n0q iA==' }, 'base64'],
    ['a short IV', { iv: 'AAAA' }, 'ciphertext length'],
    ['no IV', { iv: undefined as unknown as string }, 'base64'],
    ['data without its end', { encryptedData: OFFICIAL.encryptedData.slice(0, -4) }, 'ciphertext length'],
    ['data without its last block', { encryptedData: OFFICIAL.encryptedData.slice(0, 64) }, 'padding'],
    ['data as a URL has it', { encryptedData: OFFICIAL.encryptedData.replaceAll('+', ' ') }, 'base64'],
    ['no data', { encryptedData: '' }, 'ciphertext length'],
    ['data that is no text', { encryptedData: { length: 16 } as unknown as string }, 'base64'],
  ])('refuses %s', (_, more, failure) => {
    const { sessionKey, encryptedData, iv } = { ...OFFICIAL, ...more };
    expect(failureOf(() => sessionOf(sessionKey).decrypt(encryptedData, iv))).toBe(failure);
  });

  test('says what to do, and no secret', () => {
    const { sessionKey, encryptedData, iv } = OFFICIAL;
    const error = (() => {
      try {
        return sessionOf(sessionKey, 'wxother').decrypt(encryptedData, iv);
      } catch (reason) {
        return reason as Error;
      }
    })();
    expect(error).toMatchObject({ name: 'WechatSignatureError', status: 401 });
    expect(error['message']).toMatch(/wxother.*wx\.login\(\)/);
    expectNowhere(error, [sessionKey, encryptedData, 'oGZUI0egBJY1zhBYw2KhdUfwVJJE', 'Guangzhou']);
  });
});

describe('verifies', () => {
  const { sessionKey, rawData, signature } = SIGNED;

  test('the official example, and nothing else', () => {
    const session = sessionOf(sessionKey);
    expect(session.verifies(rawData, signature)).toBe(true);
    expect(session.verifies(rawData.replace('Band', 'Bond'), signature)).toBe(false);
    expect(sessionOf(OFFICIAL.sessionKey).verifies(rawData, signature)).toBe(false);
    for (const wrong of [
      '',
      signature.slice(1),
      `${signature}0`,
      signature.replace('7', '8'),
      undefined,
      null,
      5,
      [],
    ]) {
      expect(session.verifies(rawData, wrong as string)).toBe(false);
    }
  });

  test('text of any characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const expected = createHash('sha1').update(`${text}${sessionKey}`, 'utf8').digest('hex');
        expect(sessionOf(sessionKey).verifies(text, expected)).toBe(true);
        expect(sessionOf(sessionKey).verifies(`${text} `, expected)).toBe(false);
      }),
    );
  });
});

describe('a session', () => {
  test('shows its key to nobody who does not ask for it', () => {
    const data = { appId: 'wx1', openId: 'o', unionId: 'u', sessionKey: OFFICIAL.sessionKey };
    const session = new MiniProgramSession(data);
    expectNowhere(session, [data.sessionKey]);
    expect(JSON.parse(JSON.stringify(session))).toEqual({ appId: 'wx1', openId: 'o', unionId: 'u' });
    expect(Object.assign({}, session)).toEqual({ appId: 'wx1', openId: 'o', unionId: 'u' });
    expect(inspect(Object.entries(session))).not.toContain(data.sessionKey);
  });

  test('can be made again from what was kept of it', () => {
    const { sessionKey } = new MiniProgramSession({
      appId: OFFICIAL.appId,
      openId: 'o',
      sessionKey: OFFICIAL.sessionKey,
    });
    const again = sessionOf(sessionKey);
    expect(again.decrypt(OFFICIAL.encryptedData, OFFICIAL.iv)).toMatchObject({ nickName: 'Band' });
    expect(again.unionId).toBeUndefined();
  });
});

describe('code2Session', () => {
  let sandbox: WechatSandbox;
  let oauth: OAuthService;
  let alice: Follower;

  beforeEach(async () => {
    sandbox = await WechatSandbox.start({ accounts: [{}, GAME] });
    oauth = createAccount(sandbox, sandbox.credentials(GAME.appId)).oauth;
    alice = sandbox.follower();
  });
  afterEach(() => sandbox.stop());

  test('logs somebody in', async () => {
    const code = await alice.loginMiniProgram(GAME.appId);
    const session = await oauth.code2Session(code);
    expect(session).toBeInstanceOf(MiniProgramSession);
    const { openId } = alice.at(GAME.appId);
    expect(session).toMatchObject({ appId: GAME.appId, openId, unionId: alice.unionId });
    const { appSecret } = sandbox.account(GAME.appId);
    const query = { appid: GAME.appId, secret: appSecret, js_code: code, grant_type: 'authorization_code' };
    expect(callsOf(sandbox, SESSION).map(call => call.query)).toEqual([query]);
    const { encryptedData, iv } = encrypt(session.sessionKey, stamped({ phoneNumber: '13580006666' }, GAME.appId));
    expect(session.decrypt(encryptedData, iv)).toMatchObject({ phoneNumber: '13580006666' });
  });

  test('once for everybody, and again a minute later', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const code = await alice.loginMiniProgram(GAME.appId);
    const sessions = await Promise.all(Array.from({ length: 20 }, () => oauth.code2Session(code)));
    vi.advanceTimersByTime(60_000);
    sessions.push(await oauth.code2Session(code));
    expect(new Set(sessions.map(({ sessionKey }) => sessionKey)).size).toBe(1);
    expect(countCalls(sandbox, SESSION)).toBe(1);
  });

  test.each<[string, ApiFailure, object]>([
    ['an unknown code', { errcode: 40029 }, { remedy: 'authorize-again', errcode: 40029 }],
    ['a used code', { errcode: 40163 }, { remedy: 'authorize-again', errcode: 40163 }],
    ['a person who is a risk', { errcode: 40226 }, { remedy: 'refuse', errcode: 40226 }],
    ['a busy WeChat', { errcode: -1 }, { remedy: 'authorize-again', errcode: -1 }],
    ['no answer', 'reset', { remedy: 'authorize-again', errcode: undefined }],
    ['no key', { json: { openid: 'o' } }, { remedy: 'authorize-again', errcode: undefined }],
    ['no openid', { json: { session_key: 'k', openid: 5 } }, { remedy: 'authorize-again', errcode: undefined }],
  ])('after %s is refused for everybody, by one request', async (_, fault, expected) => {
    const logger = captureLogs();
    sandbox.fault.fail(SESSION, fault);
    const code = await alice.loginMiniProgram(GAME.appId);
    const errors = await Promise.all(Array.from({ length: 5 }, () => oauthFailure(oauth.code2Session(code))));
    errors.push(await oauthFailure(oauth.code2Session(code)));
    for (const error of errors) expect(error).toMatchObject(expected);
    expect(countCalls(sandbox, SESSION)).toBe(1);
    expectNowhere([errors, logger.entries], [code, sandbox.account(GAME.appId).appSecret]);
  });

  test('says what a mini program can do', async () => {
    expect((await oauthFailure(oauth.code2Session('made-up'))).message).toMatch(/call wx\.login\(\) again\.$/);
    expect((await oauthFailure(oauth.code2Session(''))).message).toMatch(/call wx\.login\(\) again\.$/);
    for (let count = 0; count < 100; count++) await oauth.code2Session(await alice.loginMiniProgram(GAME.appId));
    const error = await oauthFailure(oauth.code2Session(await alice.loginMiniProgram(GAME.appId)));
    expect(error).toMatchObject({ remedy: 'try-later', errcode: 45011 });
    const { appSecret } = sandbox.account(GAME.appId);
    expectNowhere(error, [appSecret]);
  });

  test('leaves an error of the account as it is, and the code', async () => {
    const code = await alice.loginMiniProgram(GAME.appId);
    sandbox.fault.apiError(SESSION, 40125, { times: 1 });
    expect(await rejection(oauth.code2Session(code))).toBeInstanceOf(WechatApiError);
    expect(await oauth.code2Session(code)).toMatchObject({ openId: alice.at(GAME.appId).openId });
  });

  test('takes no code of an authorize page for one of wx.login()', async () => {
    const shop = createAccount(sandbox).oauth;
    const code = await getCode(shop, alice);
    await shop.exchange(code);
    expect(await oauthFailure(shop.code2Session(code))).toMatchObject({ errcode: 40029 });
    expect(countCalls(sandbox, SESSION)).toBe(1);
  });
});
