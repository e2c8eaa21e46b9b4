import type { Attributes } from '@opentelemetry/api';
import type { WechatEvent } from '../telemetry/wechat-event.js';
import type { OperationEvent, WechatOperation } from '../telemetry/wechat-operation.js';
import { ATTRIBUTE, PROCESSING } from './attributes.js';
import type { CountedType } from './instruments.js';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** What is known of an operation from its beginning, where samplers can go by it. */
export function beginningOf(operation: WechatOperation): Attributes {
  const account = { [ATTRIBUTE.account]: operation.account };
  switch (operation.type) {
    case 'message': {
      const destination = { [ATTRIBUTE.destination]: operation.account };
      return { ...PROCESSING, ...destination, ...account, [ATTRIBUTE.messageKind]: operation.kind };
    }
    case 'api-call': {
      const { protocol, hostname, port } = new URL(operation.origin);
      return {
        ...account,
        [ATTRIBUTE.requestMethod]: operation.method,
        [ATTRIBUTE.serverAddress]: hostname,
        [ATTRIBUTE.serverPort]: port === '' ? DEFAULT_PORTS[protocol] : Number(port),
        [ATTRIBUTE.urlTemplate]: operation.endpoint,
      };
    }
    case 'credential-refresh':
      return { ...account, [ATTRIBUTE.credential]: operation.credential };
    default:
      return account;
  }
}

/** What came of an operation. */
export function endOf(event: OperationEvent): Attributes {
  const error = { [ATTRIBUTE.errorType]: errorTypeOf(event) };
  switch (event.type) {
    case 'message':
      return { [ATTRIBUTE.outcome]: event.outcome, ...error };
    case 'api-call':
      return { [ATTRIBUTE.errcode]: event.errcode, ...error };
    case 'credential-refresh':
      return { [ATTRIBUTE.outcome]: event.outcome, [ATTRIBUTE.errcode]: event.errcode, ...error };
    default:
      return { [ATTRIBUTE.outcome]: event.outcome, [ATTRIBUTE.qrcodeMade]: event.made, ...error };
  }
}

/** The class of a failure; `undefined` where an operation did not fail. */
export function errorTypeOf(event: OperationEvent): string | undefined {
  if (event.type !== 'message') return event.error;
  if (event.outcome === 'timed out') return 'timeout';
  return event.outcome === 'lost' ? 'lost' : event.error;
}

/** What an event that is counted says. */
export function factsOf(event: Extract<WechatEvent, { readonly type: CountedType }>): Attributes {
  const account = { [ATTRIBUTE.account]: event.account };
  switch (event.type) {
    case 'duplicate':
      return { ...account, [ATTRIBUTE.messageKind]: event.kind, [ATTRIBUTE.replied]: event.replied };
    case 'overrun':
      return { ...account, [ATTRIBUTE.messageKind]: event.kind, [ATTRIBUTE.outcome]: event.outcome };
    case 'late-reply':
      return {
        ...account,
        [ATTRIBUTE.messageKind]: event.kind,
        [ATTRIBUTE.replyType]: event.reply,
        [ATTRIBUTE.outcome]: event.outcome,
        [ATTRIBUTE.errcode]: event.errcode,
        [ATTRIBUTE.errorType]: event.error,
      };
    default:
      return {
        ...account,
        [ATTRIBUTE.quotaBy]: event.by,
        [ATTRIBUTE.urlTemplate]: event.endpoint,
        [ATTRIBUTE.errcode]: event.errcode,
      };
  }
}
