import type { ApiEndpoint, ApiTable } from './endpoint.js';
import { authorizerEndpoints } from './endpoints/authorizer.endpoints.js';
import { authorizerOptionEndpoints } from './endpoints/authorizer-option.endpoints.js';
import { blacklistEndpoints } from './endpoints/blacklist.endpoints.js';
import { componentOAuthEndpoints } from './endpoints/component-oauth.endpoints.js';
import { componentTokenEndpoints } from './endpoints/component-token.endpoints.js';
import { materialEndpoints } from './endpoints/material.endpoints.js';
import { mediaEndpoints } from './endpoints/media.endpoints.js';
import { menuEndpoints } from './endpoints/menu.endpoints.js';
import { miniProgramEndpoints } from './endpoints/mini-program.endpoints.js';
import { networkEndpoints } from './endpoints/network.endpoints.js';
import { oauthEndpoints } from './endpoints/oauth.endpoints.js';
import { kefuAccountEndpoints } from './endpoints/kefu-account.endpoints.js';
import { kefuEndpoints } from './endpoints/kefu.endpoints.js';
import { massManagementEndpoints } from './endpoints/mass-management.endpoints.js';
import { massEndpoints } from './endpoints/mass.endpoints.js';
import { openAccountEndpoints } from './endpoints/open-account.endpoints.js';
import { qrcodeEndpoints } from './endpoints/qrcode.endpoints.js';
import { createQuotaEndpoints } from './endpoints/quota.endpoints.js';
import { ridEndpoints } from './endpoints/rid.endpoints.js';
import { shortenEndpoints } from './endpoints/shorten.endpoints.js';
import { subscribeTemplateEndpoints } from './endpoints/subscribe-template.endpoints.js';
import { subscribeEndpoints } from './endpoints/subscribe.endpoints.js';
import { templateMessageEndpoints } from './endpoints/template-message.endpoints.js';
import { templateEndpoints } from './endpoints/template.endpoints.js';
import { tagEndpoints } from './endpoints/tag.endpoints.js';
import { tokenEndpoints } from './endpoints/token.endpoints.js';
import { userEndpoints } from './endpoints/user.endpoints.js';

/** Every path that the sandbox plays. */
export const ENDPOINTS: ApiTable = {
  ...authorizerEndpoints,
  ...authorizerOptionEndpoints,
  ...blacklistEndpoints,
  ...componentOAuthEndpoints,
  ...componentTokenEndpoints,
  ...materialEndpoints,
  ...mediaEndpoints,
  ...menuEndpoints,
  ...miniProgramEndpoints,
  ...networkEndpoints,
  ...oauthEndpoints,
  ...kefuAccountEndpoints,
  ...kefuEndpoints,
  ...massManagementEndpoints,
  ...massEndpoints,
  ...openAccountEndpoints,
  ...qrcodeEndpoints,
  ...subscribeTemplateEndpoints,
  ...subscribeEndpoints,
  ...templateMessageEndpoints,
  ...templateEndpoints,
  ...createQuotaEndpoints(find),
  ...ridEndpoints,
  ...shortenEndpoints,
  ...tagEndpoints,
  ...tokenEndpoints,
  ...userEndpoints,
};

function find(path: string): ApiEndpoint | undefined {
  return Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
}
