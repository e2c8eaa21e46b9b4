import { hash } from 'node:crypto';
import { WechatOAuthError } from '../../wechat.errors.js';
import type { OAuthService } from '../oauth.service.js';
import type { OAuthIdentity } from '../oauth.types.js';
import type { BrowserAuthorization } from './authorization-states.js';

/** As long as a nonce lives, and longer than what came of a code is kept. */
const BOUND_MS = 600_000;

/**
 * Finds out whom a code stands for. A nonce is for the first code that comes with it, and a code for the first nonce: they may
 * come together as often as they like, since WeChat's client may open the callback twice, but a code that leaked is worth
 * nothing to another browser, and a nonce that leaked brings nobody else in.
 */
export class CodeRedeemer {
  constructor(private readonly oauth: OAuthService) {}

  /** Rejects as `OAuthService.exchange()` does, and with `WechatOAuthError` where either came with another before. */
  async redeem({ nonce }: BrowserAuthorization, code: string): Promise<OAuthIdentity> {
    const { exchanges, options, account } = this.oauth.parts;
    const digest = hash('sha256', code);
    const ofNonce = `{${options.appId}:${nonce}}:oauth:nonce`;
    const ofCode = `{${options.appId}:${digest}}:oauth:owner`;
    const isFirst =
      (await exchanges.bind(ofNonce, digest, BOUND_MS)) === digest &&
      (await exchanges.bind(ofCode, nonce, BOUND_MS)) === nonce;
    if (!isFirst) {
      throw new WechatOAuthError(
        'authorize-again',
        `OAuth of account '${account}': a state came with a second code, or a code with a second state.`,
      );
    }
    const identity = await this.oauth.exchange(code);
    // The button of the snapshot, 使用完整服务, comes back with the same state and a code of its own.
    if (identity.isSnapshotUser) await exchanges.unbind(ofNonce, digest);
    return identity;
  }
}
