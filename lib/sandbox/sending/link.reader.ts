import type { Fields } from '../api/fields.js';
import type { PhoneLink } from '../people/phone-message.js';

/** Where a tap leads: to a web page, or to a mini program, which goes first. */
export function readLink(body: Fields, urlName: 'url' | 'page'): PhoneLink {
  const url = body.optionalText(urlName) || undefined;
  const target = body.optionalObject('miniprogram');
  if (!target) return { url };
  return {
    url,
    miniprogram: {
      appId: target.text('appid', { missing: 40166 }),
      pagePath: target.optionalText('pagepath') ?? '',
    },
  };
}
