import type { QrcodePoolStats } from 'nestjs-wechat';
import { html, type Html } from '../site/html.js';
import type { PageContent } from '../site/layout.js';
import { row } from '../site/row.js';

/** The pool's figures, always new ones. */
export function poolPage({ free, leased, resting, madeToday, quotaLeft }: QrcodePoolStats): PageContent {
  return {
    title: '二维码池',
    head: html`<link rel="stylesheet" href="/assets/pool.css" /><meta http-equiv="refresh" content="3" />`,
    body: html`<section class="card card_wide">
      <h1 class="card__title">二维码池</h1>
      <p class="card__hint">二维码用完归还，稍作休息后再次借出，不必为每位访客新建。</p>
      <ul class="figures">
        ${figure('free', '空闲', free)} ${figure('leased', '使用中', leased)} ${figure('resting', '休息中', resting)}
      </ul>
      ${bar({ free, leased, resting })}
      <dl class="rows">
        ${row('今日新建', `${madeToday.toLocaleString('zh-CN')} 个`)}
        ${row('今日还可新建', `${quotaLeft.toLocaleString('zh-CN')} 个`)}
      </dl>
    </section>`,
  };
}

function figure(name: string, label: string, count: number): Html {
  return html`<li class="figure"><strong>${count}</strong><i class="share_${name}"></i>${label}</li>`;
}

/** Shares of the whole; the attributes of SVG need no inline style. */
function bar(counts: Readonly<Record<string, number>>): Html {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  let start = 0;
  const parts = Object.entries(counts).map(([name, count]) => {
    const part = html`<rect class="share_${name}" x="${start}" width="${count}" height="1" />`;
    start += count;
    return part;
  });
  return html`<svg class="bar" viewBox="0 0 ${total || 1} 1" preserveAspectRatio="none" aria-hidden="true">
    ${parts}
  </svg>`;
}
