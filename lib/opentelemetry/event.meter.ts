import { metrics, type Attributes } from '@opentelemetry/api';
import type { WechatEvent } from '../telemetry/wechat-event.js';
import { SCOPE } from './attributes.js';
import { beginningOf, endOf, factsOf } from './event-attributes.js';
import { createCounters, createHistograms } from './instruments.js';
import { QuotaGauge } from './quota.gauge.js';

/** Counts and measures what happens. */
export class EventMeter {
  private readonly meter = metrics.getMeter(SCOPE);
  private readonly histograms = createHistograms(this.meter);
  private readonly counters = createCounters(this.meter);
  private readonly quota = new QuotaGauge(this.meter);

  record(event: WechatEvent): void {
    if ('durationMs' in event) {
      const attributes = { ...beginningOf(event), ...endOf(event) };
      this.histograms[event.type].record(event.durationMs / 1000, withoutUndefined(attributes));
    } else if (event.type === 'qrcode-quota') {
      this.quota.record(event);
    } else {
      this.counters[event.type].add(1, withoutUndefined(factsOf(event)));
    }
  }

  /** Nobody is told of quotas any more. */
  close(): void {
    this.quota.close();
  }
}

/** An attribute without a value would still tell measurements apart. */
function withoutUndefined(attributes: Attributes): Attributes {
  const defined: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) defined[name] = value;
  return defined;
}
