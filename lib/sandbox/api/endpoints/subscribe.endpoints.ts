import { pushNotice } from '../../delivery/notices.js';
import { oneTimeConsent } from '../../people/message-consents.js';
import type { PhoneLink } from '../../people/phone-message.js';
import { readLink } from '../../sending/link.reader.js';
import { readTemplateData } from '../../sending/template-data.reader.js';
import { ApiError } from '../api-error.js';
import { post, type ApiTable, type AuthorizedCall } from '../endpoint.js';

const MAX_SCENE = 10_000;
const MAX_TITLE_LENGTH = 15;
const MAX_CONTENT_LENGTH = 200;

/**
 * Sends subscribe messages, which need no follower, but somebody who accepted them. Official documents: 发送订阅通知,
 * 公众号一次性订阅消息.
 */
export const subscribeEndpoints: ApiTable = {
  '/cgi-bin/message/subscribe/bizsend': post(call => send(call, readLink(call.body, 'page'))),

  // The same for mini programs, whose page is in themselves.
  '/cgi-bin/message/subscribe/send': post(call => {
    const { account, body } = call;
    const pagePath = body.optionalText('page');
    send(call, pagePath === undefined ? {} : { miniprogram: { appId: account.appId, pagePath } });
  }),

  '/cgi-bin/message/template/subscribe': post(({ account, body }) => {
    const contact = account.contacts.get(body.text('touser', { missing: 41009 }));
    const { templateId } = account.subscribeTemplates.get(body.text('template_id', { missing: 40037 }));
    const scene = body.integer('scene');
    if (scene < 0 || scene > MAX_SCENE) throw new ApiError(40035);
    const title = body.text('title');
    if (title.length > MAX_TITLE_LENGTH) throw new ApiError(45003);
    const data = readTemplateData(body, '{{content.DATA}}');
    if ((data['content'] ?? '').length > MAX_CONTENT_LENGTH) throw new ApiError(45002);
    const link = readLink(body, 'url');
    contact.consents.spend(oneTimeConsent(templateId, scene));
    contact.show({ type: 'template', templateId, title, data, ...link }, 'subscribe');
  }),
};

function send({ world, account, body }: AuthorizedCall, link: PhoneLink): void {
  const contact = account.contacts.get(body.text('touser', { missing: 41009 }));
  const { templateId, title, content } = account.subscribeTemplates.get(body.text('template_id', { missing: 40037 }));
  const data = readTemplateData(body, content);
  contact.consents.spend(templateId);
  contact.show({ type: 'template', templateId, title, data, ...link }, 'subscribe');
  const result = {
    TemplateId: templateId,
    MsgID: String(account.nextMessageId()),
    ErrorCode: '0',
    ErrorStatus: 'success',
  };
  pushNotice(world, account, contact.openId, 'subscribe_msg_sent_event', {
    SubscribeMsgSentEvent: { List: [result] },
  });
}
