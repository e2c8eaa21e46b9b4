import type { MessageNode, MessageTree } from '../../messages/message-tree.js';

/** Reads the fields of a reply. A complaint is thrown as a `BadReply`. */
export class BadReply extends Error {
  override readonly name = 'BadReply';
}

/** A field that must be there with a text that is not empty. */
export function requiredText(tree: MessageTree, path: string): string {
  const text = optionalText(tree, path);
  if (text === undefined || text === '') throw new BadReply(`The reply has no ${path}.`);
  return text;
}

/** A field by its path, `Image.MediaId`. */
export function optionalText(tree: MessageTree, path: string): string | undefined {
  const node = findNode(tree, path);
  if (node === undefined || typeof node === 'string') return node;
  throw new BadReply(`The reply's ${path} is no text, or there are several.`);
}

/** The elements of a list, be they one or many. */
export function listTrees(tree: MessageTree, path: string): MessageTree[] {
  const node = findNode(tree, path);
  const items = Array.isArray(node) ? (node as readonly MessageNode[]) : node === undefined ? [] : [node];
  return items.map(item => {
    if (typeof item !== 'object' || Array.isArray(item)) throw new BadReply(`The reply's ${path} has a text in it.`);
    return item as MessageTree;
  });
}

function findNode(tree: MessageTree, path: string): MessageNode | undefined {
  let node: MessageNode | undefined = tree;
  for (const name of path.split('.')) {
    if (typeof node !== 'object' || Array.isArray(node)) return undefined;
    const parent: MessageTree = node as MessageTree;
    node = Object.hasOwn(parent, name) ? parent[name] : undefined;
  }
  return node;
}
