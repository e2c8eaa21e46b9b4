import type { SandboxAccessToken } from '../../account/access-tokens.js';
import type { SandboxAccount } from '../../account/sandbox-account.js';
import { ApiError } from '../api-error.js';
import { spendCall, type CallLimits } from '../call-quota.js';
import { get, open, type ApiTable, type EndpointCall } from '../endpoint.js';
import type { Fields } from '../fields.js';
import { secondsLeft } from '../seconds-left.js';

const CLASSIC: CallLimits = { dailyLimit: 2000 };
const STABLE: CallLimits = { dailyLimit: 500_000, minuteLimit: 10_000 };
const FORCED: CallLimits = { dailyLimit: 20 };
const TICKET_TYPES = ['jsapi', 'wx_card'];

/** Access tokens and tickets. Official documents: 获取接口调用凭据, 获取稳定版接口调用凭据. */
export const tokenEndpoints: ApiTable = {
  '/cgi-bin/token': open(
    'GET',
    call => {
      const account = authenticate(call, call.query);
      spendCall(account, '/cgi-bin/token', CLASSIC);
      return toReply(call, account.accessTokens.renewClassic());
    },
    CLASSIC,
  ),

  '/cgi-bin/stable_token': open(
    'POST',
    call => {
      const account = authenticate(call, call.body);
      spendCall(account, '/cgi-bin/stable_token', STABLE);
      if (!call.body.flag('force_refresh')) return toReply(call, account.accessTokens.getStable());
      spendCall(account, '/cgi-bin/stable_token?force_refresh', FORCED);
      return toReply(call, account.accessTokens.forceStable());
    },
    STABLE,
  ),

  '/cgi-bin/ticket/getticket': get(
    ({ world, account, query }) => {
      const type = query.text('type', { missing: 40097 });
      if (!TICKET_TYPES.includes(type)) throw new ApiError(40097);
      const { value, expiresAt } = account.tickets.get(type);
      return { errcode: 0, errmsg: 'ok', ticket: value, expires_in: secondsLeft(world, expiresAt) };
    },
    { dailyLimit: 100_000 },
  ),
};

/** Official accounts and mini programs have tokens; websites have none. */
function authenticate({ world, request }: EndpointCall, fields: Fields): SandboxAccount {
  const appId = fields.text('appid', { missing: 41002 });
  const account = world.findAccount(appId);
  if (!account || account.type === 'website') throw new ApiError(40013);
  if (fields.text('secret', { missing: 41004 }) !== account.appSecret) throw new ApiError(40125);
  if (fields.optionalText('grant_type') !== 'client_credential') throw new ApiError(40002);
  const { ip } = request;
  if (account.ipWhitelist && !account.ipWhitelist.includes(ip))
    throw new ApiError(40164, `invalid ip ${ip} ipv6 ${ip.includes(':') ? '' : '::ffff:'}${ip}, not in whitelist`);
  return account;
}

function toReply({ world }: EndpointCall, { value, expiresAt }: SandboxAccessToken) {
  return { access_token: value, expires_in: secondsLeft(world, expiresAt) };
}
