import type { SandboxAccount } from '../account/sandbox-account.js';
import type { World } from '../world.js';

/**
 * The domains whose pages may use the JS-SDK for an account: its own JS接口安全域名, and those of the platforms that serve it.
 *
 * @returns `undefined` for any
 */
export function jsDomainsOf(
  { components }: World,
  { appId, jsDomains }: SandboxAccount,
): readonly string[] | undefined {
  if (jsDomains === undefined) return undefined;
  const serving = components.filter(({ authorizations }) => authorizations.find(appId)?.isRevoked === false);
  return [...jsDomains, ...serving.flatMap(({ developmentDomains = [] }) => developmentDomains)];
}

/** Whether an address is on one of the domains; without any, all http addresses are. */
export function isOnJsDomain(address: string, domains: readonly string[] | undefined): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, hostname } = new URL(address);
  if (!/^https?:$/.test(protocol)) return false;
  if (domains === undefined) return true;
  // WeChat takes no ports there; applications under test have some.
  return domains
    .map(domain => domain.toLowerCase())
    .some(domain => host === domain || hostname === domain || hostname.endsWith(`.${domain}`));
}
