import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { parseXml, renderXml } from '#lib/callback/xml';
import { WechatDecodeError } from '#lib/wechat.errors';

/** What XML can carry: forbidden characters leave the text, and line ends become `\n`. */
function asXmlCarriesIt(text: string): string {
  return Array.from(text)
    .filter(character => /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]$/u.test(character))
    .join('')
    .replaceAll(/\r\n?/g, '\n');
}

describe('renderXml', () => {
  test('writes text as CDATA, numbers bare, and leaves out what is undefined', () => {
    expect(renderXml({ A: 'x', B: 5, C: undefined, D: { E: 'y' }, F: [{ G: '1' }, { G: '2' }] })).toBe(
      '<xml><A><![CDATA[x]]></A><B>5</B><D><E><![CDATA[y]]></E></D><F><G><![CDATA[1]]></G></F><F><G><![CDATA[2]]></G></F></xml>',
    );
  });

  test.each([
    [']]>', '<![CDATA[]]]]><![CDATA[>]]>'],
    [']]]>', '<![CDATA[]]]]]><![CDATA[>]]>'],
    ['a\0\u0008\u000b\u000c\u001f\uffff\ud800b', '<![CDATA[ab]]>'],
    ['a\tb\nc😀', '<![CDATA[a\tb\nc😀]]>'],
    [']]\u0001>', '<![CDATA[]]]]><![CDATA[>]]>'],
  ])('%j', (text, expected) => {
    expect(renderXml({ A: text })).toBe(`<xml><A>${expected}</A></xml>`);
  });
});

describe('parseXml', () => {
  test('brings any rendered text back', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({ unit: fc.constantFrom(']', '>', '<', '&', '!', '[', 'a', ' ', '\n', '\r') }),
        ),
        text => {
          expect(parseXml(renderXml({ Content: text, MsgType: 'text' }))).toEqual({
            Content: asXmlCarriesIt(text),
            MsgType: 'text',
          });
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('reads CDATA, bare text, nesting, repetition, empty elements and declarations', () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
      <!-- from WeChat -->
      <xml a="b">
        <A><![CDATA[ x ]]></A> <B> 7 </B> <C/> <D></D> <E><F>1</F><F>2</F></E>
        <G>a<![CDATA[<b>]]>c</G> <H>&lt;&amp;&gt;&quot;&apos;&#65;&#x4f60;</H> <I><![CDATA[&lt;]]></I>
      </xml>
    `;
    expect(parseXml(xml)).toEqual({
      A: ' x ',
      B: '7',
      C: '',
      D: '',
      E: { F: ['1', '2'] },
      G: 'a<b>c',
      H: `<&>"'A你`,
      I: '&lt;',
    });
  });

  test('keeps every digit of a number', () => {
    expect(parseXml('<xml><MsgId>23456789012345678</MsgId><Zero>007</Zero><Hex>0x1F</Hex></xml>')).toEqual({
      MsgId: '23456789012345678',
      Zero: '007',
      Hex: '0x1F',
    });
  });

  test('reads control characters that people send, and lets none of them end the CDATA', () => {
    const read = (content: string) => parseXml(`<xml><Content><![CDATA[${content}]]></Content></xml>`)['Content'];
    expect(read('a\u001db\u0000')).toBe('a\ufffdb\ufffd');
    expect(read(']]\u0001></Content><MsgType>event</MsgType>')).toBe(']]\ufffd></Content><MsgType>event</MsgType>');
  });

  test('keeps elements named like what objects inherit', () => {
    const xml = '<xml><toString>1</toString><toString>2</toString><hasOwnProperty>3</hasOwnProperty></xml>';
    expect(Object.entries(parseXml(xml))).toEqual([
      ['toString', ['1', '2']],
      ['hasOwnProperty', '3'],
    ]);
  });

  test('reads what another parser reads', () => {
    const other = new XMLParser({ parseTagValue: false, processEntities: false });
    const name = fc.constantFrom('A', 'B', 'C', 'item', 'List');
    const value = fc.string({ unit: fc.constantFrom('a', ' ', '<', '&', ']', '>', '你', '😀') });
    const element = fc.letrec(tie => ({
      node: fc.oneof({ maxDepth: 4, depthSize: 'small' }, tie('leaf'), tie('branch')),
      leaf: fc.tuple(name, value).map(([tag, text]) => `<${tag}><![CDATA[${text.replaceAll(']]', '')}]]></${tag}>`),
      branch: fc
        .tuple(name, fc.array(tie('node'), { minLength: 1, maxLength: 4 }))
        .map(([tag, nodes]) => `<${tag}>\n${nodes.join('\n')}\n</${tag}>`),
    })).branch;
    fc.assert(
      fc.property(element, inner => {
        const xml = `<xml>${inner}</xml>`;
        expect({ xml: parseXml(xml) }).toEqual(other.parse(xml));
      }),
    );
  });

  test('reads a document of the usual form as it reads any other', () => {
    const mostly = (usual: fc.Arbitrary<string>, ...odd: string[]) =>
      fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...odd) });
    const text = fc.string({
      unit: mostly(fc.constantFrom('a', '1', ' ', '\n', '你', '>', ']'), ']]>', '<', '&lt;', '\r', '\u0001', '\u00a0'),
    });
    const element = fc
      .record({
        before: mostly(fc.constantFrom('', ' ', '\n', '\t'), 'x', '\u00a0', '<A/>', '<!-- -->', '</xml>', '<xml>'),
        bracket: mostly(fc.constant('<'), 'x', ''),
        name: mostly(
          fc.constantFrom('A', 'B', '_c1', 'xml'),
          '',
          '1',
          'a-b',
          '你',
          'A B',
          'A x="1"',
          'A/',
          'constructor',
        ),
        isData: fc.boolean(),
        text,
        odd: mostly(fc.constant(''), '<![CDATA[]]>', ']]>', ' ', '<B>', '</B>', '&'),
        closes: mostly(fc.constant('same'), 'A', 'B', ''),
      })
      .map(({ before, bracket, name, isData, text: inner, odd, closes }) => {
        const content = isData ? `<![CDATA[${inner}]]>` : inner;
        return `${before}${bracket}${name}>${content}${odd}</${closes === 'same' ? name : closes}>`;
      });
    const document = fc
      .tuple(
        fc.array(element, { maxLength: 4 }),
        mostly(fc.constantFrom('</xml>', '\n</xml>\n'), '</xml', '</xml>x', '</xml>\ufeff', '</xml><A>1</A>', ''),
      )
      .map(([elements, end]) => `<xml>${elements.join('')}${end}`);
    const read = (xml: string): unknown => {
      try {
        return parseXml(xml);
      } catch (error) {
        expect(error).toBeInstanceOf(WechatDecodeError);
        return 'refused';
      }
    };
    fc.assert(
      fc.property(document, xml => {
        // WeChat sends no comments, so what begins with one has not the usual form.
        expect(read(xml)).toEqual(read(`<!---->${xml}`));
      }),
      { numRuns: 10_000 },
    );
  });

  test.each([
    ['nothing', ''],
    ['blanks', ' \n '],
    ['text', 'hello'],
    ['JSON', '{"MsgType":"text"}'],
    ['another root', '<message><MsgType>text</MsgType></message>'],
    ['two roots', '<xml><A>1</A></xml><xml><A>2</A></xml>'],
    ['a second root', '<xml><A>1</A></xml><b>2</b>'],
    ['text after the root', '<xml><A>1</A></xml>x'],
    ['text before the root', 'x<xml><A>1</A></xml>'],
    ['a root without elements', '<xml>hello</xml>'],
    ['an empty root', '<xml></xml>'],
    ['an unclosed root', '<xml><A>1</A>'],
    ['an unclosed element', '<xml><A>1</xml>'],
    ['an unclosed CDATA', '<xml><A><![CDATA[1</A></xml>'],
    ['an unclosed tag', '<xml><A'],
    ['a closing tag too many', '<xml><A>1</A></A></xml>'],
    ['crossed elements', '<xml><A><B>1</A></B></xml>'],
    ['a bare less-than sign', '<xml><A>1 < 2</A></xml>'],
    ['a DOCTYPE', '<!DOCTYPE xml><xml><A>1</A></xml>'],
    ['a DOCTYPE with an entity', '<!DOCTYPE xml [<!ENTITY a "b">]><xml><A>&a;</A></xml>'],
    ['an external entity', '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>'],
    ['a DOCTYPE inside', '<xml><!DOCTYPE xml [<!ENTITY a "b">]><A>&a;</A></xml>'],
    [
      'an entity bomb',
      `<!DOCTYPE xml [<!ENTITY a0 "x">${Array.from({ length: 30 }, (_, n) => `<!ENTITY a${n + 1} "&a${n};&a${n};">`).join('')}]><xml><A>&a30;</A></xml>`,
    ],
    ['an unknown entity', '<xml><A>&nbsp;</A></xml>'],
    ['a character that does not exist', '<xml><A>&#x110000;</A></xml>'],
    ['an element named __proto__', '<xml><__proto__><polluted>1</polluted></__proto__></xml>'],
    [
      'an element named constructor',
      '<xml><constructor><prototype><polluted>1</polluted></prototype></constructor></xml>',
    ],
    ['an element named only constructor', '<xml><constructor>1</constructor></xml>'],
    ['an element named prototype', '<xml><prototype>1</prototype></xml>'],
    ['deep nesting', `<xml>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</xml>`],
    ['deep nesting, unclosed', `<xml>${'<a>'.repeat(300_000)}`],
  ])('refuses %s', (_, xml) => {
    expect(() => parseXml(xml)).toThrow(WechatDecodeError);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('throws nothing but WechatDecodeError', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      'xml',
      '<xml>',
      '</xml>',
      '<a>',
      '</a>',
      '<![CDATA[',
      ']]>',
      '<!',
      '<?',
      '?>',
      '--',
      '&',
      ';',
      '"',
      "'",
      '=',
      ' ',
      '!DOCTYPE',
      '[',
      ']',
      '#',
      '<!ENTITY',
      '<!--',
      '-->',
      '__proto__',
      'x',
    );
    const documents = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map(parts => parts.join('')),
      fc.array(pieces).map(parts => `<xml>${parts.join('')}</xml>`),
    );
    fc.assert(
      fc.property(documents, xml => {
        try {
          expect(typeof parseXml(xml)).toBe('object');
        } catch (error) {
          expect(error).toBeInstanceOf(WechatDecodeError);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
