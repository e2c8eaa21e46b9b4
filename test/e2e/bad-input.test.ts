import { once } from 'node:events';
import { connect } from 'node:net';
import { Injectable } from '@nestjs/common';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AesKey } from '#lib/callback/aes-key';
import { encrypt, sign } from '#lib/callback/crypto';
import { OnMessage, WechatModule } from 'nestjs-wechat';
import { OpenPlatformModule } from 'nestjs-wechat/open-platform';
import { PLATFORMS, startHost, type Host } from '../support/host.js';
import {
  keyOf,
  NONCE,
  openReply,
  PLAIN,
  push,
  SAFE,
  seal,
  signedQuery,
  textMessage,
  xmlMessage,
  type Push,
} from '../support/wechat-side.js';
import { vectors } from '../support/vectors.js';

let handled: unknown[] = [];

@Injectable()
class Bot {
  @OnMessage() anything(context: { readonly message: unknown }) {
    handled.push(context.message);
    return 'handled';
  }
}

/** Where what comes is encrypted: an account's route, and those of a third-party platform for its events and an authorizer. */
const ENCRYPTED = ['safe', `open/${SAFE.appId}/events`, `open/${SAFE.appId}/wx9999999999999999`];

const random = Buffer.alloc(16, 'r');
const text = textMessage('x');
const wrap = (inner: string) => `<xml>${inner}</xml>`;
const message = (inner: string) => text.replace('</xml>', `${inner}</xml>`);
const gbk = Buffer.concat([
  Buffer.from('<xml><MsgType>text</MsgType><Content>'),
  Buffer.from([0xc4, 0xe3, 0xba, 0xc3]),
  Buffer.from('</Content></xml>'),
]);

/** Seals whatever bytes, which `encrypt` alone would take for text. */
function sealed(plaintext: string, appId = SAFE.appId): Push {
  return seal(SAFE, encrypt(keyOf(SAFE), appId, plaintext, random));
}

function withQuery({ query, body }: Push, change: Readonly<Record<string, string | undefined>>): Push {
  const changed = Object.entries({ ...query, ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { query: Object.fromEntries(changed), body };
}

/** Messages that cannot be read although they are WeChat's; in safe mode they stand inside the ciphertext. */
const unreadable: readonly [string, string][] = [
  ['empty', ''],
  ['not XML', 'hello'],
  ['JSON where XML is due', JSON.stringify({ MsgType: 'text', Content: 'x' })],
  ['unclosed XML', text.slice(0, -6)],
  ['an unclosed element', '<xml><MsgType>text</xml>'],
  ['without MsgType', wrap('<Content>x</Content>')],
  ['DOCTYPE', `<!DOCTYPE xml>${text}`],
  ['an entity', `<!DOCTYPE xml [<!ENTITY a "b">]>${message('<A>&a;</A>')}`],
  ['an external entity', `<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>${message('<A>&a;</A>')}`],
  [
    'an entity bomb',
    `<!DOCTYPE xml [<!ENTITY a0 "lol">${Array.from({ length: 20 }, (_, n) => `<!ENTITY a${n + 1} "${`&a${n};`.repeat(10)}">`).join('')}]>${message('<A>&a20;</A>')}`,
  ],
  ['deep nesting', message(`${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`)],
  ['__proto__', message('<__proto__><polluted>1</polluted></__proto__>')],
  ['constructor', message('<constructor><prototype><polluted>1</polluted></prototype></constructor>')],
  [
    'Content with elements',
    xmlMessage({ MsgType: 'text', MsgId: '1' }).replace('</xml>', '<Content><a>1</a></Content></xml>'),
  ],
];

describe.each(PLATFORMS)('%s', platform => {
  let host: Host;

  beforeAll(async () => {
    host = await startHost(platform, {
      imports: [
        WechatModule.forRoot({ ...PLAIN, path: 'plain' }),
        WechatModule.forRoot({ ...SAFE, name: 'safe', path: 'safe' }),
        WechatModule.forRoot({ ...SAFE, mode: 'compatible', name: 'compatible', path: 'compatible' }),
        WechatModule.forRoot({ ...PLAIN, dataFormat: 'json', name: 'json', path: 'json' }),
        WechatModule.forRoot({ ...SAFE, timestampToleranceSeconds: 600, name: 'timed', path: 'timed' }),
        WechatModule.forRoot({
          ...SAFE,
          previousEncodingAESKey: 'FYKquO8rfEovkF8SDCJpIRpDN6dVutBN5A6U4SXbJ0I',
          name: 'rotated',
          path: 'rotated',
        }),
        OpenPlatformModule.forRoot({
          path: 'open',
          components: [
            {
              componentAppId: SAFE.appId,
              componentAppSecret: 'secret',
              token: SAFE.token,
              encodingAESKey: SAFE.encodingAESKey,
            },
          ],
        }),
      ],
      providers: [Bot],
      options: { rawBody: true },
    });
  });
  afterAll(() => host.app.close());
  beforeEach(() => {
    handled = [];
    host.logger.clear();
  });

  async function expectRefused(path: string, request: Push, status: number, init?: RequestInit): Promise<void> {
    const response = await host.post(path, request, init);
    const expected: Record<number, string> = { 400: 'bad request', 401: 'unauthorized', 413: 'payload too large' };
    expect([response.status, await response.text()]).toEqual([status, expected[status]]);
    expect(handled).toEqual([]);
    expect(host.logger.filter({ level: 'warn', context: 'CallbackService' })).toHaveLength(1);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  }

  describe('signature', () => {
    const right = push(PLAIN, 'plain', text);
    const { signature: rightSignature = '' } = right.query;
    /** A right signature of whatever parameters. */
    const signature = (timestamp: string, nonce: string) => ({
      signature: sign(PLAIN.token, timestamp, nonce),
      timestamp,
      nonce,
    });
    const safe = push(SAFE, 'safe', text);
    const { msg_signature = '' } = safe.query;

    test.each<[string, Readonly<Record<string, string | undefined>>]>([
      ['wrong', { signature: '0'.repeat(40) }],
      ['missing', { signature: undefined }],
      ['empty', { signature: '' }],
      ['in upper case', { signature: rightSignature.toUpperCase() }],
      ['over-long', { signature: rightSignature + '0'.repeat(5000) }],
      ['with a blank', { signature: `${rightSignature} ` }],
      ['cut', { signature: rightSignature.slice(0, -1) }],
      ['of another nonce', { nonce: '1' }],
      ['without timestamp', { timestamp: undefined }],
      ['without nonce', { nonce: undefined }],
      ['with an over-long nonce', { nonce: '1'.repeat(5000) }],
      ['with an empty nonce', { ...signature(right.query['timestamp'] ?? '', '') }],
      ['with a nonce that is signed but over-long', { ...signature(right.query['timestamp'] ?? '', '1'.repeat(129)) }],
      ['with an empty timestamp', { ...signature('', NONCE) }],
    ])('%s', async (_, change) => {
      await expectRefused('plain', withQuery(right, change), 401);
    });

    test.each<[string, Readonly<Record<string, string | undefined>>]>([
      ['wrong', { msg_signature: '0'.repeat(40) }],
      ['missing', { msg_signature: undefined }],
      ['in upper case', { msg_signature: msg_signature.toUpperCase() }],
      ['over-long', { msg_signature: msg_signature + '0'.repeat(5000) }],
      ['the plain one', { msg_signature: safe.query['signature'] }],
    ])('of the ciphertext %s', async (_, change) => {
      await expectRefused('safe', withQuery(safe, change), 401);
      host.logger.clear();
      await expectRefused('compatible', withQuery(push(SAFE, 'compatible', text), change), 401);
    });

    test('wrong beside a right msg_signature keeps strangers away from the parser', async () => {
      await expectRefused('safe', withQuery(safe, { signature: '0'.repeat(40) }), 401);
    });

    test.each(['signature', 'timestamp', 'nonce'])('%s repeated', async name => {
      const query = String(new URLSearchParams(right.query));
      const response = await fetch(`${host.origin}/plain?${query}&${name}=${right.query[name]}`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body: text,
      });
      expect([response.status, await response.text()]).toEqual([401, 'unauthorized']);
      expect(handled).toEqual([]);
    });

    test('without any query', async () => {
      await expectRefused('plain', { query: {}, body: text }, 401);
    });

    test.each([
      ['wrong', { ...signedQuery(PLAIN), signature: '0'.repeat(40), echostr: '1' }],
      ['missing', { echostr: '1' }],
    ])('%s on a GET', async (_, query) => {
      const response = await host.get('plain', query);
      expect([response.status, await response.text()]).toEqual([401, 'unauthorized']);
    });

    test('right on a GET without echostr', async () => {
      const response = await host.get('plain', signedQuery(PLAIN));
      expect(response.status).toBe(400);
    });
  });

  describe.each(ENCRYPTED)('safe mode, at %s,', path => {
    const ciphertext = encrypt(keyOf(SAFE), SAFE.appId, text, random);

    test.each<[string, Push]>([
      ['plaintext', push(SAFE, 'plain', text)],
      ['plaintext that says it is encrypted', withQuery(push(SAFE, 'plain', text), { encrypt_type: 'aes' })],
      ['an encrypted body that says it is plain', withQuery(push(SAFE, 'safe', text), { encrypt_type: 'raw' })],
      ['an encrypted body that says nothing', withQuery(push(SAFE, 'safe', text), { encrypt_type: undefined })],
      ['an envelope without Encrypt', { ...push(SAFE, 'safe', text), body: wrap('<ToUserName>gh</ToUserName>') }],
      [
        'an envelope with two',
        { ...push(SAFE, 'safe', text), body: wrap(`<Encrypt>${ciphertext}</Encrypt><Encrypt>${ciphertext}</Encrypt>`) },
      ],
      [
        'an envelope whose Encrypt has elements',
        { ...push(SAFE, 'safe', text), body: wrap('<Encrypt><a>1</a></Encrypt>') },
      ],
      ['an empty body', { ...push(SAFE, 'safe', text), body: '' }],
      ['an envelope that is not XML', { ...push(SAFE, 'safe', text), body: 'hello' }],
      [
        'an envelope with a DOCTYPE',
        { ...push(SAFE, 'safe', text), body: `<!DOCTYPE xml>${push(SAFE, 'safe', text).body}` },
      ],
      ['an envelope in JSON', { ...push(SAFE, 'safe', text), body: JSON.stringify({ Encrypt: ciphertext }) }],
      ['another AppID', sealed(text, 'wx9999999999999999')],
      ['an AppID that goes on', sealed(text, `${SAFE.appId}0`)],
      ['no AppID', sealed(text, '')],
      ['an empty ciphertext', seal(SAFE, '')],
      ['a ciphertext that is not base64', seal(SAFE, '!'.repeat(64))],
      ['a ciphertext that is cut', seal(SAFE, ciphertext.slice(0, -4))],
      [
        'a ciphertext that lost a block',
        seal(SAFE, Buffer.from(ciphertext, 'base64').subarray(0, -16).toString('base64')),
      ],
      ['a ciphertext of another key', seal(SAFE, encrypt(new AesKey('k'.repeat(43)), SAFE.appId, text, random))],
      ['random bytes', seal(SAFE, Buffer.alloc(320, 'z').toString('base64'))],
    ])('refuses %s', async (_, request) => {
      await expectRefused(path, request, 401);
    });

    test.each(vectors.malformed)(
      'refuses the vector: $name',
      async ({ token, timestamp, nonce, encrypt: body, msgSignature, ...vector }) => {
        // The vectors of the third-party platform belong to its own key and AppID.
        if (vector.encodingAESKey !== SAFE.encodingAESKey) return;
        expect(token).toBe(SAFE.token);
        const signature = signedQuery(SAFE, timestamp);
        expect(nonce).toBe(signature.nonce);
        const query = { ...signature, encrypt_type: 'aes', msg_signature: msgSignature };
        await expectRefused(path, { query, body: wrap(`<Encrypt><![CDATA[${body}]]></Encrypt>`) }, 401);
      },
    );

    test.each(unreadable)('answers 400 to a message: %s', async (_, inner) => {
      await expectRefused(path, sealed(inner), 400);
    });
  });

  describe('safe mode', () => {
    test('reads what is encrypted with the key before the last change, and answers with that key', async () => {
      const before = { ...SAFE, encodingAESKey: 'FYKquO8rfEovkF8SDCJpIRpDN6dVutBN5A6U4SXbJ0I' };
      for (const account of [before, SAFE]) {
        const response = await host.post('rotated', push(account, 'safe', text));
        expect(openReply(account, 'safe', await response.text())).toMatchObject({ Content: 'handled' });
      }
      const stranger = { ...SAFE, encodingAESKey: 'k'.repeat(43) };
      handled = [];
      await expectRefused('rotated', push(stranger, 'safe', text), 401);
    });

    test('never encrypts the same answer in the same way', async () => {
      const request = push(SAFE, 'safe', text);
      const answers = await Promise.all([1, 2, 3].map(async () => (await host.post('safe', request)).text()));
      expect(new Set(answers.map(answer => answer.slice(0, 60))).size).toBe(3);
    });

    test('believes only the encrypted part in compatible mode', async () => {
      const forged = push(SAFE, 'compatible', textMessage('genuine'));
      const response = await host.post('compatible', { ...forged, body: forged.body.replace('genuine', 'forged') });
      expect(response.status).toBe(200);
      expect(handled).toMatchObject([{ Content: 'genuine' }]);
    });

    test('refuses compatible mode without an encrypted part', async () => {
      await expectRefused('compatible', push(SAFE, 'plain', text), 401);
    });

    test('refuses a time outside the window, where the option is on', async () => {
      const safe = push(SAFE, 'safe', text);
      for (const seconds of [-700, 700]) {
        const wrong = String(Math.floor(Date.now() / 1000) + seconds);
        await expectRefused('timed', { ...safe, query: { ...safe.query, ...signedQuery(SAFE, wrong) } }, 401);
        host.logger.assertLogged({ level: 'warn', params: { failure: 'timestamp' } });
        host.logger.clear();
      }
      await expectRefused('timed', { ...safe, query: { ...safe.query, ...signedQuery(SAFE, 'now') } }, 401);
      expect((await host.post('timed', safe)).status).toBe(200);
    });
  });

  describe('plain mode', () => {
    test.each(unreadable)('answers 400 to %s', async (_, body) => {
      await expectRefused('plain', push(PLAIN, 'plain', body), 400);
    });

    test('answers 400 to GBK', async () => {
      await expectRefused('plain', push(PLAIN, 'plain', ''), 400, { body: gbk });
    });

    test('answers 400 to an encrypted message, and the log says why', async () => {
      await expectRefused('plain', push(SAFE, 'safe', text), 400);
      host.logger.assertLogged({ level: 'warn', message: /plain mode.*encodingAESKey/ });
    });

    test('answers 400 to XML where JSON is due', async () => {
      await expectRefused('json', push(PLAIN, 'plain', text), 400);
    });

    test('answers 413 above 1 MiB, and not at 1 MiB', async () => {
      const filled = (bytes: number) => {
        const frame = Buffer.byteLength(textMessage(''));
        return textMessage('x'.repeat(bytes - frame));
      };
      await expectRefused('plain', push(PLAIN, 'plain', filled(1024 * 1024 + 1)), 413);
      const response = await host.post('plain', push(PLAIN, 'plain', filled(1024 * 1024)));
      expect(response.status).toBe(200);
      expect(handled).toHaveLength(1);
    });

    test('answers 413 to a Content-Length above 1 MiB before anything of the body comes', async () => {
      const query = String(new URLSearchParams(signedQuery(PLAIN)));
      const socket = connect(Number(new URL(host.origin).port), '127.0.0.1');
      socket.write(
        `POST /plain?${query} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 1048577\r\n\r\n`,
      );
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 .*connection: close/is);
      socket.destroy();
    });

    test('answers 413 above 1 MiB without a Content-Length', async () => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const body = new ReadableStream({
        pull(controller) {
          controller.enqueue(chunk);
        },
      });
      const init = { body, duplex: 'half' } as RequestInit;
      await expectRefused('plain', push(PLAIN, 'plain', ''), 413, init);
    });

    test.each(['a]]>b', '</Content><MsgType>event</MsgType>', '<Event>subscribe</Event>'])(
      'keeps %j text',
      async content => {
        const response = await host.post('plain', push(PLAIN, 'plain', textMessage(content)));
        expect(response.status).toBe(200);
        expect(handled).toMatchObject([{ MsgType: 'text', Content: content }]);
        expect(handled[0]).not.toHaveProperty('Event');
      },
    );
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is not routed', async method => {
    const response = await host.post('plain', push(PLAIN, 'plain', text), { method });
    expect([404, 405, 415]).toContain(response.status);
    expect(handled).toEqual([]);
  });

  test('all failures before decryption look the same from outside', async () => {
    const answers = new Set<string>();
    const requests = [
      push(SAFE, 'plain', text),
      sealed(text, 'wx9'),
      seal(SAFE, ''),
      seal(SAFE, 'AAAA'),
      withQuery(sealed(text), { nonce: '1' }),
    ];
    for (const request of requests) {
      const response = await host.post('safe', request);
      const { date: _, ...headers } = Object.fromEntries(response.headers);
      answers.add(JSON.stringify([response.status, headers, await response.text()]));
    }
    expect(answers.size).toBe(1);
    // The log tells them apart.
    const failures = host.logger.filter({ level: 'warn' }).map(entry => entry.params?.['failure'] as string);
    expect(failures).toEqual(['envelope', 'appid', 'ciphertext length', 'ciphertext length', 'signature']);
  });

  test('no byte string makes it hang or answer 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2000 }),
        fc.constantFrom('plain', 'safe', 'compatible', 'json'),
        async (bytes, path) => {
          const response = await host.post(path, { query: signedQuery(SAFE), body: '' }, { body: bytes });
          expect([400, 401]).toContain(response.status);
        },
      ),
      { numRuns: 300 },
    );
    expect(handled).toEqual([]);
  });

  test('no secret and nothing that a person wrote reaches the log', async () => {
    const words = textMessage('a word between us');
    await host.post('safe', push(SAFE, 'safe', words));
    await host.post('plain', push(PLAIN, 'plain', words));
    await host.post('plain', withQuery(push(PLAIN, 'plain', words), { nonce: '1' }));
    await host.post('plain', push(PLAIN, 'plain', words.slice(0, -6)));
    await host.post('safe', push({ ...SAFE, appId: 'wx9' }, 'safe', words));
    expect(host.logger.entries.length).toBeGreaterThanOrEqual(5);
    const logged = JSON.stringify(host.logger.entries);
    for (const secret of [SAFE.token, SAFE.encodingAESKey, 'a word between us']) expect(logged).not.toContain(secret);
  });
});
