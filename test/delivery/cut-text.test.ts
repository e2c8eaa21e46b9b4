import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutText } from '#lib/delivery/cut-text';

const bytes = (text: string): number => Buffer.byteLength(text);

describe('a text', () => {
  test.each(['', 'a', '你好', 'a'.repeat(2048)])('that fits is left alone', text => {
    expect(cutText(text, 2048)).toEqual([text]);
  });

  test('is cut by bytes, not by characters', () => {
    expect(cutText('你'.repeat(5), 6)).toEqual(['你你', '你你', '你']);
    expect(cutText('a'.repeat(2049), 2048)).toEqual(['a'.repeat(2048), 'a']);
  });

  test('is cut at the end of a line where that is not too early', () => {
    expect(cutText('abcdef\nghij', 8)).toEqual(['abcdef', 'ghij']);
    expect(cutText('a\nbcdefghijk', 8)).toEqual(['a\nbcdefg', 'hijk']);
  });

  test.each(['👨‍👩‍👧‍👦', '🇨🇳', 'e\u0301', '😀'])('is not cut within %s', character => {
    const text = character.repeat(20);
    for (const piece of cutText(text, bytes(character) * 3 + 1)) {
      expect(piece.replaceAll(character, '')).toBe('');
    }
  });

  test('is cut within a character that alone is too long', () => {
    const pieces = cutText(`e${'\u0301'.repeat(20)}`, 10);
    expect(pieces.join('')).toBe(`e${'\u0301'.repeat(20)}`);
    expect(pieces.every(piece => bytes(piece) <= 10)).toBe(true);
  });

  test('loses nothing but ends of lines at which it is cut, and no piece is too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 8, max: 64 }), (text, most) => {
        const pieces = cutText(text, most);
        expect(pieces.every(piece => bytes(piece) <= most)).toBe(true);
        expect(pieces.every(piece => Buffer.from(piece).toString() === piece)).toBe(true);
        let rest = text;
        for (const piece of pieces) {
          if (!rest.startsWith(piece)) rest = rest.slice(1);
          expect(rest.startsWith(piece)).toBe(true);
          rest = rest.slice(piece.length);
        }
        expect(rest).toBe('');
      }),
    );
  });
});
