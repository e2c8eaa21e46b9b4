import type { SandboxAccount } from '../account/sandbox-account.js';
import { ownChannel, type PushChannel } from '../delivery/push-channel.js';
import type { Authorization } from './authorization.js';
import { APPID_PLACEHOLDER } from './component.options.js';
import type { SandboxComponent } from './sandbox-component.js';

type Platform = Pick<SandboxComponent, 'componentAppId' | 'token' | 'aesKey'>;

/** Where a platform is told of tickets and authorizations. */
export function eventChannel(platform: Platform, url: string | undefined): PushChannel {
  return { ...sealOf(platform), url, addressee: { AppId: platform.componentAppId } };
}

/** Where a platform gets what people send to an account: with the platform's own key, and its own AppID inside. */
export function messageChannel(
  platform: Platform,
  url: string | undefined,
  { appId, originalId }: Pick<SandboxAccount, 'appId' | 'originalId'>,
): PushChannel {
  const ofAccount = url?.replaceAll(APPID_PLACEHOLDER, appId);
  return { ...sealOf(platform), url: ofAccount, addressee: { ToUserName: originalId } };
}

/** Where the messages of an account go: to the platform that it authorized last to have them, otherwise to its own callback. */
export function findChannel(components: readonly SandboxComponent[], account: SandboxAccount): PushChannel {
  let served: { readonly component: SandboxComponent; readonly authorization: Authorization } | undefined;
  for (const component of components) {
    const authorization = component.authorizations.find(account.appId);
    if (!authorization?.takesMessages) continue;
    if (!served || authorization.authorizedAt >= served.authorization.authorizedAt)
      served = { component, authorization };
  }
  return served ? messageChannel(served.component, served.component.messageUrl, account) : ownChannel(account);
}

function sealOf({ componentAppId: receiver, token, aesKey }: Platform) {
  return { receiver, token, aesKey, mode: 'safe', dataFormat: 'xml' } as const;
}
