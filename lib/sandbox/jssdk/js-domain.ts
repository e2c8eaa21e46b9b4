import type { SandboxAccount } from '../account/sandbox-account.js';

/** Whether an address is on one of the account's JS接口安全域名; without any, all http addresses are. */
export function isOnJsDomain(address: string, { jsDomains }: SandboxAccount): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, hostname } = new URL(address);
  if (!/^https?:$/.test(protocol)) return false;
  if (jsDomains === undefined) return true;
  // WeChat takes no ports there; applications under test have some.
  return jsDomains
    .map(domain => domain.toLowerCase())
    .some(domain => host === domain || hostname === domain || hostname.endsWith(`.${domain}`));
}
