import type { SandboxAccount } from '../account/sandbox-account.js';
import type { Ticket } from '../account/tickets.js';
import type { PageText } from '../oauth/oauth-page-error.js';
import type { World } from '../world.js';
import { signatureOf, withoutFragment, type PageConfig } from './page-config.js';

/** Why a signature is wrong: what it would be right for, if that can be found out. */
export function explainSignature(world: World, account: SandboxAccount, config: PageConfig): PageText {
  const url = withoutFragment(config.href);
  for (const signer of world.accounts) {
    for (const ticket of signer.tickets.list()) {
      const signed = likelyUrls(config.href).find(
        likely => signatureOf(ticket, config, likely) === config.signature.toLowerCase(),
      );
      if (signed !== undefined) return explainMatch(account, signer, ticket, signed, url);
    }
  }
  return {
    zh: `对 ${url} 来说，这不是本沙箱发出的任何 ticket 的签名。请检查 ticket、nonceStr 和 timestamp。`,
    en: `For ${url} it is not the signature of any ticket that this sandbox gave. Look at the ticket, nonceStr and timestamp.`,
  };
}

function explainMatch(
  account: SandboxAccount,
  signer: SandboxAccount,
  ticket: Ticket,
  signed: string,
  url: string,
): PageText {
  if (signer !== account) {
    return {
      zh: `签名用的是 ${signer.appId} 的 ticket，wx.config 里的却是 ${account.appId}。`,
      en: `It was signed with a ticket of ${signer.appId}, and wx.config has ${account.appId}.`,
    };
  }
  if (ticket.type !== 'jsapi') {
    return {
      zh: `签名用的 ticket 是 ${ticket.type} 类型的，应当用 jsapi 类型的。`,
      en: `It was signed with the ticket of the type ${ticket.type}, and not with that of the type jsapi.`,
    };
  }
  if (!signer.tickets.isLive(ticket)) {
    return { zh: '签名用的 ticket 已过期。', en: 'The ticket that it was signed with has expired.' };
  }
  if (signed === url) {
    return { zh: '签名必须是小写的。', en: 'A signature is in lower case.' };
  }
  return {
    zh: `签名的地址是 ${signed}，页面的地址却是 ${url}。`,
    en: `It was signed for ${signed}, and the page is at ${url}.`,
  };
}

/** What people sign in place of the address of the page. */
function likelyUrls(href: string): readonly string[] {
  const url = withoutFragment(href);
  const [withoutQuery = ''] = url.split('?', 1);
  const otherScheme = url.startsWith('https:') ? url.replace('https:', 'http:') : url.replace('http:', 'https:');
  const origin = URL.canParse(url) ? new URL(url).origin : '';
  return [url, href, withoutQuery, otherScheme, origin, `${origin}/`, encodeURIComponent(url), decode(url)];
}

function decode(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
