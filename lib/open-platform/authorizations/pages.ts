import { randomBytes } from 'node:crypto';
import type { RawResponse } from '../../callback/raw-response.js';

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/**
 * A page that goes on to WeChat by itself. Not a redirect: WeChat wants to see in `Referer` that the browser comes from the
 * platform's domain (登录授权的发起页域名).
 */
export function leavePage(url: string, cookies: readonly string[]): RawResponse {
  const nonce = randomBytes(16).toString('base64');
  const address = escapeHtml(url);
  const body = page(
    `<p><a id="go" href="${address}">前往微信授权 · Authorize at WeChat</a></p>` +
      `<script nonce="${nonce}">location.replace(document.getElementById('go').href)</script>`,
  );
  const headers = {
    ...HEADERS,
    'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; frame-ancestors 'none'`,
    'referrer-policy': 'origin',
  };
  return { status: 200, headers, cookies, body };
}

/** What stands at the end where the host has no page of its own. */
export function donePage(): RawResponse {
  const headers = {
    ...HEADERS,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
  };
  return {
    status: 200,
    headers,
    body: page('<p>授权成功，可以关闭此页面。</p><p>Authorized. You can close this page.</p>'),
  };
}

function page(content: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>微信授权</title>
<style>body { display: grid; place-content: center; min-height: 90vh; font-family: system-ui; text-align: center }</style>
${content}
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
