import { html, type Html } from './html.js';

const FORMAT = new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Asia/Shanghai' });

/** A time as it is in Beijing. */
export function time(date: Date): Html {
  return html`<time datetime="${date.toISOString()}">${FORMAT.format(date)}</time>`;
}
