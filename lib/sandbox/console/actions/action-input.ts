import { isObject } from '../../api/fields.js';
import type { PhoneFile } from '../../people/phone-files.js';
import { SandboxError } from '../../sandbox.error.js';

/** Reads the JSON that an action is given. All methods throw `SandboxError` for what is missing or wrong. */
export class ActionInput {
  private constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  static parse(json: string): ActionInput {
    let values: unknown;
    try {
      values = JSON.parse(json);
    } catch {
      values = undefined;
    }
    if (!isObject(values)) throw new SandboxError('An action takes a JSON object.');
    return new ActionInput(values as Readonly<Record<string, unknown>>);
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined || value === '') throw new SandboxError(`${name} is missing.`);
    return value;
  }

  optionalText(name: string): string | undefined {
    const value = this.#get(name);
    if (value !== undefined && typeof value !== 'string') throw new SandboxError(`${name} must be a text.`);
    return value;
  }

  number(name: string): number {
    const value = this.optionalNumber(name);
    if (value === undefined) throw new SandboxError(`${name} is missing.`);
    return value;
  }

  optionalNumber(name: string): number | undefined {
    const value = this.#get(name);
    if (value !== undefined && typeof value !== 'number') throw new SandboxError(`${name} must be a number.`);
    return value;
  }

  /** A file as `{ base64, contentType, filename }`. */
  optionalFile(name: string): PhoneFile | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw new SandboxError(`${name} must be a file.`);
    const file = new ActionInput(value as Readonly<Record<string, unknown>>);
    const bytes = Buffer.from(file.text('base64'), 'base64');
    return { bytes, contentType: file.text('contentType'), filename: file.text('filename') };
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.values, name) ? (this.values[name] ?? undefined) : undefined;
  }
}
