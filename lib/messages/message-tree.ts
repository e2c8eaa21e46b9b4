/** One element of a message before its kind is known: text, elements, or a repeated element. */
export type MessageNode = string | MessageTree | readonly MessageNode[];

/** A message before its kind is known, from XML or JSON alike: every leaf is text. */
export interface MessageTree {
  readonly [name: string]: MessageNode;
}

/** Tells an element with elements in it from text and from a repeated element. */
export function isTree(node: MessageNode | undefined): node is MessageTree {
  return typeof node === 'object' && !Array.isArray(node);
}
