import { ApiError } from './api-error.js';

/** What `Fields` reads a missing value as. */
export interface FieldOptions {
  /** The errcode where it is missing or empty. Default: 40035. */
  readonly missing?: number;
}

const WRONG_TYPE = 47001;

/** The fields of a query or of a JSON object, read as WeChat reads them: a wrong type is 47001, a missing one has its own errcode. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: object) {
    this.#values = values as Readonly<Record<string, unknown>>;
  }

  /** The object as it came. */
  get raw(): Readonly<Record<string, unknown>> {
    return this.#values;
  }

  has(name: string): boolean {
    return this.#get(name) !== undefined;
  }

  /** A text that is not empty. */
  text(name: string, { missing = 40035 }: FieldOptions = {}): string {
    const value = this.optionalText(name);
    if (value === undefined || value === '') throw new ApiError(missing);
    return value;
  }

  /** A text that may be empty. A number is taken for one, as WeChat does. */
  optionalText(name: string): string | undefined {
    const value = this.#get(name);
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    throw new ApiError(WRONG_TYPE);
  }

  /** A whole number; a text of digits is taken for one. */
  integer(name: string, { missing = 40035 }: FieldOptions = {}): number {
    const value = this.optionalInteger(name);
    if (value === undefined) throw new ApiError(missing);
    return value;
  }

  optionalInteger(name: string): number | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
    throw new ApiError(WRONG_TYPE);
  }

  /** A boolean; 0 and 1 are taken for one. */
  flag(name: string): boolean {
    const value = this.#get(name);
    if (value === undefined || value === 0) return false;
    if (value === 1 || typeof value === 'boolean') return Boolean(value);
    throw new ApiError(WRONG_TYPE);
  }

  object(name: string, { missing = 40035 }: FieldOptions = {}): Fields {
    const value = this.optionalObject(name);
    if (value === undefined) throw new ApiError(missing);
    return value;
  }

  optionalObject(name: string): Fields | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw new ApiError(WRONG_TYPE);
    return new Fields(value);
  }

  /** A list of objects. */
  objects(name: string, { missing = 40035 }: FieldOptions = {}): Fields[] {
    return this.#list(name, missing).map(item => {
      if (!isObject(item)) throw new ApiError(WRONG_TYPE);
      return new Fields(item);
    });
  }

  /** A list of texts. */
  texts(name: string, { missing = 40035 }: FieldOptions = {}): string[] {
    return this.#list(name, missing).map(item => {
      if (typeof item !== 'string') throw new ApiError(WRONG_TYPE);
      return item;
    });
  }

  /** A list of whole numbers. */
  integers(name: string, { missing = 40035 }: FieldOptions = {}): number[] {
    return this.#list(name, missing).map(item => {
      if (typeof item !== 'number' || !Number.isSafeInteger(item)) throw new ApiError(WRONG_TYPE);
      return item;
    });
  }

  #list(name: string, missing: number): readonly unknown[] {
    const value = this.#get(name);
    if (value === undefined) throw new ApiError(missing);
    if (!Array.isArray(value)) throw new ApiError(WRONG_TYPE);
    return value;
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? (this.#values[name] ?? undefined) : undefined;
  }
}

/** Whether a value is an object of JSON, and no list. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
