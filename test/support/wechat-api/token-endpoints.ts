import { wechatError, type WechatError } from './errors.js';
import { DAY_MS, MINUTE_MS, type QuotaLimits, type Quotas } from './quotas.js';
import type { WechatRequest } from './requests.js';
import type { GivenToken, Tokens } from './tokens.js';

/** An account WeChat knows. */
export interface WechatApiAccount {
  readonly appId: string;
  readonly secret: string;
}

type Parameters = Readonly<Record<string, unknown>>;

/** `/cgi-bin/token` and `/cgi-bin/stable_token`. */
export class TokenEndpoints {
  readonly #limits: Required<QuotaLimits>;

  /** `whitelist`: the addresses that may ask for tokens; all, if `undefined`. */
  constructor(
    private readonly accounts: readonly WechatApiAccount[],
    private readonly tokens: Tokens,
    private readonly quotas: Quotas,
    limits: QuotaLimits,
    public whitelist: readonly string[] | undefined,
  ) {
    this.#limits = { tokenPerDay: 2000, stablePerMinute: 10_000, stablePerDay: 500_000, forcedPerDay: 20, ...limits };
  }

  /** The answer to a request for a token; `undefined` if it is for something else. */
  answer(request: WechatRequest): GivenToken | WechatError | undefined {
    if (request.path === '/cgi-bin/token') return this.#classic(request);
    if (request.path === '/cgi-bin/stable_token') return this.#stable(request);
    return undefined;
  }

  #classic({ method, query, ip }: WechatRequest): GivenToken | WechatError {
    if (method !== 'GET') return wechatError(43001);
    const account = this.#authenticate(query, ip);
    if ('errcode' in account) return account;
    const { appId } = account;
    if (!this.quotas.spend(`token ${appId}`, this.#limits.tokenPerDay, DAY_MS)) return wechatError(45009);
    return this.tokens.renewClassic(appId);
  }

  #stable({ method, body, ip }: WechatRequest): GivenToken | WechatError {
    if (method !== 'POST') return wechatError(43002);
    if (body === undefined) return wechatError(44002);
    if (!isParameters(body)) return wechatError(47001);
    const account = this.#authenticate(body, ip);
    if ('errcode' in account) return account;
    const { appId } = account;
    const { stablePerMinute, stablePerDay, forcedPerDay } = this.#limits;
    if (!this.quotas.spend(`stable minute ${appId}`, stablePerMinute, MINUTE_MS)) return wechatError(45011);
    if (!this.quotas.spend(`stable ${appId}`, stablePerDay, DAY_MS)) return wechatError(45009);
    if (body['force_refresh'] !== true) return this.tokens.getStable(appId);
    if (!this.quotas.spend(`forced ${appId}`, forcedPerDay, DAY_MS)) return wechatError(45009);
    return this.tokens.forceStable(appId);
  }

  #authenticate(parameters: Parameters, ip: string): WechatApiAccount | WechatError {
    const { appid, secret, grant_type: grantType } = parameters;
    if (!appid) return wechatError(41002);
    const account = this.accounts.find(({ appId }) => appId === appid);
    if (!account) return wechatError(40013);
    if (!secret) return wechatError(41004);
    if (secret !== account.secret) return wechatError(40125);
    if (grantType !== 'client_credential') return wechatError(40002);
    if (this.whitelist && !this.whitelist.includes(ip)) {
      return wechatError(40164, `invalid ip ${ip} ipv6 ::ffff:${ip}, not in whitelist`);
    }
    return account;
  }
}

function isParameters(body: unknown): body is Parameters {
  return typeof body === 'object' && body !== null && !Array.isArray(body) && !Buffer.isBuffer(body);
}
