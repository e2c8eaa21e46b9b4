import { SandboxError } from '../../sandbox.error.js';
import { oneTimeConsent } from '../message-consents.js';
import type { Phone } from '../phone.js';

/** Reported for a pop-up in an article; 1 is a web page. */
const POPUP_SCENE = 2;

/** Answers the pop-up that asks for subscribe messages. */
export async function answerPopup(phone: Phone, isAccepted: boolean, templateIds: readonly string[]): Promise<void> {
  const templates = templateIds.map(id => findTemplate(phone, id));
  const { consents } = phone.contact;
  if (isAccepted)
    for (const { templateId, isLongTerm } of templates) consents.accept(templateId, isLongTerm ? Infinity : 1);
  const List = templates.map(({ templateId }) => ({
    TemplateId: templateId,
    SubscribeStatusString: isAccepted ? 'accept' : 'reject',
    PopupScene: POPUP_SCENE,
  }));
  await phone.sendEvent('subscribe_msg_popup_event', { SubscribeMsgPopupEvent: { List } });
}

/** Turns subscribe messages off in the settings of the account. */
export async function turnOffMessages(phone: Phone, templateIds: readonly string[]): Promise<void> {
  for (const id of templateIds) phone.contact.consents.turnOff(findTemplate(phone, id).templateId);
  const List = templateIds.map(TemplateId => ({ TemplateId, SubscribeStatusString: 'reject' }));
  await phone.sendEvent('subscribe_msg_change_event', { SubscribeMsgChangeEvent: { List } });
}

/**
 * Answers the page that asks for one one-time message. Official document: 公众号一次性订阅消息.
 *
 * @returns where the page goes on to
 */
export function answerOneTimePage(phone: Phone, pageUrl: string, isConfirmed: boolean): string {
  const query = new URL(pageUrl).searchParams;
  const get = (name: string) => query.get(name) ?? '';
  const scene = Number(get('scene') || NaN);
  if (get('action') !== 'get_confirm') throw new SandboxError('The URL has no action=get_confirm.');
  if (get('appid') !== phone.account.appId)
    throw new SandboxError(`The URL is for the AppID ${JSON.stringify(get('appid'))}, not ${phone.account.appId}.`);
  if (!Number.isInteger(scene) || scene < 0 || scene > 10_000)
    throw new SandboxError('The scene must be a whole number from 0 to 10000.');
  if (!URL.canParse(get('redirect_url'))) throw new SandboxError('The redirect_url is no URL.');
  const { templateId } = findTemplate(phone, get('template_id'));
  if (isConfirmed) phone.contact.consents.accept(oneTimeConsent(templateId, scene));
  const target = new URL(get('redirect_url'));
  if (isConfirmed) target.searchParams.set('openid', phone.contact.openId);
  target.searchParams.set('template_id', templateId);
  target.searchParams.set('action', isConfirmed ? 'confirm' : 'cancel');
  target.searchParams.set('scene', String(scene));
  if (query.has('reserved')) target.searchParams.set('reserved', get('reserved'));
  return target.href;
}

function findTemplate({ account }: Phone, templateId: string) {
  const template = account.subscribeTemplates.find(templateId);
  if (template) return template;
  throw new SandboxError(
    `The account has no subscribe template ${JSON.stringify(templateId)}. Add it with account.subscribeTemplates.add().`,
  );
}
