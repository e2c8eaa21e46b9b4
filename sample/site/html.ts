/** Markup: what the pages consist of. A text becomes markup only by way of `html`, which escapes it. */
export class Html {
  constructor(private readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

type Part = Html | string | number | readonly Html[] | undefined;

/** Writes markup; what is put in is escaped unless it is markup itself, and left out where it is `undefined`. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(toMarkup)));
}

function toMarkup(part: Part): string {
  if (part instanceof Html) return String(part);
  if (typeof part === 'object') return part.join('');
  return String(part ?? '').replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
