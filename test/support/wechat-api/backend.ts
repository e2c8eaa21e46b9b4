import { Clock } from './clock.js';
import { wechatError } from './errors.js';
import { Quotas, type QuotaLimits } from './quotas.js';
import type { Reply, Script } from './replies.js';
import type { WechatRequest } from './requests.js';
import { Tickets } from './tickets.js';
import { TokenEndpoints, type WechatApiAccount } from './token-endpoints.js';
import { Tokens, type TokenRules } from './tokens.js';

/** The account there is unless others are named. */
export const API_ACCOUNT: WechatApiAccount = {
  appId: 'wx1a2b3c4d5e6f7081',
  secret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
};

/** WeChat's accounts and rules. */
export interface WechatApiOptions extends Partial<TokenRules> {
  /** Default: `API_ACCOUNT` alone. */
  readonly accounts?: readonly WechatApiAccount[];
  readonly quotas?: QuotaLimits;
  /** The addresses that may ask for tokens. Default: all. */
  readonly whitelist?: readonly string[];
}

/** All that WeChat knows and decides, apart from HTTP and faults. */
export class Backend {
  readonly clock = new Clock();
  readonly tokens: Tokens;
  readonly tokenEndpoints: TokenEndpoints;
  readonly scripts = new Map<string, Script>();
  readonly #tickets = new Tickets(this.clock);

  constructor(options: WechatApiOptions) {
    const { accounts = [API_ACCOUNT], quotas = {}, whitelist } = options;
    this.tokens = new Tokens(this.clock, {
      tokenLifeSeconds: options.tokenLifeSeconds ?? 7200,
      overlapMs: options.overlapMs ?? 300_000,
      stableRenewBeforeSeconds: options.stableRenewBeforeSeconds ?? 300,
      forcedGapSeconds: options.forcedGapSeconds ?? 30,
    });
    this.tokenEndpoints = new TokenEndpoints(accounts, this.tokens, new Quotas(this.clock), quotas, whitelist);
  }

  async answer(request: WechatRequest): Promise<Reply> {
    const token = this.tokenEndpoints.answer(request);
    if (token) return token;
    const refusal = needsToken(request.path) && this.#refuse(request.query['access_token']);
    if (refusal) return refusal;
    const script = this.scripts.get(request.path);
    if (script) return typeof script === 'function' ? script(request) : script;
    if (request.path === '/cgi-bin/ticket/getticket') {
      const appId = this.tokens.owner(String(request.query['access_token'])) ?? '';
      return this.#tickets.answer(appId, request.query['type']);
    }
    return { errcode: 0, errmsg: 'ok' };
  }

  #refuse(token: string | readonly string[] | undefined) {
    if (!token) return wechatError(41001);
    const state = this.tokens.state(String(token));
    if (state === 'alive') return undefined;
    return wechatError(state === 'expired' ? 42001 : 40001);
  }
}

/** Tokens of users and of components are others than an account's, and `clear_quota/v2` takes the secret. */
function needsToken(path: string): boolean {
  return !path.startsWith('/sns/') && !path.startsWith('/cgi-bin/component/') && path !== '/cgi-bin/clear_quota/v2';
}
