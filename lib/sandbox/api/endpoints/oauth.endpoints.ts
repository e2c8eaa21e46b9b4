import type { SandboxAccount } from '../../account/sandbox-account.js';
import { ApiError } from '../api-error.js';
import { open, type ApiTable, type EndpointCall } from '../endpoint.js';
import { toReply, toSession, toUserToken, unionIdOf } from '../user-token.reply.js';

/** Every snapshot user has this name. */
const SNAPSHOT_NICKNAME = '微信用户';

/** Who somebody is. Official documents: 网页授权, 网站应用微信登录, 小程序登录 code2Session. */
export const oauthEndpoints: ApiTable = {
  '/sns/oauth2/access_token': open('GET', call => {
    const account = authenticate(call, 'authorization_code');
    const code = call.query.text('code', { missing: 41008 });
    // A code of wx.login() is none of OAuth's.
    if (account.type === 'mini-program') throw new ApiError(40029);
    return toUserToken(account, account.authorizationCodes.redeem(code));
  }),

  '/sns/oauth2/refresh_token': open('GET', call => {
    const account = findAccount(call);
    checkGrantType(call, 'refresh_token');
    return toReply(account.userTokens.refresh(call.query.text('refresh_token', { missing: 41003 })));
  }),

  '/sns/userinfo': open('GET', call => {
    const { account, grant } = authorize(call);
    if (!/snsapi_(userinfo|login)/.test(grant.scope)) throw new ApiError(48001);
    const { openId, person, isSnapshot } = grant;
    return {
      openid: openId,
      nickname: isSnapshot ? SNAPSHOT_NICKNAME : person.nickname,
      // WeChat tells these no more, since October 2021.
      sex: 0,
      city: '',
      province: '',
      country: '',
      headimgurl: `${call.world.origin}/sandbox/avatar/${isSnapshot ? 'snapshot' : person.id}/132`,
      privilege: [],
      ...unionIdOf(account, grant),
    };
  }),

  '/sns/auth': open('GET', call => void authorize(call)),

  '/sns/jscode2session': open('GET', call => {
    const account = authenticate(call, 'authorization_code');
    const code = call.query.text('js_code', { missing: 41008 });
    if (account.type !== 'mini-program') throw new ApiError(40029);
    return toSession(account, account.authorizationCodes.redeem(code));
  }),
};

function findAccount({ world, query }: EndpointCall): SandboxAccount {
  const account = world.findAccount(query.text('appid', { missing: 41002 }));
  if (!account) throw new ApiError(40013);
  return account;
}

function authenticate(call: EndpointCall, grantType: string): SandboxAccount {
  const account = findAccount(call);
  if (call.query.text('secret', { missing: 41004 }) !== account.appSecret) throw new ApiError(40125);
  checkGrantType(call, grantType);
  return account;
}

function checkGrantType({ query }: EndpointCall, expected: string): void {
  if (query.optionalText('grant_type') !== expected) throw new ApiError(40002);
}

/** What a person's access token stands for, which must go with their `openid`. */
function authorize({ world, query }: EndpointCall) {
  const accessToken = query.text('access_token', { missing: 41001 });
  const account = world.findUserTokenOwner(accessToken);
  if (!account) throw new ApiError(40014);
  const grant = account.userTokens.get(accessToken);
  if (query.text('openid', { missing: 41009 }) !== grant.openId) throw new ApiError(40003);
  return { account, grant };
}
