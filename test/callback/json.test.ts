import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '#lib/callback/json';
import { WechatDecodeError } from '#lib/wechat.errors';

describe('parseJson', () => {
  test('gives the text of every leaf, every digit of numbers included', () => {
    const json =
      '{"MsgId":23456789012345678901,"Lat":30.270,"Yes":true,"None":null,"List":[{"A":1},"b"]," Stray ":"x"}';
    expect(parseJson(json)).toEqual({
      MsgId: '23456789012345678901',
      Lat: '30.270',
      Yes: 'true',
      None: '',
      List: [{ A: '1' }, 'b'],
      Stray: 'x',
    });
  });

  test.each([
    ['nothing', ''],
    ['XML', '<xml></xml>'],
    ['an array', '[]'],
    ['a text', '"text"'],
    ['null', 'null'],
    ['an unclosed object', '{"a":1'],
    ['a trailing comma', '{"a":1,}'],
    ['a field twice', '{"MsgType":"text","MsgType":"event"}'],
    ['__proto__', '{"__proto__":{"polluted":1}}'],
    ['constructor', '{"a":{"constructor":{"prototype":{"polluted":1}}}}'],
    ['deep objects', `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`],
    ['deep arrays', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`],
    ['a stack of arrays', `{"a":${'['.repeat(500_000)}`],
  ])('refuses %s', (_, json) => {
    expect(() => parseJson(json)).toThrow(WechatDecodeError);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('brings any text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(parseJson(JSON.stringify({ Content: text }))).toEqual({ Content: text });
      }),
    );
  });

  test('throws nothing but WechatDecodeError', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      'e',
      'null',
      '\\',
      ' ',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map(parts => `{${parts.join('')}`),
        ),
        json => {
          try {
            expect(typeof parseJson(json)).toBe('object');
          } catch (error) {
            expect(error).toBeInstanceOf(WechatDecodeError);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
