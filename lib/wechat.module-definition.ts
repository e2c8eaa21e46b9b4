import {
  ConfigurableModuleBuilder,
  type DynamicModule,
  type FactoryProvider,
  type Provider,
  type Type,
} from '@nestjs/common';
import { createWechatAccount } from './account/account.factory.js';
import { AccountRegistry } from './account/account.registry.js';
import { scanListenersOf } from './account/scan-listeners.js';
import { SharedParts } from './account/shared.parts.js';
import { WechatAccount } from './account/wechat-account.js';
import { WechatApi } from './api/wechat-api.js';
import { CallbackCodec } from './callback/callback-codec.js';
import { createCallbackController } from './callback/callback.controller.js';
import { CallbackService } from './callback/callback.service.js';
import { MessageDelivery } from './delivery/message-delivery.js';
import { createJssdkRoute, JssdkRouteService } from './jssdk/jssdk-route.service.js';
import { createJssdkController } from './jssdk/jssdk.controller.js';
import type { JssdkOptions } from './jssdk/jssdk.options.js';
import { JssdkService } from './jssdk/jssdk.service.js';
import { RunningMessages } from './delivery/running-messages.js';
import { ScanLoginService } from './login/scan-login.service.js';
import { MessageDispatcher } from './messages/message.dispatcher.js';
import { OAuthService } from './oauth/oauth.service.js';
import { QrcodePoolService } from './qrcode/qrcode-pool.service.js';
import { QrcodeService } from './qrcode/qrcode.service.js';
import type { TokenHubOptions } from './token/token.options.js';
import { TokenService } from './token/token.service.js';
import { createTokenHubController } from './token-hub/token-hub.controller.js';
import { TokenHubService } from './token-hub/token-hub.service.js';
import { WechatCoreModule } from './wechat-core.module.js';
import { WechatConfigError } from './wechat.errors.js';
import { resolveOptions } from './wechat.options-resolver.js';
import type { ResolvedWechatOptions, WechatOptions } from './wechat.options.js';
import { DEFAULT_ACCOUNT, getWechatToken } from './wechat.tokens.js';

/** What has to be known before the options are: it shapes the module itself. */
export interface WechatModuleExtras {
  /** Name of the account. Default: `default`, whose services are injected by class. */
  name?: string | undefined;
  /** Path of the callback route, below the host's global prefix. Default: `wechat`. */
  path?: string | undefined;
  /** Whether every module can inject the account's services. Default: true. */
  isGlobal?: boolean | undefined;
  /** Decorators for the controllers of the callback and the other routes, for example the host's own `@Public()`. */
  controllerDecorators?: readonly ClassDecorator[] | undefined;
  /**
   * Whether the host's global guards, pipes, interceptors and filters run for handlers as well. Default: false; they
   * have already seen the HTTP request.
   */
  globalEnhancers?: boolean | undefined;
  /** Path of the token hub's route, which has to be known beside a factory. Left out, there is no hub. */
  tokenHub?: Pick<TokenHubOptions, 'path'> | undefined;
  /** Path of the route that signs pages, which has to be known beside a factory. Left out, there is none. */
  jssdk?: Pick<JssdkOptions, 'path'> | undefined;
}

const RESOLVED_OPTIONS = Symbol('resolved options of a WeChat account');

const builder = new ConfigurableModuleBuilder<WechatOptions>({ moduleName: 'Wechat' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createWechatOptions')
  .setExtras<WechatModuleExtras>({}, extend);

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: WECHAT_OPTIONS } = builder.build();

function extend(definition: DynamicModule, extras: WechatModuleExtras): DynamicModule {
  const { name = DEFAULT_ACCOUNT, isGlobal = true, controllerDecorators = [], globalEnhancers = false } = extras;
  const path = normalizePath(extras.path ?? 'wechat');
  const [hubPath, jssdkPath] = [extras.tokenHub?.path, extras.jssdk?.path].map(given => given && normalizePath(given));
  const isSync = definition.providers?.some(provider => 'useValue' in provider && provider.provide === WECHAT_OPTIONS);
  const account = getWechatToken(WechatAccount, name);
  const hub = getWechatToken(TokenHubService, name);
  const jssdkRoute = getWechatToken(JssdkRouteService, name);
  const callback = getWechatToken(CallbackService, name);
  const provide = <S>(service: Type<S>, read: (created: WechatAccount) => S): FactoryProvider => ({
    provide: getWechatToken(service, name),
    inject: [account],
    useFactory: read,
  });
  const providers: Provider[] = [
    {
      provide: RESOLVED_OPTIONS,
      inject: [WECHAT_OPTIONS],
      useFactory: (options: WechatOptions | undefined) => resolveOptions(requireOptions(options, name), name),
    },
    {
      provide: account,
      inject: [RESOLVED_OPTIONS, AccountRegistry, SharedParts],
      useFactory: (options: ResolvedWechatOptions, registry: AccountRegistry, shared: SharedParts) => {
        const created = createWechatAccount(name, options, shared.of(options));
        // A factory's options came too late to leave the route out.
        const hasCallback = options.callback !== undefined;
        const hasRoute = hasCallback || !isSync;
        registry.add({
          account: created,
          path: hasRoute ? path : undefined,
          otherPaths: [hubPath, jssdkPath].filter(other => other !== undefined),
          hasCallback,
          globalEnhancers,
        });
        return created;
      },
    },
    {
      provide: callback,
      inject: [account, RESOLVED_OPTIONS, MessageDispatcher, SharedParts, RunningMessages],
      useFactory: createCallback,
    },
    {
      provide: hub,
      inject: [account, RESOLVED_OPTIONS],
      useFactory: ({ tokens }: WechatAccount, options: ResolvedWechatOptions) =>
        createHub(tokens, options, hubPath, name),
    },
    {
      provide: jssdkRoute,
      inject: [account, RESOLVED_OPTIONS],
      useFactory: ({ jssdk }: WechatAccount, options: ResolvedWechatOptions) =>
        createJssdkRoute(jssdk, options.jssdk, jssdkPath, name),
    },
  ];
  const services: FactoryProvider[] = [
    provide(TokenService, ({ tokens }) => tokens),
    provide(WechatApi, ({ api }) => api),
    provide(QrcodeService, ({ qrcodes }) => qrcodes),
    provide(QrcodePoolService, ({ qrcodePool }) => qrcodePool),
    provide(ScanLoginService, ({ scanLogin }) => scanLogin),
    provide(OAuthService, ({ oauth }) => oauth),
    provide(JssdkService, ({ jssdk }) => jssdk),
  ];
  return {
    ...definition,
    global: isGlobal,
    imports: [...(definition.imports ?? []), WechatCoreModule],
    providers: [...(definition.providers ?? []), ...providers, ...services],
    controllers: [
      ...(hasNoToken(definition) ? [] : [createCallbackController(path, callback, controllerDecorators)]),
      ...(hubPath === undefined ? [] : [createTokenHubController(hubPath, hub, controllerDecorators)]),
      ...(jssdkPath === undefined ? [] : [createJssdkController(jssdkPath, jssdkRoute, controllerDecorators)]),
    ],
    exports: [account, callback, ...services.map(({ provide: token }) => token)],
  };
}

/** Options given at once tell whether there is a route; those of a factory are not known yet, and it answers 404 without a token. */
function hasNoToken({ providers = [] }: DynamicModule): boolean {
  return providers.some(
    provider =>
      'useValue' in provider && provider.provide === WECHAT_OPTIONS && !(provider.useValue as WechatOptions).token,
  );
}

/** The path has to be known beside a factory, the secret may come out of it. */
function createHub(
  tokens: TokenService,
  { tokenHub }: ResolvedWechatOptions,
  path: string | undefined,
  name: string,
): TokenHubService | undefined {
  if (tokenHub === undefined && path === undefined) return undefined;
  if (tokenHub !== undefined && path !== undefined) return new TokenHubService(tokens, tokenHub.secret);
  throw new WechatConfigError(
    `The token hub of the WeChat account '${name}' needs a path and a secret. With forRootAsync give ` +
      'tokenHub: { path } beside the factory, and let the factory return tokenHub: { secret }.',
  );
}

function requireOptions(options: WechatOptions | undefined, name: string): WechatOptions {
  if (typeof options === 'object' && options !== null) return options;
  throw new WechatConfigError(
    `The options factory of the WeChat account '${name}' returned no options. Return an object.`,
  );
}

function normalizePath(path: string): string {
  return path.split('/').filter(Boolean).join('/');
}

function createCallback(
  account: WechatAccount,
  options: ResolvedWechatOptions,
  dispatcher: MessageDispatcher,
  shared: SharedParts,
  running: RunningMessages,
): CallbackService {
  const delivery = new MessageDelivery({
    account,
    dispatcher,
    ...shared.messagesOf(account.name, options),
    settings: options.delivery,
    running,
    scanListeners: scanListenersOf(account),
  });
  return new CallbackService(account, options.callback && new CallbackCodec(options.callback), delivery);
}
