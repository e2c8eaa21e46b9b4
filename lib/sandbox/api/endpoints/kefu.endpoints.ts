import { readKefuContent } from '../../sending/kefu-content.reader.js';
import { readLiteralBody } from '../../sending/literal-body.js';
import { ApiError } from '../api-error.js';
import { post, type ApiTable, type AuthorizedCall } from '../endpoint.js';

const DAILY = { dailyLimit: 500_000 };

/** Customer-service messages. Official documents: 发送客服消息, 客服输入状态. */
export const kefuEndpoints: ApiTable = {
  '/cgi-bin/message/custom/send': post(send, DAILY),
  '/cgi-bin/message/custom/typing': post(type),

  '/cgi-bin/message/custom/business/send': post(call => {
    call.body.integer('businessid');
    send(call);
  }, DAILY),

  '/cgi-bin/message/custom/business/typing': post(call => {
    call.body.integer('businessid');
    type(call);
  }),
};

function send({ account, request }: AuthorizedCall): void {
  const body = readLiteralBody(request);
  const contact = account.contacts.getRecipient(body.text('touser', { missing: 41009 }));
  const content = readKefuContent(body, account.media);
  body.optionalObject('customservice')?.text('kf_account', { missing: 61452 });
  contact.window.spend();
  contact.show(content, 'customer-service');
}

function type({ account, body }: AuthorizedCall): void {
  const contact = account.contacts.getRecipient(body.text('touser', { missing: 41009 }));
  const command = body.optionalText('command');
  if (command !== 'Typing' && command !== 'CancelTyping') throw new ApiError(45072);
  if (command === 'Typing') {
    if (!contact.window.isActive) throw new ApiError(45080);
    if (contact.isTyping) throw new ApiError(45081);
  }
  contact.setTyping(command === 'Typing');
}
