import type { SandboxAccount } from '../../account/sandbox-account.js';
import { findServing } from '../../component/find-channel.js';
import type { World } from '../../world.js';
import { dailyLimitOf } from '../../api/call-quota.js';
import { ENDPOINTS } from '../../api/endpoint-table.js';
import type { AccountView } from '../console.types.js';
import { toTokenViews } from './token.view.js';

/** An account with its secrets, newest tokens and counters. */
export function toAccountView({ origin, components }: World, account: SandboxAccount): AccountView {
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
    servedBy: findServing(components, account)?.component.nickname,
    ipWhitelist: account.ipWhitelist,
    oauthDomain: account.oauthDomain,
    tokens: toTokenViews(account.accessTokens),
    quotas: account.quotas.today().map(({ path, used }) => ({ path, used, limit: findLimit(account, path) })),
  };
}

function findLimit(account: SandboxAccount, path: string): number | undefined {
  const limit = dailyLimitOf(account, path, ENDPOINTS[path] ?? {});
  return Number.isFinite(limit) ? limit : undefined;
}
