import type { WebsiteLogin } from '../website-logins.js';
import type { PageParts, Say } from './page.js';
import { scanPage } from './scan.page.js';

/**
 * The QR code that a website shows.
 *
 * @param phoneUrl what the code says
 */
export function websiteLoginPage(say: Say, { id, request, state }: WebsiteLogin, phoneUrl: string): PageParts {
  const { nickname } = request.account;
  return scanPage(say, {
    title: say('微信登录', 'WeChat Login'),
    waiting: say(`请使用微信扫一扫登录「${nickname}」`, `Scan the QR code with WeChat to log in to ${nickname}.`),
    scanned: say(
      `扫描成功，请在手机上确认登录「${nickname}」`,
      `Scanned. Confirm on the phone to log in to ${nickname}.`,
    ),
    state,
    path: `/connect/qrconnect/${id}`,
    phoneUrl,
  });
}
