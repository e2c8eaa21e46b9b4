// Compiled by `npm run typecheck`: every expected error has to be one, and nothing else may be.
import {
  MiniProgramSession,
  UserTokenStore,
  WechatOAuthError,
  type OAuthExchangeStore,
  type OAuthIdentity,
  type OAuthProfile,
  type OAuthRemedy,
  type OAuthService,
  type UserTokens,
  type WechatOptions,
} from 'nestjs-wechat';

export function urls(oauth: OAuthService, url: string | undefined): string[] {
  const redirectUri = 'https://example.test/';
  const all: string[] = [
    oauth.authorizeUrl({ redirectUri }),
    oauth.authorizeUrl({ redirectUri, scope: 'snsapi_userinfo', state: url, forcePopup: true, forceSnapShot: false }),
    oauth.websiteAuthorizeUrl({ redirectUri, state: 's', lang: 'en', styleHref: url, selfRedirect: true }),
  ];
  // @ts-expect-error -- nobody comes back from a page without a redirectUri
  oauth.authorizeUrl({ scope: 'snsapi_base' });
  // @ts-expect-error -- it may be missing
  oauth.authorizeUrl({ redirectUri: url });
  // @ts-expect-error -- websites have a page of their own
  oauth.authorizeUrl({ redirectUri, scope: 'snsapi_login' });
  // @ts-expect-error -- the scope of websites is always the same
  oauth.websiteAuthorizeUrl({ redirectUri, scope: 'snsapi_login' });
  // @ts-expect-error -- no such language
  oauth.websiteAuthorizeUrl({ redirectUri, lang: 'zh_CN' });
  return all;
}

export async function people(oauth: OAuthService, code: string | undefined): Promise<OAuthProfile> {
  // @ts-expect-error -- it may be missing: say what happens then
  await oauth.exchange(code);
  const identity: OAuthIdentity = await oauth.exchange(code ?? '');
  const { openId, unionId, scope, isSnapshotUser } = identity;
  const known: [string, string | undefined, readonly string[], boolean] = [openId, unionId, scope, isSnapshotUser];
  // @ts-expect-error -- tokens are in the store
  void identity.accessToken;
  // @ts-expect-error -- there may be none
  const always: string = identity.unionId;
  // @ts-expect-error -- what WeChat says is not to be changed
  identity.openId = always;
  const token: string = await oauth.refresh(openId);
  const again: string = await oauth.getAccessToken(openId);
  const holds: boolean = await oauth.verify(openId);
  const nothing: void = await oauth.forget(openId);
  // @ts-expect-error -- no such language
  await oauth.getUser(openId, 'cn');
  void [known, token, again, holds, nothing];
  return oauth.getUser(openId, 'en');
}

interface PhoneNumber {
  readonly phoneNumber: string;
  readonly countryCode: string;
}

export async function miniProgram(oauth: OAuthService, code: string): Promise<unknown[]> {
  const session: MiniProgramSession = await oauth.code2Session(code);
  const phone: PhoneNumber = session.decrypt<PhoneNumber>('data', 'iv');
  const anything: unknown = session.decrypt('data', 'iv')['phoneNumber'];
  // @ts-expect-error -- a phone number is an object
  session.decrypt<string>('data', 'iv');
  const isRight: boolean = session.verifies('{}', 'signature');
  const { appId, openId, unionId, sessionKey } = session;
  // @ts-expect-error -- it is WeChat's
  session.sessionKey = 'key';
  const again = new MiniProgramSession({ appId, openId, unionId, sessionKey });
  // @ts-expect-error -- without its key a session reads nothing
  void new MiniProgramSession({ appId, openId });
  return [phone, anything, isRight, again];
}

export function advise(error: unknown): OAuthRemedy | undefined {
  if (!(error instanceof WechatOAuthError)) return undefined;
  const errcode: number | undefined = error.errcode;
  // @ts-expect-error -- no such remedy
  if (error.remedy === 'retry') return undefined;
  return errcode === 40226 ? 'refuse' : error.remedy;
}

/** What a host writes to keep tokens in a database of its own. */
export class TableOfTokens extends UserTokenStore {
  private readonly rows = new Map<string, UserTokens>();
  async find(appId: string, openId: string) {
    return this.rows.get(`${appId} ${openId}`);
  }
  async save(appId: string, tokens: UserTokens) {
    this.rows.set(`${appId} ${tokens.openId}`, tokens);
  }
  async delete(appId: string, openId: string) {
    this.rows.delete(`${appId} ${openId}`);
  }
}

// @ts-expect-error -- a store has to forget as well
export class HalfAStore extends UserTokenStore {
  async find() {
    return undefined;
  }
  async save() {}
}

export function stores(oauthExchanges: OAuthExchangeStore): WechatOptions {
  return { appId: 'wx', stores: { userTokens: new TableOfTokens(), oauthExchanges } };
}
