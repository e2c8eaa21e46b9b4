import { Injectable } from '@nestjs/common';
import { WechatConfigError } from '../wechat.errors.js';
import type { TokenHealth } from '../token/token.service.js';
import type { WechatAccount } from './wechat-account.js';

/** An account, or accounts known only at run time, as the application registered them. */
export interface AccountRegistration {
  readonly name: string;
  /** `undefined` where the accounts are known only at run time. */
  readonly account: WechatAccount | undefined;
  /** Path of the callback's route; `undefined` where it has none. */
  readonly path: string | undefined;
  /** Paths of its other routes. */
  readonly otherPaths: readonly string[];
  /** Whether the callback's route answers anything but 404. */
  readonly hasCallback: boolean;
  readonly globalEnhancers: boolean;
  /** Looks at what it needs beside its accounts; left out where that is nothing. Never rejects. */
  readonly inspect?: (() => Promise<readonly RegistrationHealth[]>) | undefined;
}

/** Whether a part of a registration can do its work. */
export interface RegistrationHealth extends TokenHealth {
  readonly name: string;
  /** Whether WeChat pushes the tickets that the token is made from. */
  readonly tickets: 'on time' | 'late' | 'none yet' | 'unknown';
}

/** The accounts of one application. */
@Injectable()
export class AccountRegistry {
  private readonly registrations = new Map<string, AccountRegistration>();

  /** @throws WechatConfigError where the name or the path is taken */
  add(registration: AccountRegistration): void {
    const { name } = registration;
    if (this.registrations.has(name)) {
      throw new WechatConfigError(
        `The WeChat account '${name}' is registered twice. Give the second WechatModule registration another name.`,
      );
    }
    const twin = this.all().find(other => findClash(registration, other) !== undefined);
    if (twin !== undefined) {
      throw new WechatConfigError(
        `The WeChat accounts '${twin.name}' and '${name}' both use the path '${findClash(registration, twin)}'. ` +
          `Give one of them another path, for example path: 'wechat/${name}'.`,
      );
    }
    const paths = pathsOf(registration);
    const twice = paths.find((path, index) => paths.indexOf(path) !== index);
    if (twice !== undefined) {
      throw new WechatConfigError(
        `The WeChat account '${name}' has two routes at the path '${twice}'. Give one of them another path.`,
      );
    }
    this.registrations.set(name, registration);
  }

  all(): AccountRegistration[] {
    return [...this.registrations.values()];
  }
}

/** A path of both, where one route would be hidden behind the other. Two callbacks that only answer 404 may share one. */
function findClash(one: AccountRegistration, other: AccountRegistration): string | undefined {
  const isSilent = ({ path, hasCallback }: AccountRegistration, at: string): boolean => path === at && !hasCallback;
  return pathsOf(one).find(at => pathsOf(other).includes(at) && !(isSilent(one, at) && isSilent(other, at)));
}

function pathsOf({ path, otherPaths }: AccountRegistration): readonly string[] {
  return path === undefined ? otherPaths : [path, ...otherPaths];
}
