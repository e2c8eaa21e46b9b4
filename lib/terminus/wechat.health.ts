import { Injectable, Module } from '@nestjs/common';
import { HealthIndicatorService, TerminusModule, type HealthIndicatorResult } from '@nestjs/terminus';
import { AccountRegistry, type AccountRegistration, type RegistrationHealth } from '../account/account.registry.js';
import type { TokenHealth } from '../token/token.service.js';

/** Tells `@nestjs/terminus` whether the accounts of the application can call WeChat. */
@Injectable()
export class WechatHealthIndicator {
  constructor(
    private readonly accounts: AccountRegistry,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /**
   * Looks at every account, without a call of WeChat: `down` where a token that was in use has died, `degraded` (`down`
   * with terminus 11, which knows no other word) where a store does not answer and calls go on without it. A token that
   * nobody has needed yet is no fault. A third-party platform is `down` as well where WeChat has not pushed a ticket for 30
   * minutes.
   */
  async isHealthy<const Key extends string>(key: Key): Promise<HealthIndicatorResult<Key>> {
    const found = (await Promise.all(this.accounts.all().map(look))).flat();
    const details = Object.fromEntries(found.map(([name, health]) => [name, describe(health)]));
    const indicator = this.indicators.check(key);
    if (found.some(([, { token, tickets }]) => token === 'dead' || tickets === 'late')) return indicator.down(details);
    if (found.every(([, { store }]) => store === 'up')) return indicator.up(details);
    // Terminus 11 lacks it, whatever the types of 12 say.
    const degraded = indicator.degraded as typeof indicator.degraded | undefined;
    return degraded === undefined ? indicator.down(details) : indicator.degraded(details);
  }
}

/** An account, or a platform. */
type Health = TokenHealth & Partial<Pick<RegistrationHealth, 'tickets'>>;

async function look({ account, inspect }: AccountRegistration): Promise<(readonly [string, Health])[]> {
  const others = (await inspect?.()) ?? [];
  const parts = others.map(part => [part.name, part] as const);
  return account === undefined ? parts : [[account.name, await account.tokens.inspect()], ...parts];
}

function describe({ store, token, tickets, expiresAt }: Health): Record<string, string> {
  return {
    store,
    token,
    ...(tickets === undefined ? {} : { tickets }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
  };
}

/** Provides `WechatHealthIndicator`. Import it beside `TerminusModule`. */
@Module({
  imports: [TerminusModule],
  providers: [WechatHealthIndicator],
  exports: [WechatHealthIndicator],
})
export class WechatHealthModule {}
