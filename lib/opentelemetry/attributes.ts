/**
 * Names of attributes. Those without `wechat` are OpenTelemetry's own; of the conventions for messaging and for URLs, which
 * are still in development, as of 1.45.
 */
export const ATTRIBUTE = {
  errorType: 'error.type',
  requestMethod: 'http.request.method',
  destination: 'messaging.destination.name',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  messagingSystem: 'messaging.system',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  urlTemplate: 'url.template',
  account: 'wechat.account',
  appId: 'wechat.app_id',
  errcode: 'wechat.errcode',
  rid: 'wechat.rid',
  attempts: 'wechat.api.attempts',
  credential: 'wechat.credential.name',
  deliveryAttempt: 'wechat.delivery.attempt',
  messageKind: 'wechat.message.kind',
  outcome: 'wechat.outcome',
  qrcodeMade: 'wechat.qrcode.made',
  quotaBy: 'wechat.quota.by',
  quotaLeft: 'wechat.qrcode.quota.left',
  replied: 'wechat.delivery.replied',
  replyType: 'wechat.reply.type',
} as const;

/** Who instruments: the name of the tracer and of the meter. */
export const SCOPE = 'nestjs-wechat';

/** Of messages, as OpenTelemetry's conventions for messaging have it. */
export const PROCESSING = {
  [ATTRIBUTE.messagingSystem]: 'wechat',
  [ATTRIBUTE.operationName]: 'process',
} as const;
