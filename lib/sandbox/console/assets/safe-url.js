/**
 * An address that may be opened: what an account sends can be anything.
 *
 * @param {string | undefined} text
 * @returns {string | undefined} `undefined` for what is no address of the web
 */
export function safeUrl(text) {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
}

/** @param {string} mediaId */
export function mediaUrl(mediaId) {
  return `/sandbox/media/${encodeURIComponent(mediaId)}`;
}
