import type { SandboxAccount } from '../account/sandbox-account.js';
import { ownChannel, type PushChannel } from '../delivery/push-channel.js';
import type { Authorization } from './authorization.js';
import { messageChannel } from './component-channels.js';
import type { Component } from './component.js';

/** Where the messages of an account go: to the platform that it authorized last to have them, otherwise to its own callback. */
export function findChannel(components: readonly Component[], account: SandboxAccount): PushChannel {
  let served: { readonly component: Component; readonly authorization: Authorization } | undefined;
  for (const component of components) {
    const authorization = component.authorizations.find(account.appId);
    if (!authorization?.takesMessages) continue;
    if (!served || authorization.authorizedAt >= served.authorization.authorizedAt)
      served = { component, authorization };
  }
  return served ? messageChannel(served.component, served.component.messageUrl, account) : ownChannel(account);
}
