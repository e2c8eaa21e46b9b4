import type { AesKey } from '../../callback/aes-key.js';
import type { PushChannel } from '../delivery/push-channel.js';
import { messageUrlOf } from './message-url.js';

/** What a platform is pushed with. */
export interface PlatformSeal {
  readonly componentAppId: string;
  readonly token: string;
  readonly aesKey: AesKey;
}

/** Where a platform is told of tickets and authorizations. */
export function eventChannel(platform: PlatformSeal, url: string | undefined): PushChannel {
  return { ...sealOf(platform), url, addressee: { AppId: platform.componentAppId } };
}

/** Where a platform gets what people send to an account: with the platform's own key, and its own AppID inside. */
export function messageChannel(
  platform: PlatformSeal,
  url: string | undefined,
  { appId, originalId }: { readonly appId: string; readonly originalId: string },
): PushChannel {
  const ofAccount = url === undefined ? undefined : messageUrlOf(url, appId);
  return { ...sealOf(platform), url: ofAccount, addressee: { ToUserName: originalId } };
}

function sealOf({ componentAppId: receiver, token, aesKey }: PlatformSeal) {
  return { receiver, token, aesKey, mode: 'safe', dataFormat: 'xml' } as const;
}
