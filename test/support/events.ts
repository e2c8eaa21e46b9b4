import { onTestFinished } from 'vitest';
import type { WechatEvent, WechatEvents } from 'nestjs-wechat';

/** Collects what is told from now on, until the test ends. */
export function collect({ stream }: WechatEvents): WechatEvent[] {
  const heard: WechatEvent[] = [];
  const subscription = stream.subscribe(event => heard.push(event));
  onTestFinished(() => subscription.unsubscribe());
  return heard;
}

/** Those of one type, oldest first. */
export function ofType<Type extends WechatEvent['type']>(
  events: readonly WechatEvent[],
  type: Type,
): Extract<WechatEvent, { readonly type: Type }>[] {
  return events.filter((event): event is Extract<WechatEvent, { readonly type: Type }> => event.type === type);
}
