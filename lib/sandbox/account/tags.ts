import { ApiError } from '../api/api-error.js';
import type { Contact } from '../people/contact.js';
import type { Contacts } from '../people/contacts.js';

/** A tag, and how many followers have it. */
export interface Tag {
  readonly id: number;
  readonly name: string;
  readonly count: number;
}

/** 0 untagged, 1 blacklist, 2 星标组: tags that every account has. Only the last is listed and put on people. */
const SYSTEM_TAGS = [0, 1, 2];
const STARRED = { id: 2, name: '星标组' };
const MAX_TAGS = 100;
const MAX_TAGS_PER_PERSON = 20;
const MAX_NAME_BYTES = 30;
const MAX_DELETABLE = 100_000;

/** The tags of one account. Official document: 用户标签管理. */
export class Tags {
  readonly #names = new Map([[STARRED.id, STARRED.name]]);
  #lastId = 99;

  constructor(private readonly contacts: Contacts) {}

  /** Throws 45056 where there are 100, 45157 or 45158 for a bad name. */
  create(name: string): Tag {
    this.#checkName(name);
    if (this.#names.size - 1 >= MAX_TAGS) throw new ApiError(45056);
    const id = ++this.#lastId;
    this.#names.set(id, name);
    return { id, name, count: 0 };
  }

  /** Throws 45058 for a tag of WeChat's, 45159 where there is none, 45157 or 45158 for a bad name. */
  rename(id: number, name: string): void {
    this.#checkOwn(id);
    this.#checkName(name, id);
    this.#names.set(id, name);
  }

  /** Takes the tag from everybody. Throws 45057 where too many have it, 45058 and 45159 as `rename()`. */
  delete(id: number): void {
    this.#checkOwn(id);
    const members = this.contacts.list().filter(({ tagIds }) => tagIds.has(id));
    if (members.length > MAX_DELETABLE) throw new ApiError(45057);
    this.remove(members, id);
    this.#names.delete(id);
  }

  list(): Tag[] {
    const counts = new Map<number, number>();
    for (const { tagIds } of this.contacts.list()) {
      for (const id of tagIds) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return [...this.#names].map(([id, name]) => ({ id, name, count: counts.get(id) ?? 0 }));
  }

  /** Throws 45159 where there is no such tag. */
  check(id: number): void {
    if (!this.#names.has(id)) throw new ApiError(45159);
  }

  /** Puts a tag on people: on all of them, or, with 45059, on none. */
  add(contacts: readonly Contact[], id: number): void {
    const isFull = ({ tagIds }: Contact) => !tagIds.has(id) && tagIds.size >= MAX_TAGS_PER_PERSON;
    if (contacts.some(isFull)) throw new ApiError(45059);
    for (const { tagIds } of contacts) tagIds.add(id);
  }

  remove(contacts: readonly Contact[], id: number): void {
    for (const { tagIds } of contacts) tagIds.delete(id);
  }

  #checkOwn(id: number): void {
    if (SYSTEM_TAGS.includes(id)) throw new ApiError(45058);
    this.check(id);
  }

  #checkName(name: string, own?: number): void {
    if (name === '') throw new ApiError(45157);
    // The page speaks of characters in one place and of bytes in the other; its errors count bytes.
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) throw new ApiError(45158);
    if ([...this.#names].some(([id, taken]) => taken === name && id !== own)) throw new ApiError(45157);
  }
}
