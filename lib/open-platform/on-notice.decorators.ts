import { On } from '../messages/on.decorator.js';
import type { HandlerDecorator, HandlerOptions } from '../messages/on.decorator.js';

/** Which platforms a handler hears, by the name of a registration or by a function. */
export type NoticeOptions = Omit<HandlerOptions, 'late'>;

/**
 * Hears that WeChat pushed a ticket, when it is kept. As with all notices, `context.account` is the platform itself, and nothing
 * is returned.
 */
export function OnVerifyTicket(options?: NoticeOptions): HandlerDecorator<'component.component_verify_ticket'> {
  return On('component.component_verify_ticket', options);
}

/** Hears that an account authorized the platform, when its tokens can be had. */
export function OnAuthorized(options?: NoticeOptions): HandlerDecorator<'component.authorized'> {
  return On('component.authorized', options);
}

/** Hears that an account changed what the platform may do, when its new tokens can be had. */
export function OnUpdateAuthorized(options?: NoticeOptions): HandlerDecorator<'component.updateauthorized'> {
  return On('component.updateauthorized', options);
}

/** Hears that an account took its authorization back, when its tokens are forgotten; not where it authorized the platform again since. */
export function OnUnauthorized(options?: NoticeOptions): HandlerDecorator<'component.unauthorized'> {
  return On('component.unauthorized', options);
}

/** Hears that a mini program was registered, or why not (`status`). */
export function OnFastRegister(options?: NoticeOptions): HandlerDecorator<'component.notify_third_fasteregister'> {
  return On('component.notify_third_fasteregister', options);
}
