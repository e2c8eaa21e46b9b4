import type { OAuthPageError } from '../oauth-page-error.js';
import { messageMarkup, type PageParts, type Say } from './page.js';

/** Why a page does not open: in WeChat's words, and then in clear ones of both languages. */
export function errorPage(say: Say, { wording, code, reason }: OAuthPageError): PageParts {
  const heading = code === undefined ? wording : `${wording} (${code})`;
  const body = messageMarkup('weui-icon-warn', heading, say(reason.zh, reason.en), say(reason.en, reason.zh));
  return { say, title: heading, body };
}

/** Nothing happens any more after somebody declined: inside WeChat the account learns nothing of it. */
export function declinedPage(say: Say): PageParts {
  const title = say('你已拒绝授权', 'You declined');
  const text = say('网页不会收到任何通知，可以关闭此页面。', 'The account is told nothing. You can close this page.');
  return { say, title, body: messageMarkup('weui-icon-info', title, text) };
}

/** What the phone says after it was used to log in to a website. */
export function websiteLoginDonePage(say: Say, isConfirmed: boolean): PageParts {
  const title = isConfirmed ? say('已登录', 'Logged in') : say('你已取消登录', 'You declined');
  const text = say('请查看网站页面。', 'The website goes on from here.');
  return { say, title, body: messageMarkup(isConfirmed ? 'weui-icon-success' : 'weui-icon-info', title, text) };
}

/** The code that was scanned, or shown, is too old. */
export function expiredPage(say: Say): PageParts {
  const title = say('二维码已失效', 'The QR code has expired');
  const text = say('请从网站重新登录。', 'Log in again from the website.');
  return { say, title, body: messageMarkup('weui-icon-warn', title, text) };
}
