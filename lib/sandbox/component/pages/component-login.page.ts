import type { PageParts, Say } from '../../oauth/pages/page.js';
import { scanPage } from '../../oauth/pages/scan.page.js';
import type { ComponentLogin } from '../component-logins.js';

/**
 * The QR code for the administrator of an account.
 *
 * @param path where the page is loaded again
 * @param phoneUrl what the code says
 */
export function componentLoginPage(
  say: Say,
  { request, state }: ComponentLogin,
  path: string,
  phoneUrl: string,
): PageParts {
  const { nickname } = request.component;
  return scanPage(say, {
    title: say('公众平台账号授权', 'Authorize an account'),
    waiting: say(
      `使用公众平台账号管理员的微信扫码，授权给「${nickname}」`,
      `Scan the QR code with the WeChat of an account's administrator to authorize ${nickname}.`,
    ),
    scanned: say(`扫描成功，请在手机上授权给「${nickname}」`, `Scanned. Go on on the phone to authorize ${nickname}.`),
    state,
    path,
    phoneUrl,
  });
}
