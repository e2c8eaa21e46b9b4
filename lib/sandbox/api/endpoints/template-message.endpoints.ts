import { pushNotice } from '../../delivery/notices.js';
import { readLink } from '../../sending/link.reader.js';
import { readTemplateData } from '../../sending/template-data.reader.js';
import { ApiError } from '../api-error.js';
import { post, type ApiTable, type AuthorizedCall } from '../endpoint.js';

const MAX_CLIENT_ID_LENGTH = 32;

/** Sends template messages. Official document: 发送模板消息. */
export const templateMessageEndpoints: ApiTable = {
  '/cgi-bin/message/template/send': post(
    call => {
      const { account, body } = call;
      const clientId = body.optionalText('client_msg_id') ?? '';
      if (clientId.length > MAX_CLIENT_ID_LENGTH) throw new ApiError(40035);
      const first = account.templateSends.find(clientId);
      if (first) return toReply(first.messageId);
      const messageId = send(call);
      if (clientId !== '') account.templateSends.add(clientId, messageId);
      return toReply(messageId);
    },
    { dailyLimit: 100_000 },
  ),
};

function send({ world, account, body }: AuthorizedCall): number {
  const contact = account.contacts.getRecipient(body.text('touser', { missing: 41009 }));
  const { templateId, title, content } = account.templates.get(body.text('template_id', { missing: 40037 }));
  const message = { templateId, title, data: readTemplateData(body, content), ...readLink(body, 'url') };
  const messageId = account.nextJobId();
  if (!contact.blocksTemplates) contact.show({ type: 'template', ...message }, 'template');
  pushNotice(world, account, contact.openId, 'TEMPLATESENDJOBFINISH', {
    MsgID: messageId,
    Status: contact.blocksTemplates ? 'failed:user block' : 'success',
  });
  return messageId;
}

function toReply(msgid: number) {
  return { errcode: 0, errmsg: 'ok', msgid };
}
