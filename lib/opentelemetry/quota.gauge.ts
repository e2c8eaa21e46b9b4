import { ValueType, type Meter, type ObservableGauge, type ObservableResult } from '@opentelemetry/api';
import type { WechatQrcodeQuotaEvent } from '../telemetry/wechat-event.js';
import { ATTRIBUTE } from './attributes.js';

/** How many QR codes the pools may still make today, as far as this process knows: at midnight in Beijing all of them again. */
export class QuotaGauge {
  private readonly gauge: ObservableGauge;
  private readonly known = new Map<string, WechatQrcodeQuotaEvent>();

  constructor(meter: Meter) {
    this.gauge = meter.createObservableGauge('wechat.qrcode.quota.left', {
      unit: '{code}',
      description: 'How many QR codes the pool may still make today.',
      valueType: ValueType.INT,
    });
    this.gauge.addCallback(this.observe);
  }

  record(event: WechatQrcodeQuotaEvent): void {
    this.known.set(event.account, event);
  }

  close(): void {
    this.gauge.removeCallback(this.observe);
  }

  private readonly observe = (result: ObservableResult): void => {
    const now = Date.now();
    for (const { account, left, limit, resetsAt } of this.known.values()) {
      result.observe(now < resetsAt.getTime() ? left : limit, { [ATTRIBUTE.account]: account });
    }
  };
}
