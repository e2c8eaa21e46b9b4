export { OpenPlatformModule } from './open-platform.module.js';
export type { OpenPlatformModuleExtras } from './open-platform.module-definition.js';
export type { ComponentOptions, OpenPlatformOptions, OpenPlatformStores } from './open-platform.options.js';
export { openPlatformConfig } from './open-platform.config.js';
export { getOpenPlatformToken, InjectOpenPlatform } from './open-platform.tokens.js';
export { OpenPlatformService, type AuthorizerOptionValue, type AuthorizerRecord } from './open-platform.service.js';
export { ComponentApi } from './component-api.js';
export type { AuthorizerDetails, AuthorizerInfo } from './endpoints/authorizer-info.js';
export type { AuthorizerOptionName } from './endpoints/component.endpoints.js';
export { WechatAuthorizerError } from './open-platform.errors.js';
export type { ImportedAuthorizer } from './authorizations/imported-authorizers.js';
export type { AuthorizeOptions, FinishedAuthorization } from './authorizations/authorization-page.service.js';
export type { AuthorizeChoice, AuthorizePage } from './authorizations/authorize-page-url.js';
export type { TicketPushes } from './ticket-watchdog.js';
export {
  OnAuthorized,
  OnFastRegister,
  OnUnauthorized,
  OnUpdateAuthorized,
  OnVerifyTicket,
  type NoticeOptions,
} from './on-notice.decorators.js';
export {
  AuthorizerStore,
  type Authorization,
  type Authorizer,
  type AuthorizerPage,
} from './stores/authorizer.store.js';
export { VerifyTicketStore, type StoredVerifyTicket, type VerifyTicket } from './stores/verify-ticket.store.js';
