import { describe, expect, test } from 'vitest';
import { redact, secretsIn } from '#lib/http/redact';

describe('redact', () => {
  test.each([
    'access_token',
    'component_access_token',
    'authorizer_access_token',
    'refresh_token',
    'authorizer_refresh_token',
    'secret',
    'appsecret',
    'component_appsecret',
    'ticket',
    'component_verify_ticket',
    'code',
    'js_code',
    'auth_code',
    'pre_auth_code',
    'media_id',
    'thumb_media_id',
    'ACCESS_TOKEN',
  ])('cuts %s out of URLs and JSON', name => {
    const url = `connect to https://api.example/cgi-bin/x?openid=o1&${name}=84_a-B.c==&lang=zh_CN failed`;
    expect(redact(url, [])).toBe(`connect to https://api.example/cgi-bin/x?openid=o1&${name}=…&lang=zh_CN failed`);
    expect(redact(`{"a":1,"${name}":"84_a-B","b":"c"}`, [])).toBe(`{"a":1,"${name}":"…","b":"c"}`);
    expect(redact(`{ "${name}" : "84_a-B" }`, [])).toBe(`{ "${name}" : "…" }`);
    expect(redact(`"https://api.example/x?${name}=84_a-B"`, [])).toBe(`"https://api.example/x?${name}=…"`);
  });

  test('leaves what is no secret', () => {
    const text = 'errcode=40003&qrcodes=3 invalid openid, hint: [token] rid: a-b-c {"errcode":40001,"errmsg":"ok"}';
    expect(redact(text, [])).toBe(text);
  });

  test('cuts user and password out of URLs', () => {
    expect(redact('no https://user:pass@proxy.example/x?a=b@c', [])).toBe('no https://…@proxy.example/x?a=b@c');
  });

  test('cuts out secrets wherever they are, as they are and as a URL has them', () => {
    expect(redact('a s3cr+t/ b s3cr%2Bt%2F c s3cr+t/', ['s3cr+t/'])).toBe('a … b … c …');
    expect(redact('$& $1 (s.cret)', ['(s.cret)'])).toBe('$& $1 …');
    expect(redact('a \ud800 b', ['\ud800'])).toBe('a … b');
    expect(redact('text', ['', undefined])).toBe('text');
  });

  test('copes with long texts', () => {
    const text = `${'a'.repeat(50_000)} ${'token'.repeat(10_000)} ${'code'.repeat(10_000)} ${'_'.repeat(50_000)}`;
    expect(redact(text, [])).toBe(text);
  });
});

describe('secretsIn', () => {
  test('finds the secrets of a request', () => {
    const request = {
      access_token: 'token-0123',
      openid: 'openid-0123',
      type: undefined,
      count: 5,
      image: { media_id: 'media-0123' },
      list: [{ thumb_media_id: 'thumb-0123', title: 'title-0123' }, null],
    };
    expect(secretsIn(request)).toEqual(['token-0123', 'media-0123', 'thumb-0123']);
    expect(secretsIn(undefined)).toEqual([]);
  });

  test('takes no short value for one, which would be cut out of words', () => {
    expect(secretsIn({ code: 'a', media_id: 'M1' })).toEqual([]);
  });
});
