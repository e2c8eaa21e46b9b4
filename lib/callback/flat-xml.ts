import { addNode, safeName, type MessageNode, type MessageTree } from '../messages/message-tree.js';

const ROOT = '<xml>';
const ROOT_END = '</xml>';
const CDATA = '<![CDATA[';
const CDATA_END = ']]>';
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** What may mean something else than itself. */
const NOT_BARE = /[&\]]/;

/**
 * Reads a document of the form that WeChat gives most of its messages: elements within `xml`, and in each of them either one
 * CDATA section or bare text. It takes a fraction of what a parser of all XML does.
 *
 * @param xml without characters that XML forbids
 * @returns `undefined` for whatever has another form, well-formed or not; otherwise what `parseXml` makes of it
 */
export function parseFlatXml(xml: string): MessageTree | undefined {
  // Of line ends only `\n` stands for itself.
  if (!xml.startsWith(ROOT) || xml.includes('\r')) return undefined;
  const tree: Record<string, MessageNode> = {};
  let position = skipSpace(xml, ROOT.length);
  do {
    const nameEnd = xml.indexOf('>', position);
    if (xml[position] !== '<' || nameEnd < 0) return undefined;
    const name = xml.slice(position + 1, nameEnd);
    if (!NAME.test(name)) return undefined;
    const isData = xml.startsWith(CDATA, nameEnd + 1);
    const start = nameEnd + 1 + (isData ? CDATA.length : 0);
    const end = xml.indexOf(isData ? CDATA_END : '<', start);
    if (end < 0) return undefined;
    const text = xml.slice(start, end);
    if (!isData && NOT_BARE.test(text)) return undefined;
    const close = isData ? end + CDATA_END.length : end;
    const closed = `</${name}>`;
    if (!xml.startsWith(closed, close)) return undefined;
    addNode(tree, safeName(name), isData ? text : text.trim());
    position = skipSpace(xml, close + closed.length);
  } while (!xml.startsWith(ROOT_END, position));
  return skipSpace(xml, position + ROOT_END.length) === xml.length ? tree : undefined;
}

/** What XML takes for white space, and nothing else. */
function skipSpace(xml: string, from: number): number {
  let position = from;
  while (xml[position] === '\n' || xml[position] === ' ' || xml[position] === '\t') position += 1;
  return position;
}
