import { SandboxError } from '../../sandbox.error.js';
import type { Phone } from '../phone.js';
import type { PhoneLink, PhoneMessage } from '../phone-message.js';

/** Taps an item of a `msgmenu`: its text is sent, though it counts as a click on a menu. */
export async function choose(phone: Phone, message: PhoneMessage, itemId: string): Promise<PhoneMessage | undefined> {
  const items = message.type === 'msgmenu' ? message.list : [];
  const content = items.find(({ id }) => id === itemId)?.content;
  if (content === undefined)
    throw new SandboxError(
      `The ${message.type} message has no item ${JSON.stringify(itemId)}; there are ${JSON.stringify(items)}.`,
    );
  const fields = { Content: content, bizmsgmenuid: itemId };
  return phone.sendMessage('text', fields, { type: 'text', content }, 'menu');
}

/** Where a tap on a message leads, if anywhere; of several articles it is the first one's. */
export function findLink(message: PhoneMessage): PhoneLink | undefined {
  switch (message.type) {
    case 'template':
    case 'miniprogrampage':
      if (message.miniprogram) return { miniprogram: message.miniprogram };
      return toLink(message.url);
    case 'link':
      return toLink(message.url);
    case 'news':
      return toLink(message.articles[0]?.url);
    default:
      return undefined;
  }
}

function toLink(url: string | undefined): PhoneLink | undefined {
  return url === undefined || url === '' ? undefined : { url };
}
