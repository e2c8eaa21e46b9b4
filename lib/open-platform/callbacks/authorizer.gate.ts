import { Logger } from '@nestjs/common';
import type { CallbackGate } from '../../callback/callback.gate.js';
import type { ReceivedMessage } from '../../messages/message.reader.js';
import { WechatApiError } from '../../wechat.errors.js';
import { isTransient } from '../../http/retry.js';
import type { Authorizers } from '../authorizations/authorizers.js';

/** So long nobody asks WeChat again about an account that it does not know. */
const UNKNOWN_MS = 60_000;

/**
 * Lets messages through that are for the account of the path. The AppID is not under the signature: somebody could send a
 * genuine message to another account's path, but `ToUserName` is.
 */
export class AuthorizerGate implements CallbackGate {
  private readonly logger = new Logger('OpenPlatform');
  private unknownUntil = 0;

  constructor(
    private readonly authorizers: Authorizers,
    private readonly appId: string,
    /** Original id of the account, where it is known. */
    private userName?: string,
  ) {}

  async admit({ kind, message }: ReceivedMessage): Promise<boolean> {
    this.userName ??= await this.findUserName();
    const { ToUserName } = message;
    if (this.userName !== undefined && ToUserName === this.userName) return true;
    const why = this.userName === undefined ? 'which has not authorized it' : 'and is for another account';
    this.logger.warn(
      `A message of kind ${kind} came by the platform ${this.authorizers.componentAppId} to the path of ${this.appId}, ` +
        `${why}: acknowledged, and no handler hears of it.`,
    );
    return false;
  }

  private async findUserName(): Promise<string | undefined> {
    if (performance.now() < this.unknownUntil) return undefined;
    try {
      const userName = await this.authorizers.userNameOf(this.appId);
      if (userName !== undefined) return userName;
    } catch (error) {
      if (isTransient(error) || !(error instanceof WechatApiError)) throw error;
      this.logger.error(`WeChat does not say whom the messages of ${this.appId} are for: ${error.message}`);
    }
    this.unknownUntil = performance.now() + UNKNOWN_MS;
    return undefined;
  }
}
