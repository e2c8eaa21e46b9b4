import { ApiError } from '../api/api-error.js';
import { Fields } from '../api/fields.js';

const PLACEHOLDER = /\{\{(\w+)\.DATA\}\}/g;
/** No phone shows them since 2023, so that nobody misses them. */
const HIDDEN: readonly string[] = ['first', 'remark'];

/** What a keyword may say, by the letters its name begins with. Those without a rule take any text. */
const RULES: ReadonlyMap<string, RegExp> = new Map([
  ['thing', /^.{1,20}$/su],
  ['number', /^-?\d[\d.]{0,31}$/],
  ['letter', /^[a-z]{1,32}$/i],
  ['symbol', /^[^\p{L}\p{N}]{1,5}$/u],
  ['character_string', /^[\x20-\x7e]{1,32}$/],
  ['time', /^(?=.*\d)[\d年月日时分秒:：./~\- ]+$/],
  ['date', /^(?=.*\d)[\d年月日时分秒:：./~\- ]+$/],
  ['amount', /^\p{Sc}?[\d,]{1,10}(\.\d+)?元?$/u],
  ['phone_number', /^[\d+()\- ]{1,17}$/],
  ['car_number', /^.{1,8}$/u],
  ['name', /^(.{1,10}|[a-z .]{1,20})$/iu],
  ['phrase', /^\p{Script=Han}{1,5}$/u],
]);

/** The texts for a template's keywords: 47003 names the first that is missing, or is not what its type allows. */
export function readTemplateData(body: Fields, content: string): Readonly<Record<string, string>> {
  const data = body.optionalObject('data') ?? new Fields({});
  const names = [...content.matchAll(PLACEHOLDER)].map(([, name = '']) => name).filter(name => !HIDDEN.includes(name));
  return Object.fromEntries(names.map(name => [name, readKeyword(data, name)]));
}

function readKeyword(data: Fields, name: string): string {
  const value = data.optionalObject(name)?.optionalText('value') ?? '';
  if (value === '') throw new ApiError(47003, `argument invalid! data.${name}.value is empty`);
  const rule = RULES.get(name.replace(/\d+$/, ''));
  if (rule && !rule.test(value)) throw new ApiError(47003, `argument invalid! data.${name}.value invalid`);
  return value;
}
