import { WechatDecodeError } from '../wechat.errors.js';
import type { Field, Fields } from './kinds/schema.js';
import { isTree, type MessageNode, type MessageTree } from './message-tree.js';

/** The fields of a kind or of an object, prepared for reading. */
export interface FieldReader {
  readonly byName: ReadonlyMap<string, NamedField>;
  /** For spellings that differ in case, such as MsgID and MsgId. */
  readonly byLowerCaseName: ReadonlyMap<string, NamedField>;
  readonly lists: readonly NamedField[];
  readonly objects: readonly NamedField[];
}

interface NamedField {
  readonly name: string;
  readonly type: Field['type'];
  /** Whether a value of another shape makes the message unreadable; else it is kept as it came. */
  readonly strict: boolean;
  readonly item?: NamedField;
  readonly fields?: FieldReader;
}

/** Prepares the fields that many kinds share, which are always strict, and those of one kind. */
export function prepareFields({
  common = {},
  own = {},
  strict = true,
}: {
  readonly common?: Fields;
  readonly own?: Fields;
  readonly strict?: boolean;
}): FieldReader {
  const fields = [
    ...Object.entries(common).map(([name, field]) => prepareField(name, field, true)),
    ...Object.entries(own).map(([name, field]) => prepareField(name, field, strict)),
  ];
  return {
    byName: new Map(fields.map(field => [field.name, field])),
    byLowerCaseName: new Map(fields.map(field => [field.name.toLowerCase(), field])),
    lists: fields.filter(field => field.type === 'list'),
    objects: fields.filter(field => field.type === 'object'),
  };
}

/** Reads the fields of a tree: numbers become numbers, lists arrays; what is unknown is kept. */
export function readFields(reader: FieldReader, tree: MessageTree): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  for (const name of Object.keys(tree)) {
    const value = tree[name] as MessageNode;
    const field = reader.byName.get(name) ?? findSpelling(reader, name, tree);
    if (field === undefined) message[name] = value;
    else message[field.name] = readField(field, value);
  }
  for (const { name } of reader.lists) message[name] ??= [];
  for (const object of reader.objects) unflatten(object, reader, message);
  return message;
}

/** The field that a name means in another case, unless the tree has that field as well: notices may have `AppId` and `appid`. */
function findSpelling({ byLowerCaseName }: FieldReader, name: string, tree: MessageTree): NamedField | undefined {
  const field = byLowerCaseName.get(name.toLowerCase());
  return field !== undefined && Object.hasOwn(tree, field.name) ? undefined : field;
}

/** In JSON the element around an event's own fields is often missing: its fields stand beside the others. */
function unflatten({ name, fields }: NamedField, reader: FieldReader, message: Record<string, unknown>): void {
  if (fields === undefined || message[name] !== undefined) return;
  const flat: Record<string, MessageNode> = {};
  for (const inner of fields.byName.keys()) {
    if (reader.byName.has(inner) || message[inner] === undefined) continue;
    flat[inner] = message[inner] as MessageNode;
    delete message[inner];
  }
  if (Object.keys(flat).length > 0) message[name] = readFields(fields, flat);
}

function prepareField(name: string, field: Field, strict: boolean): NamedField {
  const named = { name, type: field.type, strict };
  if (field.type === 'list') return { ...named, item: prepareField(name, field.of, strict) };
  if (field.type === 'object') return { ...named, fields: prepareFields({ own: field.fields, strict }) };
  return named;
}

function readField(field: NamedField, value: MessageNode): unknown {
  if (field.item !== undefined) return readList(field.item, value);
  if (field.fields !== undefined) {
    if (value === '') return readFields(field.fields, {});
    if (isTree(value)) return readFields(field.fields, value);
  } else if (typeof value === 'string') {
    return field.type === 'text' ? value : readNumber(value);
  }
  if (!field.strict) return value;
  throw new WechatDecodeError(`The field ${field.name} of the message is not of type ${field.type}.`);
}

function readList(item: NamedField, value: MessageNode): unknown[] {
  if (value === '') return [];
  return (isTree(value) || typeof value === 'string' ? [value] : value).map(element => readField(item, element));
}

/** An empty element is no zero. */
function readNumber(value: string): number {
  return value.trim() === '' ? Number.NaN : Number(value);
}
