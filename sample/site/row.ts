import { html, type Html } from './html.js';

/** A row of a list: what it is about, and what that is. */
export function row(label: string, value: Html | string): Html {
  return html`<div class="weui-cell">
    <dt class="weui-cell__bd">${label}</dt>
    <dd class="weui-cell__ft">${value}</dd>
  </div>`;
}
