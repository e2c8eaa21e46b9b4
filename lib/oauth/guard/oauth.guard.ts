import { Injectable, type CanActivate, type ExecutionContext, type OnModuleInit, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { WechatAccount } from '../../account/wechat-account.js';
import { isOwnRoute } from '../../callback/own-route.js';
import { WechatConfigError } from '../../wechat.errors.js';
import { DEFAULT_ACCOUNT, getWechatToken } from '../../wechat.tokens.js';
import { OAuthService } from '../oauth.service.js';
import { OAUTH_GUARD_SCOPES, type OAuthGuardScope } from './guard-scope.js';
import type { PageRequest, PageResponse } from './host-http.js';
import { OAuthGate } from './oauth-gate.js';
import { setOAuthUser } from './oauth-user.decorator.js';
import { cookieSigning } from './signed-cookies.js';

/** Whom a guarded page asks, and for what. */
export interface OAuthGuardOptions {
  /** Name of the account. Default: the account that has none. */
  readonly account?: string | undefined;
  /** Default: `snsapi_base`. */
  readonly scope?: OAuthGuardScope | undefined;
}

/**
 * Lets those pass whom WeChat has named; the others are sent to WeChat and come back to where they were. Calls of scripts get
 * 401 instead. `@OAuthUser()` is who it is.
 *
 * ```ts
 * @UseGuards(OAuthGuard)
 * @UseGuards(OAuthGuard.with({ account: 'site', scope: 'snsapi_login' }))
 * ```
 *
 * The account needs the option `publicUrl`. Answers: 401 where somebody has to open the page again, 403 where they declined or
 * look at a snapshot, 503 where WeChat does not answer, each with a `WechatOAuthError` as its `cause`, and 414 for addresses
 * above 2,048 characters. Parameters `code`, and `state` of 32 hex digits, are WeChat's: pages have to name theirs otherwise.
 *
 * Extend it to let some routes through: `canActivate(context)` of yours decides whether to call this one. For accounts that are
 * known only at run time extend it with `accountOf(request)`.
 */
@Injectable()
export class OAuthGuard implements CanActivate, OnModuleInit {
  protected readonly options: OAuthGuardOptions = {};
  private readonly gates = new WeakMap<OAuthService, OAuthGate>();
  private own: OAuthService | undefined;

  /**
   * Whose page is asked for, where that is known only at run time: the account of an authorizer, or of `WechatAccounts`. Left
   * out, it is the option `account`.
   */
  protected accountOf?(request: PageRequest): WechatAccount | Promise<WechatAccount>;

  constructor(private readonly modules: ModuleRef) {}

  /** The guard for another account, or another scope. */
  static with(options: OAuthGuardOptions): Type<OAuthGuard> {
    class ConfiguredOAuthGuard extends OAuthGuard {
      protected override readonly options = options;
    }
    return ConfiguredOAuthGuard;
  }

  /** @throws WechatConfigError where the account is unknown, or an option is missing */
  onModuleInit(): void {
    if (this.accountOf === undefined) this.open(this.findOwn());
  }

  /** Official documents: 网页授权, 网站应用微信登录. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const type = context.getType();
    if (type !== 'http') {
      throw new WechatConfigError(`OAuthGuard guards routes of HTTP, and was put on something of type '${type}'.`);
    }
    if (isOwnRoute(context.getClass())) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<PageRequest>();
    const oauth = this.accountOf === undefined ? this.findOwn() : (await this.accountOf(request)).oauth;
    setOAuthUser(request, await this.open(oauth).admit(request, http.getResponse<PageResponse>()));
    return true;
  }

  /** Nest tells only what it makes once of the beginning; a guard that it makes for every request begins here. */
  private findOwn(): OAuthService {
    return (this.own ??= findService(this.modules, this.options.account ?? DEFAULT_ACCOUNT));
  }

  private open(oauth: OAuthService): OAuthGate {
    const gate = this.gates.get(oauth) ?? createGate(oauth, this.options);
    this.gates.set(oauth, gate);
    return gate;
  }
}

function createGate(oauth: OAuthService, { scope = 'snsapi_base' }: OAuthGuardOptions): OAuthGate {
  const { account } = oauth.parts;
  const about = `OAuthGuard of the WeChat account '${account}'`;
  if (!OAUTH_GUARD_SCOPES.includes(scope)) {
    throw new WechatConfigError(`${about} has the scope '${scope}'. Choose one of ${OAUTH_GUARD_SCOPES.join(', ')}.`);
  }
  const { publicUrl } = oauth.parts.options;
  const signing = cookieSigning(account, oauth.parts.options);
  if (publicUrl === undefined) {
    throw new WechatConfigError(
      `${about} does not know where WeChat sends people back to. Set the option publicUrl, such as https://www.example.com.`,
    );
  }
  if (signing.key === undefined) {
    throw new WechatConfigError(`${about} has nothing to sign cookies with. Set the option appSecret.`);
  }
  return new OAuthGate({ oauth, scope, publicUrl, signing });
}

function findService(modules: ModuleRef, account: string): OAuthService {
  try {
    return modules.get<OAuthService>(getWechatToken(OAuthService, account), { strict: false });
  } catch (error) {
    throw new WechatConfigError(
      `OAuthGuard is for a WeChat account '${account}' that is not registered. Import WechatModule with that name, or ` +
        'correct OAuthGuard.with({ account }).',
      { cause: error },
    );
  }
}
