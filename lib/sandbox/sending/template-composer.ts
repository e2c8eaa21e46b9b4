/** What a keyword is likely to be, by its name; anything else is a `thing`. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/时间|日期|time|date/i, 'time'],
  [/金额|价格|amount|price/i, 'amount'],
  [/电话|手机|phone/i, 'phone_number'],
  [/车牌/, 'car_number'],
  [/单号|编号|number/i, 'character_string'],
];

/** One keyword of a template. */
export interface TemplateKeyword {
  readonly name: string;
  /** What it may say: `thing`, `time`… */
  readonly kind: string;
  /** Makes its name unique in the template. */
  readonly number: number;
}

/** The content of a template of 类目模板, as the library would have it: `订单编号:{{character_string1.DATA}}`. */
export function composeTemplate(keywords: readonly TemplateKeyword[]): string {
  return keywords.map(({ name, kind, number }) => `${name}:{{${kind}${number}.DATA}}`).join('\n');
}

/** Keywords of which only the names are known. */
export function guessKeywords(names: readonly string[]): TemplateKeyword[] {
  return names.map((name, index) => {
    const [, kind = 'thing'] = KINDS.find(([pattern]) => pattern.test(name)) ?? [];
    return { name, kind, number: index + 1 };
  });
}

/** The content of a template of the old library, whose keywords take any text. */
export const CLASSIC_TEMPLATE = '{{first.DATA}}\n1:{{keyword1.DATA}}\n2:{{keyword2.DATA}}\n{{remark.DATA}}';
