/** The account that the command plays: the same at every start, so that an application is configured once. */
export const DEFAULTS = {
  port: 8787,
  host: '127.0.0.1',
  appId: 'wx0123456789abcdef',
  appSecret: '0123456789abcdef0123456789abcdef',
  token: 'sandbox',
} as const;

/** The third-party platform beside it. Its URLs are set in the console, which shows all of this, too. */
export const DEFAULT_COMPONENT = {
  componentAppId: 'wxfedcba9876543210',
  componentAppSecret: 'fedcba9876543210fedcba9876543210',
  token: 'sandbox',
  encodingAESKey: 'sandboxsandboxsandboxsandboxsandboxsandbox0',
} as const;
