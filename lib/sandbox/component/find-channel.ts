import type { SandboxAccount } from '../account/sandbox-account.js';
import { ownChannel, type PushChannel } from '../delivery/push-channel.js';
import type { Authorization } from './authorization.js';
import { messageChannel } from './component-channels.js';
import type { Component } from './component.js';

/** A platform, and what an account lets it do. */
export interface Serving {
  readonly component: Component;
  readonly authorization: Authorization;
}

/** Where the messages of an account go: to the platform that has them, otherwise to its own callback. */
export function findChannel(components: readonly Component[], account: SandboxAccount): PushChannel {
  const serving = findServing(components, account);
  return serving ? messageChannel(serving.component, serving.component.messageUrl, account) : ownChannel(account);
}

/** The platform that an account authorized last to have its messages. */
export function findServing(components: readonly Component[], { appId }: SandboxAccount): Serving | undefined {
  let last: Serving | undefined;
  for (const component of components) {
    const authorization = component.authorizations.find(appId);
    if (!authorization?.takesMessages) continue;
    if (!last || authorization.authorizedAt >= last.authorization.authorizedAt) last = { component, authorization };
  }
  return last;
}
