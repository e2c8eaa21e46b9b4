import type { WechatKind } from '../messages/kinds/message-map.js';
import { handler, type HandlerDecorator, type HandlerOptions } from '../messages/on.decorator.js';
import type { CredentialContext } from './credential.context.js';

/** Topic of the handlers of tokens and tickets. */
export const CREDENTIAL = 'credential';

/**
 * Hears that a token or a ticket was replaced, or that it could not be (`context.error`): once for all processes that share a
 * store, in the one that fetched it. The secret itself is at `context.account.tokens`. What it returns is ignored.
 */
export function OnCredential(
  options?: Pick<HandlerOptions, 'account'>,
): HandlerDecorator<WechatKind, CredentialContext> {
  return handler<WechatKind, CredentialContext>('OnCredential', [CREDENTIAL], [options]);
}
