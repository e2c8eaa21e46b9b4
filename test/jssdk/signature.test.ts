import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPageUrl } from '#lib/jssdk/page-url';
import { signCardValues, signPage } from '#lib/jssdk/signature';
import { vectors } from '../support/vectors.js';

const sha1 = (text: string) => createHash('sha1').update(Buffer.from(text, 'utf8')).digest('hex');

describe('the signature of a page', () => {
  test.each(vectors.jsSdk)('is that of the vector: $name', ({ jsapi_ticket, noncestr, timestamp, ...vector }) => {
    const { url } = readPageUrl(vector.pageUrl ?? vector.url);
    expect(url).toBe(vector.url);
    expect(signPage({ ticket: jsapi_ticket, nonceStr: noncestr, timestamp, url })).toBe(vector.signature);
    expect(sha1(vector.string1)).toBe(vector.signature);
  });

  test('covers the values as they are, in one order', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, fc.nat(), text, (ticket, nonceStr, timestamp, url) => {
        expect(signPage({ url, timestamp, ticket, nonceStr })).toBe(
          sha1(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`),
        );
      }),
    );
  });
});

describe('the signature of a call about cards', () => {
  test.each(vectors.cardSign)('is that of the vector: $name', ({ values, signature }) => {
    expect(signCardValues(...Object.values(values))).toBe(signature);
    expect(signCardValues(...Object.values(values).toReversed(), undefined)).toBe(signature);
  });

  test('is that of the official document', () => {
    const values = ['ojZ8YtyVyr30HheH3CM73y7h4jJE', '1404896688', 'pjZ8Yt1XGILfi-FUsewpnnolGgZk', '1434008071', '123'];
    expect(signCardValues(...values)).toBe('f137ab68b7f8112d20ee528ab6074564e2796250');
  });

  test('sorts by bytes, and leaves out what is not there', () => {
    const ascii = fc.string({ unit: 'binary-ascii' });
    fc.assert(
      fc.property(fc.array(fc.option(ascii, { nil: undefined })), values => {
        const given = values.filter(value => value !== undefined).map(value => Buffer.from(value));
        const sorted = given.toSorted((one, other) => Buffer.compare(one, other));
        expect(signCardValues(...values)).toBe(sha1(Buffer.concat(sorted).toString()));
      }),
    );
  });
});
