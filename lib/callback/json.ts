import { parse } from 'lossless-json';
import { safeName, type MessageNode, type MessageTree } from '../messages/message-tree.js';
import { WechatDecodeError } from '../wechat.errors.js';

/** WeChat nests four levels deep. */
const MAX_DEPTH = 20;

/** Reads a JSON object; numbers keep every digit and become text, as they are in XML. */
export function parseJson(json: string): MessageTree {
  let document: unknown;
  try {
    document = parse(json, undefined, digits => digits);
  } catch {
    throw new WechatDecodeError('The body is not JSON.');
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new WechatDecodeError('The body is not a JSON object.');
  }
  return readTree(document, 1);
}

function readTree(object: object, depth: number): MessageTree {
  if (depth > MAX_DEPTH) throw new WechatDecodeError('The JSON is nested too deeply.');
  const tree: Record<string, MessageNode> = {};
  for (const [key, value] of Object.entries(object)) {
    // Some field names in WeChat's own samples carry a stray space.
    tree[safeName(key.trim())] = readNode(value, depth);
  }
  return tree;
}

function readNode(value: unknown, depth: number): MessageNode {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return '';
  if (!Array.isArray(value)) return readTree(value, depth + 1);
  if (depth > MAX_DEPTH) throw new WechatDecodeError('The JSON is nested too deeply.');
  return value.map(item => readNode(item, depth + 1));
}
