import { SaxesParser } from 'saxes';
import { addNode, isTree, safeName, type MessageNode, type MessageTree } from '../messages/message-tree.js';
import { WechatDecodeError } from '../wechat.errors.js';
import { parseFlatXml } from './flat-xml.js';

/** What XML 1.0 forbids, written or escaped: control characters, lone surrogates, U+FFFE and U+FFFF. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
/** WeChat nests four levels deep. */
const MAX_DEPTH = 20;

/** Reads a document whose root is `xml`; every value is text. Whitespace around bare text does not count. */
export function parseXml(xml: string): MessageTree {
  // People send control characters, and WeChat passes them on as they are. Replaced, because without them a person's
  // `]]\u0001>` would end the CDATA.
  const text = xml.replace(FORBIDDEN, '\uFFFD');
  return parseFlatXml(text) ?? parseAnyXml(text);
}

function parseAnyXml(xml: string): MessageTree {
  const builder = new TreeBuilder();
  // Without positions errors say less, and parsing takes less.
  const parser = new SaxesParser({ position: false });
  parser.on('doctype', () => {
    throw new WechatDecodeError('The XML has a DOCTYPE.');
  });
  parser.on('opentag', ({ name }) => builder.open(name));
  parser.on('text', text => builder.append(text.trim()));
  parser.on('cdata', text => builder.append(text));
  parser.on('closetag', () => builder.close());
  try {
    parser.write(xml).close();
  } catch (error) {
    throw error instanceof WechatDecodeError ? error : new WechatDecodeError('The body is not well-formed XML.');
  }
  return builder.root();
}

/** Writes a tree as the content of `xml`. Text goes into CDATA, numbers stand bare. */
export function renderXml(tree: RenderTree): string {
  return `<xml>${renderFields(tree)}</xml>`;
}

/** A tree to be written; `undefined` leaves the element out. */
export interface RenderTree {
  readonly [name: string]: string | number | bigint | RenderTree | readonly RenderTree[] | undefined;
}

/** An element whose end has not come yet. */
interface OpenElement {
  readonly name: string;
  text: string;
  /** Made with the first element inside. */
  tree: Record<string, MessageNode> | undefined;
}

/** Builds the tree of a document from its tags and texts. */
class TreeBuilder {
  private readonly elements: OpenElement[] = [{ name: '', text: '', tree: undefined }];

  open(name: string): void {
    if (this.elements.length > MAX_DEPTH) throw new WechatDecodeError('The XML is nested too deeply.');
    this.elements.push({ name: safeName(name), text: '', tree: undefined });
  }

  append(text: string): void {
    this.innermost().text += text;
  }

  close(): void {
    const { name, text, tree } = this.elements.pop() as OpenElement;
    const parent = this.innermost();
    parent.tree ??= {};
    addNode(parent.tree, name, tree ?? text);
  }

  root(): MessageTree {
    const root = this.innermost().tree?.['xml'];
    if (isTree(root)) return root;
    throw new WechatDecodeError('The XML has no root named xml with elements in it.');
  }

  private innermost(): OpenElement {
    return this.elements.at(-1) as OpenElement;
  }
}

function renderFields(tree: RenderTree): string {
  let xml = '';
  for (const name of Object.keys(tree)) {
    const value = tree[name];
    if (value === undefined) continue;
    for (const item of Array.isArray(value)
      ? (value as readonly RenderTree[])
      : [value as RenderTree | string | number | bigint]) {
      xml += `<${name}>${renderValue(item)}</${name}>`;
    }
  }
  return xml;
}

function renderValue(value: string | number | bigint | RenderTree): string {
  if (typeof value === 'object') return renderFields(value);
  return typeof value === 'string' ? renderText(value) : String(value);
}

function renderText(text: string): string {
  return `<![CDATA[${text.replace(FORBIDDEN, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
