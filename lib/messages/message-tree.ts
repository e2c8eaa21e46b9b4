import { WechatDecodeError } from '../wechat.errors.js';

const DANGEROUS = new Set(['__proto__', 'constructor', 'prototype']);

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

/** The name of a field, refused where it means something to JavaScript. */
export function safeName(name: string): string {
  if (DANGEROUS.has(name)) throw new WechatDecodeError(`The message has a field named ${name}.`);
  return name;
}

/** Adds an element to a tree; a repeated one becomes an array. */
export function addNode(tree: Record<string, MessageNode>, name: string, node: MessageNode): void {
  const before = Object.hasOwn(tree, name) ? tree[name] : undefined;
  if (before === undefined) tree[name] = node;
  else if (Array.isArray(before)) before.push(node);
  else tree[name] = [before, node];
}
