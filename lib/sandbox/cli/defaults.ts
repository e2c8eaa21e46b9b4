/** The account that the command plays: the same at every start, so that an application is configured once. */
export const DEFAULTS = {
  port: 8787,
  host: '127.0.0.1',
  appId: 'wx0123456789abcdef',
  appSecret: '0123456789abcdef0123456789abcdef',
  token: 'sandbox',
} as const;
