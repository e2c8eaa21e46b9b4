import type { SandboxAccount } from '../../account/sandbox-account.js';
import { dailyLimitOf } from '../../api/call-quota.js';
import { ENDPOINTS } from '../../api/endpoint-table.js';
import type { AccountView } from '../console.types.js';

/** So many of the newest tokens are listed. */
const TOKENS = 5;

/** An account with its secrets, newest tokens and counters. */
export function toAccountView(account: SandboxAccount, origin: string): AccountView {
  const { appId, nickname, type, appSecret, token, encodingAESKey, mode, dataFormat, originalId } = account;
  return {
    appId,
    nickname,
    type,
    appSecret,
    token,
    encodingAESKey,
    mode,
    dataFormat,
    originalId,
    origin,
    callbackUrl: account.callbackUrl,
    ipWhitelist: account.ipWhitelist,
    oauthDomain: account.oauthDomain,
    tokens: account.accessTokens.list().slice(-TOKENS).toReversed(),
    quotas: account.quotas.today().map(({ path, used }) => ({ path, used, limit: findLimit(account, path) })),
  };
}

function findLimit(account: SandboxAccount, path: string): number | undefined {
  const limit = dailyLimitOf(account, path, ENDPOINTS[path] ?? {});
  return Number.isFinite(limit) ? limit : undefined;
}
