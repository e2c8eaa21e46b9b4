import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPageUrl } from '#lib/jssdk/page-url';
import { WechatArgumentError } from 'nestjs-wechat';

describe('the address of a page', () => {
  test.each([
    ['https://www.example.com/', 'www.example.com'],
    ['https://www.example.com', 'www.example.com'],
    ['https://www.example.com?a=1', 'www.example.com'],
    ['http://www.example.com:8080/a/b?c=%E4%BD%A0&d=a%20b&e=%2F&f=a+b', 'www.example.com:8080'],
    ['https://xn--fsqu00a.xn--0zwm56d/%E4%BD%A0?%', 'xn--fsqu00a.xn--0zwm56d'],
    ['http://[::1]:3000/', '[::1]:3000'],
    ["https://www.example.com/a'b(c)!~*;,@:$&=^|?x=\\&y='[]{}|^`", 'www.example.com'],
    ['https://www.example.com//evil.com/@evil.com?https://evil.com/', 'www.example.com'],
    ['https://www.example.com/你好?q=你好', 'www.example.com'],
  ])('%s is taken as it is', (url, host) => {
    expect(readPageUrl(url)).toEqual({ url, host });
    for (const fragment of ['#', '#/route?x=1', '#a#b', '# \t\u0000', '#@evil.com/'])
      expect(readPageUrl(url + fragment)).toEqual({ url, host });
  });

  test.each([
    [undefined, 'is missing'],
    [['https://www.example.com/'], 'is missing'],
    ['', 'is no URL'],
    ['#https://www.example.com/', 'is no URL'],
    ['www.example.com', 'is no URL'],
    ['//www.example.com/', 'is no URL'],
    ['https://', 'is no URL'],
    ['https://www.example.com:99999/', 'is no URL'],
    ['https%3A%2F%2Fwww.example.com%2F', 'is no URL'],
    ['javascript:alert(1)', 'is no http:// or https:// URL'],
    ['ftp://www.example.com/', 'is no http:// or https:// URL'],
    ['file:///etc/passwd', 'is no http:// or https:// URL'],
    ['blob:https://www.example.com/1', 'is no http:// or https:// URL'],
    [' https://www.example.com/', 'holds spaces'],
    ['https://www.example.com/ ', 'holds spaces'],
    ['https://www.example.com/a b', 'holds spaces'],
    ['https://www.exa\tmple.com/', 'holds spaces'],
    ['https://www.example.com/\n', 'holds spaces'],
    ['https://www.example.com/\u0000', 'holds spaces'],
    ['https://www.example.com/\u007f', 'holds spaces'],
    ['https://www.example.com/\ud800', 'holds spaces'],
    ['https://www.example.com/\ufffd', 'holds spaces'],
    ['HTTPS://www.example.com/', 'it would begin with https://www.example.com'],
    ['https://WWW.example.com/', 'it would begin with https://www.example.com'],
    ['https://www.example.com:443/', 'it would begin with https://www.example.com'],
    ['http://www.example.com:80/', 'it would begin with http://www.example.com'],
    ['http://www.example.com:/', 'it would begin with http://www.example.com'],
    ['http://www.example.com:08080/', 'it would begin with http://www.example.com:8080'],
    ['https:www.example.com/', 'it would begin with https://www.example.com'],
    ['https:/www.example.com/', 'it would begin with https://www.example.com'],
    ['https:///www.example.com/', 'it would begin with https://www.example.com'],
    ['https:\\\\www.example.com/', 'it would begin with https://www.example.com'],
    ['https://www.example.com\\@evil.com/', 'it would begin with https://www.example.com'],
    ['https://user@www.example.com/', 'it would begin with https://www.example.com'],
    ['https://user:pw@www.example.com/', 'it would begin with https://www.example.com'],
    ['https://@www.example.com/', 'it would begin with https://www.example.com'],
    ['https://www.example.com@evil.com/', 'it would begin with https://evil.com'],
    ['https://例子.测试/', 'it would begin with https://xn--fsqu00a.xn--0zwm56d'],
    ['https://ｗｗｗ.example.com/', 'it would begin with https://www.example.com'],
    ['https://www。example。com/', 'it would begin with https://www.example.com'],
    ['https://www.ex%61mple.com/', 'it would begin with https://www.example.com'],
    ['https://www.exam\u00adple.com/', 'it would begin with https://www.example.com'],
    ['http://0x7f.1/', 'it would begin with http://127.0.0.1'],
  ])('%j is refused: %s', (address, problem) => {
    expect(() => readPageUrl(address)).toThrow(WechatArgumentError);
    expect(() => readPageUrl(address)).toThrow(problem);
  });

  test('is in no error, for it may hold a code', () => {
    expect(() => readPageUrl('https://WWW.example.com/back?code=SECRET')).toThrow(/^(?!.*SECRET)/s);
  });

  test('of any page is that page, and so is its host', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), address => {
        const { href, host } = new URL(address);
        const url = String(href.split('#')[0]);
        expect(readPageUrl(href)).toEqual({ url, host });
      }),
    );
  });

  test('whatever it is, is refused or taken to the letter, with the host that a browser would go to', () => {
    const piece = fc.constantFrom(
      'http:',
      'https:',
      '/',
      '//',
      '\\',
      '@',
      ':',
      '.',
      '?',
      '#',
      '%',
      '%2e',
      '\t',
      'www.example.com',
      'evil.com',
      '你',
      '443',
    );
    const address = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join('')),
      fc.array(piece, { maxLength: 6 }).map(pieces => `https://${pieces.join('')}`),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(address, given => {
        let page;
        try {
          page = readPageUrl(given);
        } catch (error) {
          expect(error).toBeInstanceOf(WechatArgumentError);
          return;
        }
        expect(given === page.url || given.startsWith(`${page.url}#`)).toBe(true);
        expect(new URL(given).host).toBe(page.host);
        // What stands between `//` and the path is the host, read by eye.
        expect(/^https?:\/\/([^/?#]*)/.exec(given)?.[1]).toBe(page.host);
      }),
      { numRuns: 2000 },
    );
  });
});
