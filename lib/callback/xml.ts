import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isTree, type MessageNode, type MessageTree } from '../messages/message-tree.js';
import { WechatDecodeError } from '../wechat.errors.js';

/** What XML 1.0 forbids, written or escaped: control characters, lone surrogates, U+FFFE and U+FFFF. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const ENTITY = /&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w+));/g;
const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** WeChat nests four levels deep. */
const MAX_DEPTH = 20;

const parser = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: MAX_DEPTH,
  jPath: false,
  onDangerousProperty: name => {
    throw new WechatDecodeError(`The XML has an element named ${name}.`);
  },
  // Stands in for the library's decoder, which would honour entities that a document declares.
  entityDecoder: {
    decode: decodeEntities,
    addInputEntities() {
      throw new WechatDecodeError('The XML has a DOCTYPE.');
    },
    setExternalEntities() {},
    setXmlVersion() {},
    reset() {},
  },
});

/** Reads a document whose root is `xml`; every value is text. */
export function parseXml(xml: string): MessageTree {
  if (XMLValidator.validate(xml) !== true) throw new WechatDecodeError('The body is not well-formed XML.');
  const document = read(xml);
  const root = document['xml'];
  if (!isTree(root) || Object.keys(document).length > 1) {
    throw new WechatDecodeError('The XML has no single root element named xml with elements in it.');
  }
  return root;
}

/** Writes a tree as the content of `xml`. Text goes into CDATA, numbers stand bare. */
export function renderXml(tree: RenderTree): string {
  return `<xml>${renderFields(tree)}</xml>`;
}

/** A tree to be written; `undefined` leaves the element out. */
export interface RenderTree {
  readonly [name: string]: string | number | RenderTree | readonly RenderTree[] | undefined;
}

function read(xml: string): Record<string, MessageNode | undefined> {
  try {
    return parser.parse(xml) as Record<string, MessageNode | undefined>;
  } catch (error) {
    throw error instanceof WechatDecodeError ? error : new WechatDecodeError('The body is not XML that WeChat sends.');
  }
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(ENTITY, (entity, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return PREDEFINED[name] ?? refuseEntity(entity);
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : refuseEntity(entity);
  });
}

function refuseEntity(entity: string): never {
  throw new WechatDecodeError(`The XML has the entity ${entity}.`);
}

function renderFields(tree: RenderTree): string {
  let xml = '';
  for (const name of Object.keys(tree)) {
    const value = tree[name];
    if (value === undefined) continue;
    for (const item of Array.isArray(value)
      ? (value as readonly RenderTree[])
      : [value as RenderTree | string | number]) {
      xml += `<${name}>${renderValue(item)}</${name}>`;
    }
  }
  return xml;
}

function renderValue(value: string | number | RenderTree): string {
  if (typeof value === 'object') return renderFields(value);
  return typeof value === 'number' ? String(value) : renderText(value);
}

function renderText(text: string): string {
  return `<![CDATA[${text.replace(FORBIDDEN, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
