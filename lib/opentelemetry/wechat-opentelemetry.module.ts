import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { Telemetry } from '../telemetry/telemetry.js';
import { WechatEvents } from '../telemetry/wechat-events.js';
import { EventMeter } from './event.meter.js';
import { SpanTracer } from './span.tracer.js';

/**
 * Makes spans and measurements of what happens at all accounts of the application, with the tracer and meter providers that
 * are registered at `@opentelemetry/api`. Import it once, beside `WechatModule`. The SDK has to be started before the
 * application is made: a meter provider that comes later measures nothing.
 */
@Module({})
export class WechatOpenTelemetryModule implements OnApplicationShutdown {
  private readonly meter = new EventMeter();

  constructor(
    private readonly telemetry: Telemetry,
    events: WechatEvents,
  ) {
    // Before anybody's `onModuleInit`, which may call WeChat.
    telemetry.trace(new SpanTracer());
    events.stream.subscribe(event => this.meter.record(event));
  }

  onApplicationShutdown(): void {
    this.telemetry.trace(undefined);
    this.meter.close();
  }
}
