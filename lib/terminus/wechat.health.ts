import { Injectable, Module } from '@nestjs/common';
import { HealthIndicatorService, TerminusModule, type HealthIndicatorResult } from '@nestjs/terminus';
import { AccountRegistry } from '../account/account.registry.js';
import type { TokenHealth } from '../token/token.service.js';

/** Tells `@nestjs/terminus` whether the accounts of the application can call WeChat. */
@Injectable()
export class WechatHealthIndicator {
  constructor(
    private readonly accounts: AccountRegistry,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /**
   * Looks at every account, without a call of WeChat: `down` where a store does not answer, or a token that was in use has
   * died. A token that nobody has needed yet is no fault.
   */
  async isHealthy<const Key extends string>(key: Key): Promise<HealthIndicatorResult<Key>> {
    const looks = this.accounts
      .all()
      .map(async ({ account }) => [account.name, await account.tokens.inspect()] as const);
    const found = await Promise.all(looks);
    const details = Object.fromEntries(found.map(([name, health]) => [name, describe(health)]));
    const indicator = this.indicators.check(key);
    return found.every(([, { store, token }]) => store === 'up' && token !== 'dead')
      ? indicator.up(details)
      : indicator.down(details);
  }
}

function describe({ store, token, expiresAt }: TokenHealth): Record<string, string> {
  return { store, token, ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }) };
}

/** Provides `WechatHealthIndicator`. Import it beside `TerminusModule`. */
@Module({
  imports: [TerminusModule],
  providers: [WechatHealthIndicator],
  exports: [WechatHealthIndicator],
})
export class WechatHealthModule {}
