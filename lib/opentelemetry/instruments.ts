import { ValueType, type Counter, type Histogram, type Meter } from '@opentelemetry/api';
import type { WechatEvent } from '../telemetry/wechat-event.js';
import type { OperationType } from '../telemetry/wechat-operation.js';

/** Events that are counted, because they take no time. */
export type CountedType = Exclude<WechatEvent['type'], OperationType | 'qrcode-quota'>;

/** In seconds, as OpenTelemetry's conventions for messaging have them. */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** How long each kind of operation takes, in seconds. */
export function createHistograms(meter: Meter): Readonly<Record<OperationType, Histogram>> {
  const create = (name: string, description: string): Histogram =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries: BOUNDARIES } });
  return {
    message: create('messaging.process.duration', 'How long the handlers of a message took.'),
    'api-call': create('wechat.api.call.duration', 'How long a call of an API took, with all its attempts.'),
    'credential-refresh': create('wechat.credential.refresh.duration', 'How long a token or a ticket took to fetch.'),
    'qrcode-acquire': create('wechat.qrcode.acquire.duration', 'How long the pool took to lease a QR code.'),
  };
}

/** How often the rest happens. */
export function createCounters(meter: Meter): Readonly<Record<CountedType, Counter>> {
  const create = (name: string, unit: string, description: string): Counter =>
    meter.createCounter(name, { unit, description, valueType: ValueType.INT });
  return {
    duplicate: create('wechat.delivery.duplicates', '{delivery}', 'Deliveries that were answered without another run.'),
    overrun: create('wechat.delivery.overruns', '{delivery}', 'Deliveries that ended before there was an answer.'),
    'late-reply': create('wechat.reply.late', '{reply}', 'Replies that came when WeChat waited for them no more.'),
    'quota-error': create('wechat.quota.errors', '{error}', 'Refusals because a quota is used up.'),
  };
}
