import { ping, resolveHost } from '../../delivery/network-check.js';
import { ApiError } from '../api-error.js';
import { get, post, type ApiTable } from '../endpoint.js';

const ACTIONS = ['all', 'dns', 'ping'];
const OPERATORS = ['DEFAULT', 'CHINANET', 'UNICOM', 'CAP'];

/** The network between WeChat and the account's server. Official documents: 获取微信推送服务器IP, 获取微信API服务器IP, 网络通信检测. */
export const networkEndpoints: ApiTable = {
  '/cgi-bin/getcallbackip': get(({ world }) => ({ ip_list: [hostOf(world.origin)] })),

  '/cgi-bin/get_api_domain_ip': get(({ world }) => ({ ip_list: [hostOf(world.origin)] })),

  '/cgi-bin/callback/check': post(
    async ({ account, body }) => {
      const action = body.text('action', { missing: 40202 });
      const operator = body.text('check_operator', { missing: 40203 });
      if (!ACTIONS.includes(action)) throw new ApiError(40202);
      if (!OPERATORS.includes(operator)) throw new ApiError(40203);
      if (account.callbackUrl === undefined) throw new ApiError(40201);
      const url = new URL(account.callbackUrl);
      const addresses = await resolveHost(url);
      const from = operator === 'DEFAULT' ? 'CAP' : operator;
      return {
        ...(action !== 'ping' && { dns: addresses.map(ip => ({ ip, real_operator: 'CAP' })) }),
        ...(action !== 'dns' && { ping: await Promise.all(addresses.map(ip => report(ip, from, url))) }),
      };
    },
    { dailyLimit: 1440 },
  ),
};

async function report(ip: string, operator: string, url: URL) {
  const milliseconds = await ping(ip, url);
  const isThere = milliseconds !== undefined;
  return {
    ip,
    from_operator: operator,
    package_loss: isThere ? '0%' : '100%',
    time: isThere ? `${milliseconds.toFixed(3)}ms` : '',
  };
}

function hostOf(origin: string): string {
  return new URL(origin).hostname.replace(/^\[|\]$/g, '');
}
