import type { DynamicModule, InjectionToken, Provider } from '@nestjs/common';
import { AccountRegistry } from './account/account.registry.js';
import { SharedParts } from './account/shared.parts.js';
import { WechatAccounts } from './account/wechat-accounts.js';
import { createCallbackController, type CallbackAnswerer } from './callback/callback.controller.js';
import { CallbackFactory } from './callback.factory.js';
import { RunTimeAccounts } from './run-time-accounts.js';
import { WechatCoreModule } from './wechat-core.module.js';
import { WechatConfigError } from './wechat.errors.js';
import type { WechatAccountsOptions, WechatOptions } from './wechat.options.js';
import { DEFAULT_ACCOUNT, getWechatToken } from './wechat.tokens.js';

/** What shapes the module. */
interface RunTimeExtras {
  readonly name?: string | undefined;
  readonly path: string;
  readonly isGlobal?: boolean | undefined;
  readonly controllerDecorators?: readonly ClassDecorator[] | undefined;
  readonly globalEnhancers?: boolean | undefined;
}

const PARAMETER = 'account';

/** Whether a path names one of several accounts. */
export function isRunTimePath(path: string): boolean {
  return path.split('/').includes(`:${PARAMETER}`);
}

/** Makes a module of accounts that `resolveAccount` knows: one route for all of them, and `WechatAccounts`. */
export function extendForRunTimeAccounts(
  definition: DynamicModule,
  optionsToken: InjectionToken,
  extras: RunTimeExtras,
): DynamicModule {
  const { name = DEFAULT_ACCOUNT, path, isGlobal = true, controllerDecorators = [], globalEnhancers = false } = extras;
  const accounts = getWechatToken(WechatAccounts, name);
  const answerer = Symbol(`callbacks of the WeChat accounts '${name}'`);
  const providers: Provider[] = [
    {
      provide: accounts,
      inject: [optionsToken, AccountRegistry, SharedParts, CallbackFactory],
      useFactory: (
        options: WechatAccountsOptions | WechatOptions | undefined,
        registry: AccountRegistry,
        shared: SharedParts,
        callbacks: CallbackFactory,
      ) => {
        registry.add({ name, account: undefined, path, otherPaths: [], hasCallback: true, globalEnhancers });
        return new RunTimeAccounts({
          registration: name,
          options: requireResolver(options, name),
          shared,
          createCallback: (account, resolved) => callbacks.create(account, resolved),
        });
      },
    },
    {
      provide: answerer,
      inject: [accounts],
      useFactory: (made: RunTimeAccounts): CallbackAnswerer => ({
        handle: (request, params) => made.handle(params[PARAMETER] ?? '', request),
        refuse: error => made.refuse(error),
      }),
    },
  ];
  return {
    ...definition,
    global: isGlobal,
    imports: [...(definition.imports ?? []), WechatCoreModule],
    providers: [...(definition.providers ?? []), ...providers],
    controllers: [createCallbackController(path, answerer, controllerDecorators)],
    exports: [accounts],
  };
}

function requireResolver(
  options: WechatAccountsOptions | WechatOptions | undefined,
  name: string,
): WechatAccountsOptions {
  if (options !== undefined && 'resolveAccount' in options && typeof options.resolveAccount === 'function')
    return options;
  throw new WechatConfigError(
    `The WeChat accounts '${name}' have ':${PARAMETER}' in their path, and no resolveAccount. Give the function that finds ` +
      'the options of an account, or a path without it.',
  );
}
