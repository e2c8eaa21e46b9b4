import { Injectable } from '@nestjs/common';
import { WechatConfigError } from '../wechat.errors.js';
import type { WechatAccount } from './wechat-account.js';

/** An account as the application registered it. */
export interface AccountRegistration {
  readonly account: WechatAccount;
  /** Path of the route; `undefined` where it has none. */
  readonly path: string | undefined;
  /** Whether the route answers anything but 404. */
  readonly hasCallback: boolean;
  readonly globalEnhancers: boolean;
}

/** The accounts of one application. */
@Injectable()
export class AccountRegistry {
  private readonly registrations = new Map<string, AccountRegistration>();

  /** @throws WechatConfigError where the name or the path is taken */
  add(registration: AccountRegistration): void {
    const { name } = registration.account;
    if (this.registrations.has(name)) {
      throw new WechatConfigError(
        `The WeChat account '${name}' is registered twice. Give the second WechatModule registration another name.`,
      );
    }
    const twin = this.findTwin(registration);
    if (twin !== undefined) {
      throw new WechatConfigError(
        `The WeChat accounts '${twin.account.name}' and '${name}' both use the path '${registration.path}'. ` +
          `Give one of them another path, for example path: 'wechat/${name}'.`,
      );
    }
    this.registrations.set(name, registration);
  }

  all(): AccountRegistration[] {
    return [...this.registrations.values()];
  }

  /** Two accounts that only answer 404 may share a path; one with a token may not be hidden behind another. */
  private findTwin({ path, hasCallback }: AccountRegistration): AccountRegistration | undefined {
    if (path === undefined) return undefined;
    return this.all().find(other => other.path === path && (hasCallback || other.hasCallback));
  }
}
