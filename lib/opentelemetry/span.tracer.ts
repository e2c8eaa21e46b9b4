import { context, SpanKind, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';
import type { OperationSpan, OperationTracer } from '../telemetry/operation-tracer.js';
import type { OperationEvent, WechatOperation } from '../telemetry/wechat-operation.js';
import { ATTRIBUTE, SCOPE } from './attributes.js';
import { beginningOf, endOf, errorTypeOf } from './event-attributes.js';

/** Makes a span of every operation, a child of whatever runs where it begins. */
export class SpanTracer implements OperationTracer {
  private readonly tracer = trace.getTracer(SCOPE);

  begin(operation: WechatOperation): OperationSpan {
    const parent = context.active();
    const attributes = { ...beginningOf(operation), ...detailsOf(operation) };
    const span = this.tracer.startSpan(nameOf(operation), { kind: kindOf(operation), attributes }, parent);
    const own = trace.setSpan(parent, span);
    return { within: run => context.with(own, run), end: event => end(span, event) };
  }
}

function end(span: Span, event: OperationEvent): void {
  if (span.isRecording()) {
    span.setAttributes({ ...endOf(event), ...endDetailsOf(event) });
    if (errorTypeOf(event) !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

/** As OpenTelemetry's conventions have it, where there are any. */
function nameOf(operation: WechatOperation): string {
  switch (operation.type) {
    case 'message':
      return `process ${operation.account}`;
    case 'api-call':
      return `${operation.method} ${operation.endpoint}`;
    case 'credential-refresh':
      return `refresh ${operation.credential}`;
    default:
      return 'acquire QR code';
  }
}

function kindOf({ type }: WechatOperation): SpanKind {
  if (type === 'message') return SpanKind.CONSUMER;
  return type === 'api-call' ? SpanKind.CLIENT : SpanKind.INTERNAL;
}

/** What is too fine for measurements, of which there would be too many kinds. */
function detailsOf(operation: WechatOperation): Attributes {
  const appId = { [ATTRIBUTE.appId]: operation.appId };
  if (operation.type !== 'message') return appId;
  return { ...appId, [ATTRIBUTE.operationType]: 'process', [ATTRIBUTE.deliveryAttempt]: operation.attempt };
}

function endDetailsOf(event: OperationEvent): Attributes {
  if (event.type === 'api-call') return { [ATTRIBUTE.attempts]: event.attempts, [ATTRIBUTE.rid]: event.rid };
  return event.type === 'qrcode-acquire' ? { [ATTRIBUTE.quotaLeft]: event.quotaLeft } : {};
}
