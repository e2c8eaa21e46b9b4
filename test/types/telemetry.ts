// Compiled by `npm run typecheck`: every expected error has to be one, and nothing else may be.
import type { DynamicModule, Type } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { WechatEvent, WechatEvents, WechatMessageEvent } from 'nestjs-wechat';
import { WechatOpenTelemetryModule } from 'nestjs-wechat/opentelemetry';

export function listen(events: WechatEvents): Observable<WechatEvent> {
  // @ts-expect-error -- events are told by the package alone
  events.stream.next({ type: 'message' });
  // @ts-expect-error -- the stream is not to be replaced
  events.stream = events.stream.pipe();
  return events.stream;
}

/** Every type has its own fields, and there is no other type. */
export function describe(event: WechatEvent): string | number {
  const about: string = `${event.account} ${event.appId}`;
  // @ts-expect-error -- only some events take time
  const { durationMs } = event;
  switch (event.type) {
    case 'message': {
      const outcome: 'replied' | 'silent' | 'failed' | 'timed out' | 'lost' = event.outcome;
      return `${event.kind} ${outcome} ${event.error ?? ''}`;
    }
    case 'duplicate':
      return event.attempt + Number(event.replied);
    case 'overrun':
      // @ts-expect-error -- an overrun has no reply
      return event.outcome === 'replied' ? 0 : event.attempt;
    case 'late-reply':
      return `${event.reply} ${event.outcome} ${event.errcode ?? ''} ${event.messages}`;
    case 'api-call':
      return `${event.method} ${event.origin}${event.endpoint} ${event.rid ?? ''} ${event.attempts + event.durationMs}`;
    case 'quota-error':
      return `${event.by} ${event.endpoint} ${event.errcode}`;
    case 'credential-refresh':
      return `${event.credential} ${event.outcome}`;
    case 'qrcode-acquire':
      return event.made ? (event.quotaLeft ?? 0) : event.outcome;
    case 'qrcode-quota':
      return event.left / event.limit + event.resetsAt.getTime();
    default: {
      const nothing: never = event;
      return `${String(nothing)} ${about} ${String(durationMs)}`;
    }
  }
}

/** Nobody finds a person or a text in it. */
export function search(event: WechatMessageEvent): unknown {
  // @ts-expect-error -- no event says who a person is
  return event.openId;
}

// @ts-expect-error -- what has happened is not to be changed
export const change = (event: WechatMessageEvent): unknown => (event.outcome = 'replied');

export const imports: (Type | DynamicModule)[] = [WechatOpenTelemetryModule];
