import type { PageText } from '../oauth/oauth-page-error.js';
import type { World } from '../world.js';
import { isOnJsDomain, jsDomainsOf } from './js-domain.js';
import { signatureOf, withoutFragment, type PageConfig } from './page-config.js';
import { explainSignature } from './signature-explanation.js';

/** What the phone says to `wx.config`. */
export interface ConfigVerdict {
  readonly errMsg: string;
  /** What is wrong, which the phone leaves one to guess. */
  readonly reason?: PageText;
}

/** Believes a page, or does not, as the phone would. Official document: JS-SDK说明文档, 附录1 and 附录5. */
export function checkConfig(world: World, config: PageConfig): ConfigVerdict {
  const account = world.findAccount(config.appId);
  const url = withoutFragment(config.href);
  if (account?.type !== 'official-account') {
    return refuse('invalid appid', {
      zh: `没有 AppID 为 ${JSON.stringify(config.appId)} 的公众号。`,
      en: `There is no official account with the AppID ${JSON.stringify(config.appId)}.`,
    });
  }
  const allowed = jsDomainsOf(world, account);
  if (!isOnJsDomain(url, allowed)) {
    const domains = allowed?.join(', ') ?? 'http(s)://';
    return refuse('invalid url domain', {
      zh: `JS接口安全域名是 ${domains}，页面却在 ${url}。`,
      en: `The secure domains for JS are ${domains}, and the page is at ${url}.`,
    });
  }
  const isSigned = account.tickets
    .list()
    .some(
      ticket =>
        ticket.type === 'jsapi' &&
        account.tickets.isLive(ticket) &&
        signatureOf(ticket, config, url) === config.signature,
    );
  return isSigned ? { errMsg: 'config:ok' } : refuse('invalid signature', explainSignature(world, account, config));
}

function refuse(problem: string, reason: PageText): ConfigVerdict {
  return { errMsg: `config:${problem}`, reason };
}
