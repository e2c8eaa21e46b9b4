import type { AesKey } from '../../callback/aes-key.js';
import type { SandboxAccount } from '../account/sandbox-account.js';
import type { SandboxMode } from '../sandbox.options.js';

/** Where pushes go, and the form they have there. */
export interface PushChannel {
  /** `undefined` where there is no callback, so that nothing is sent. */
  readonly url: string | undefined;
  readonly token: string;
  readonly mode: SandboxMode;
  readonly dataFormat: 'xml' | 'json';
  /** Encrypts pushes and decrypts answers; none in plain mode. */
  readonly aesKey: AesKey | undefined;
  /** AppID at the end of what is encrypted: the account's own, or that of the third-party platform which serves it. */
  readonly receiver: string;
  /** What stands beside a ciphertext: `ToUserName`, or `AppId` for what a platform is told of itself. */
  readonly addressee: Readonly<Record<string, string>>;
}

/** An account's own callback. */
export function ownChannel(account: SandboxAccount): PushChannel {
  const { callbackUrl: url, token, mode, dataFormat, aesKey, appId: receiver, originalId: ToUserName } = account;
  return { url, token, mode, dataFormat, aesKey, receiver, addressee: { ToUserName } };
}
