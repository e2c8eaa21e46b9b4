import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';
import type { WechatEvent } from './wechat-event.js';

/**
 * What happens at all accounts of the application, for metrics and alarms. Where nobody listens, nothing is put together.
 *
 * ```ts
 * constructor(events: WechatEvents) {
 *   events.stream.subscribe(event => { … });
 * }
 * ```
 */
@Injectable()
export class WechatEvents implements OnApplicationShutdown {
  private readonly subject = new Subject<WechatEvent>();

  /**
   * The events, as they happen: those before a subscription are gone. They are told in the middle of the work, so a listener
   * has to be quick. What it throws is not caught: rxjs reports it as unhandled. Completes when the application has shut down.
   */
  readonly stream: Observable<WechatEvent> = this.subject.asObservable();

  /** @internal Whether anybody listens. */
  get isObserved(): boolean {
    return this.subject.observed;
  }

  /** @internal */
  tell(event: WechatEvent): void {
    this.subject.next(event);
  }

  onApplicationShutdown(): void {
    this.subject.complete();
  }
}
