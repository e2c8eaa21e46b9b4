export { WechatModule } from './wechat.module.js';
export type { WechatModuleExtras } from './wechat.module-definition.js';
export type { CallbackMode, DeliveryOptions, WechatOptions } from './wechat.options.js';
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
export { wechatConfig, wechatConfigFor } from './wechat.config.js';
export { getWechatToken, InjectWechat } from './wechat.tokens.js';
export {
  WechatApiError,
  WechatConfigError,
  WechatDecodeError,
  WechatError,
  WechatNetworkError,
  WechatQuotaError,
  WechatReplyError,
  WechatSignatureError,
  WechatStoreError,
  type ApiFailure,
  type SignatureFailure,
} from './wechat.errors.js';
export { WechatAccount } from './account/wechat-account.js';
export { CallbackService, type CallbackRequest, type CallbackResponse } from './callback/callback.service.js';
export type { CallbackBody, CallbackQuery } from './callback/callback-codec.js';
export type { WechatKind, WechatMessageMap } from './messages/kinds/message-map.js';
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
