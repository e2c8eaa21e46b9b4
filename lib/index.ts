export { WechatModule } from './wechat.module.js';
export type { WechatModuleExtras } from './wechat.module-definition.js';
export type { CallbackMode, WechatOptions, WechatStores } from './wechat.options.js';
export type { AccessTokenOptions, TokenHubOptions } from './token/token.options.js';
export { TokenService, type AccessToken, type TicketType, type TokenHealth } from './token/token.service.js';
export { WechatApi, type CallOptions } from './api/wechat-api.js';
export type { UploadFile } from './http/upload.js';
export type { FetchFunction, WechatHosts } from './http/wechat-http.js';
export type { RedisClient, RedisOption } from './redis/redis.connection.js';
export {
  CredentialStore,
  type Acquisition,
  type Budget,
  type NewCredential,
  type Refresher,
  type StoredCredential,
} from './credentials/credential.store.js';
export {
  QrcodeService,
  type PermanentQrcodeRequest,
  type Qrcode,
  type TemporaryQrcode,
  type TemporaryQrcodeRequest,
} from './qrcode/qrcode.service.js';
export { QrcodePoolService } from './qrcode/qrcode-pool.service.js';
export type { QrcodePoolOptions } from './qrcode/qrcode-pool.options.js';
export type {
  AcquireOptions,
  FoundQrcode,
  PoolQrcode,
  PoolQrcodeStatus,
  PoolScan,
  QrcodeLease,
  QrcodePoolStats,
} from './qrcode/qrcode-pool.types.js';
export {
  QrcodePoolStore,
  type CodeLease,
  type FoundCode,
  type LeasedCode,
  type LeaseRequest,
  type NoReservation,
  type PoolCounts,
  type PooledCode,
  type PoolRules,
  type Refusal,
  type Reservation,
  type StockGoal,
} from './qrcode/pool/qrcode-pool.store.js';
export { ScanLoginService } from './login/scan-login.service.js';
export type { ScanLoginOptions } from './login/scan-login.options.js';
export type {
  BeginOptions,
  ScanLogin,
  ScanLoginEvent,
  ScanLoginIdentity,
  ScanLoginStatus,
} from './login/scan-login.types.js';
export { OnScanLogin } from './login/on-scan-login.decorator.js';
export { ScanLoginContext, type ScanKind, type ScannedLogin } from './login/scan-login.context.js';
export {
  LoginAttemptStore,
  type LoginAttempt,
  type LoginScan,
  type LoginStanding,
  type LoginState,
  type LoginVerdict,
  type NewLoginAttempt,
} from './login/login-attempt.store.js';
export { OAuthService } from './oauth/oauth.service.js';
export type { OAuthOptions, OAuthSessionOptions } from './oauth/oauth.options.js';
export type {
  AuthorizeUrlOptions,
  OAuthIdentity,
  OAuthLanguage,
  OAuthProfile,
  OAuthScope,
  WebsiteAuthorizeUrlOptions,
} from './oauth/oauth.types.js';
export { MiniProgramSession, type MiniProgramSessionData } from './oauth/mini-program-session.js';
export { UserTokenStore, type UserTokens } from './oauth/user-token.store.js';
export { OAuthExchangeStore, type ExchangeClaim } from './oauth/oauth-exchange.store.js';
export { OAuthGuard, type OAuthGuardOptions } from './oauth/guard/oauth.guard.js';
export type { OAuthGuardScope } from './oauth/guard/guard-scope.js';
export { OAuthUser } from './oauth/guard/oauth-user.decorator.js';
export { OAuthSessions } from './oauth/guard/oauth-sessions.js';
export type { HostRequest, HostResponse } from './oauth/guard/host-http.js';
export { JssdkService } from './jssdk/jssdk.service.js';
export type { JssdkOptions } from './jssdk/jssdk.options.js';
export type {
  AddCardItem,
  AddCardRequest,
  ChooseCardParameters,
  ChooseCardRequest,
  ChooseInvoiceParameters,
  PageSignature,
  SignOptions,
} from './jssdk/jssdk.types.js';
export type { DeliveryOptions } from './delivery/delivery.options.js';
export {
  DeliveryStore,
  type Arrival,
  type MessageClaim,
  type NewDelivery,
  type RunResult,
  type Settlement,
} from './delivery/delivery.store.js';
export type { MessageKey } from './delivery/message-key.js';
export { OnDeliveryFailure } from './delivery/on-delivery-failure.decorator.js';
export { DeliveryFailureContext } from './delivery/delivery-failure.context.js';
export type { ConversationsOptions } from './conversations/conversations.options.js';
export {
  ConversationStore,
  type ConversationChange,
  type ConversationClaim,
  type ConversationKey,
  type OpenQuestion,
  type StoredConversation,
} from './conversations/conversation.store.js';
export { OnAnswer } from './conversations/on-answer.decorator.js';
export { WechatEvents } from './telemetry/wechat-events.js';
export type {
  EventKind,
  WechatApiCallEvent,
  WechatCredentialRefreshEvent,
  WechatDuplicateEvent,
  WechatEvent,
  WechatLateReplyEvent,
  WechatMessageEvent,
  WechatOverrunEvent,
  WechatQrcodeAcquireEvent,
  WechatQrcodeQuotaEvent,
  WechatQuotaErrorEvent,
} from './telemetry/wechat-event.js';
export { wechatConfig, wechatConfigFor } from './wechat.config.js';
export { getWechatToken, InjectWechat } from './wechat.tokens.js';
export {
  WechatApiError,
  WechatArgumentError,
  WechatConfigError,
  WechatDecodeError,
  WechatError,
  WechatLoginError,
  WechatNetworkError,
  WechatOAuthError,
  WechatPoolExhaustedError,
  WechatQuotaError,
  WechatReplyError,
  WechatSessionError,
  WechatSignatureError,
  WechatStoreError,
  type ApiFailure,
  type LoginFailure,
  type OAuthRemedy,
  type SignatureFailure,
} from './wechat.errors.js';
export { WechatAccount } from './account/wechat-account.js';
export { CallbackService, type CallbackRequest, type CallbackResponse } from './callback/callback.service.js';
export type { CallbackBody, CallbackQuery } from './callback/callback-codec.js';
export type { AnswerKind, WechatKind, WechatMessageMap } from './messages/kinds/message-map.js';
export {
  On,
  OnClick,
  OnImage,
  OnLink,
  OnLocation,
  OnMessage,
  OnScan,
  OnShortVideo,
  OnSubscribe,
  OnText,
  OnUnsubscribe,
  OnVideo,
  OnView,
  OnVoice,
  type HandlerArguments,
  type HandlerDecorator,
  type HandlerOptions,
  type HandlerResult,
} from './messages/on.decorator.js';
export type { AskOptions, LateReply } from './messages/message-life.js';
export { Account, Ctx, Match, Message, OpenId, Scene } from './messages/param.decorators.js';
export {
  Reply,
  type AcknowledgeReply,
  type Article,
  type ImageReply,
  type MusicReply,
  type NewsReply,
  type TextReply,
  type TransferCustomerServiceReply,
  type VideoReply,
  type VoiceReply,
} from './messages/reply.js';
export { WechatContext, WechatExecutionContext } from './messages/wechat-context.js';
