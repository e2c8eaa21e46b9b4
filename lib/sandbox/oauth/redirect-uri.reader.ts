import { OAuthPageError, type PageText } from './oauth-page-error.js';

const MISMATCH = 10003;

/**
 * Reads `redirect_uri`: an absolute http URL, percent-encoded once.
 *
 * @param search the query that has it
 * @returns the URL as browsers write it
 * @throws OAuthPageError 10003
 */
export function readRedirectUri(search: string): string {
  // Unescaped, it would end at its first `&`.
  if (/[?&]redirect_uri=[^&]*:\/\//.test(search))
    throw refuse({
      zh: 'redirect_uri 没有编码，请使用 encodeURIComponent 处理。',
      en: 'The redirect_uri is not percent-encoded. Pass it through encodeURIComponent().',
    });
  const value = new URLSearchParams(search).get('redirect_uri') ?? '';
  if (/^https?%3A/i.test(value))
    throw refuse({ zh: 'redirect_uri 被编码了两次。', en: 'The redirect_uri is percent-encoded twice.' });
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value))
    throw refuse({
      zh: `redirect_uri 必须是以 http:// 或 https:// 开头的完整地址，这里是 ${value}。`,
      en: `The redirect_uri must be a whole address with http:// or https://, and not ${value}.`,
    });
  return new URL(value).href;
}

/**
 * Checks where a page returns to.
 *
 * @param domains the hosts that are allowed; `undefined` for any
 * @param setting what they are called where they are set
 * @throws OAuthPageError 10003
 */
export function checkRedirectDomain(
  redirectUri: string,
  domains: readonly string[] | undefined,
  setting: PageText,
): void {
  const { host } = new URL(redirectUri);
  if (domains === undefined || domains.some(domain => host === domain.toLowerCase())) return;
  const allowed = domains.join(', ');
  throw new OAuthPageError('redirect_uri域名与后台配置不一致', MISMATCH, {
    zh: `${setting.zh}是 ${allowed}，redirect_uri 的域名却是 ${host}，两者必须完全一致。`,
    en: `${setting.en} is ${allowed}, and the redirect_uri has ${host}. They must be the same, to the letter.`,
  });
}

function refuse(reason: PageText): OAuthPageError {
  return new OAuthPageError('redirect_uri 参数错误', MISMATCH, reason);
}
