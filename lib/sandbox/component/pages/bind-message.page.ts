import { messageMarkup, type PageParts, type Say } from '../../oauth/pages/page.js';
import type { Person } from '../../people/person.js';

/** There is nothing to choose from. */
export function noAccountPage(say: Say, { nickname }: Person): PageParts {
  const title = say('没有可授权的账号', 'There is no account to authorize');
  const text = say(
    `${nickname} 不是任何符合条件的公众号或小程序的管理员，请使用管理员的微信。`,
    `${nickname} administers no account that the platform asks for. Use the WeChat of somebody who does.`,
  );
  return { say, title, body: messageMarkup('weui-icon-warn', title, text) };
}

/** What the phone, or the page in the browser, says after somebody decided. */
export function bindDonePage(say: Say, isAllowed: boolean): PageParts {
  const title = isAllowed ? say('授权成功', 'Authorized') : say('你已取消授权', 'You declined');
  const text = isAllowed
    ? say('请查看第三方平台的页面。', "The platform's page goes on from here.")
    : say('第三方平台不会收到任何通知，可以关闭此页面。', 'The platform is told nothing. You can close this page.');
  return { say, title, body: messageMarkup(isAllowed ? 'weui-icon-success' : 'weui-icon-info', title, text) };
}
