/** A field whose value is text. Ids stay text too: a MsgId has more digits than a JavaScript number can hold. */
export interface TextField {
  readonly type: 'text';
}

/** A field whose value is a number: seconds, counts, coordinates. Reads `NaN` where WeChat leaves the element empty. */
export interface NumberField {
  readonly type: 'number';
}

/** A field that may occur any number of times and always reads as an array. */
export interface ListField<F extends Field = Field> {
  readonly type: 'list';
  readonly of: F;
}

/** A field with fields of its own. */
export interface ObjectField<F extends Fields = Fields> {
  readonly type: 'object';
  readonly fields: F;
}

/** How one element of a message is read. */
export type Field = (TextField | NumberField | ListField | ObjectField) & { readonly optional?: true };

/** Element names, spelled as WeChat spells them, and how each is read. */
export interface Fields {
  readonly [name: string]: Field;
}

/** One kind of message: its own fields, and whether WeChat shows a passive reply to a person. */
export interface Kind<F extends Fields = Fields, R extends boolean = boolean> {
  readonly fields: F;
  readonly reply: R;
}

export const text: TextField = { type: 'text' };
export const number: NumberField = { type: 'number' };

export function list<F extends Field>(of: F): ListField<F> {
  return { type: 'list', of };
}

export function object<F extends Fields>(fields: F): ObjectField<F> {
  return { type: 'object', fields };
}

export function optional<F extends Field>(field: F): F & { readonly optional: true } {
  return { ...field, optional: true };
}

/** A kind that belongs to a conversation: a reply reaches the person. */
export function conversation<F extends Fields>(fields: F): Kind<F, true> {
  return { fields, reply: true };
}

/** A kind with no conversation behind it: WeChat wants `success` and shows a reply to nobody. */
export function notice<F extends Fields>(fields: F): Kind<F, false> {
  return { fields, reply: false };
}

type OptionalNames<S extends Fields> = {
  [N in keyof S]: S[N] extends { readonly optional: true } ? N : never;
}[keyof S];

type Read<F> = F extends { readonly type: 'text' }
  ? string
  : F extends { readonly type: 'number' }
    ? number
    : F extends { readonly type: 'list'; readonly of: infer Item }
      ? readonly Read<Item>[]
      : F extends { readonly type: 'object'; readonly fields: infer S extends Fields }
        ? ReadFields<S>
        : never;

/** The TypeScript type of what is read by `Fields`. */
export type ReadFields<S extends Fields> = {
  readonly [N in keyof S as N extends OptionalNames<S> ? never : N]: Read<S[N]>;
} & {
  readonly [N in keyof S as N extends OptionalNames<S> ? N : never]?: Read<S[N]>;
};
