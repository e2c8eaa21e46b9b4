import {
  ConfigurableModuleBuilder,
  type DynamicModule,
  type FactoryProvider,
  type InjectionToken,
  type Provider,
} from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { AccountRegistry, type RegistrationHealth } from '../account/account.registry.js';
import { SharedParts } from '../account/shared.parts.js';
import { createCallbackController } from '../callback/callback.controller.js';
import { CallbackFactory } from '../callback.factory.js';
import { WechatCoreModule } from '../wechat-core.module.js';
import { WechatConfigError } from '../wechat.errors.js';
import { createAuthorizationPageController } from './authorizations/authorization-page.controller.js';
import { AUTHORIZER, COMPONENT, ComponentAnswerer } from './callbacks/component.answerer.js';
import { createComponent } from './component.factory.js';
import type { Component } from './component.js';
import type { OpenPlatformOptions } from './open-platform.options.js';
import { resolveComponents } from './open-platform.options-resolver.js';
import { OpenPlatformService } from './open-platform.service.js';
import { DEFAULT_OPEN_PLATFORM, getOpenPlatformToken } from './open-platform.tokens.js';
import { TicketWatch } from './ticket-watch.js';

/** What has to be known before the options are: it shapes the module itself. */
export interface OpenPlatformModuleExtras {
  /** Name of the registration, which handlers can name in `{ account }`. Default: `open-platform`. */
  name?: string | undefined;
  /** Path of the routes, below the host's global prefix. Default: `wechat/open`. */
  path?: string | undefined;
  /** Whether every module can inject the service. Default: true. */
  isGlobal?: boolean | undefined;
  /** Decorators for the controllers, for example the host's own `@Public()`. */
  controllerDecorators?: readonly ClassDecorator[] | undefined;
  /** Whether the host's global guards, pipes, interceptors and filters run for handlers as well. Default: false. */
  globalEnhancers?: boolean | undefined;
}

const builder = new ConfigurableModuleBuilder<OpenPlatformOptions>({ moduleName: 'OpenPlatform' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createOpenPlatformOptions')
  .setExtras<OpenPlatformModuleExtras>({}, extend);

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: OPEN_PLATFORM_OPTIONS } = builder.build();

function extend(definition: DynamicModule, extras: OpenPlatformModuleExtras): DynamicModule {
  const { name = DEFAULT_OPEN_PLATFORM, isGlobal = true, controllerDecorators = [], globalEnhancers = false } = extras;
  const path = (extras.path ?? 'wechat/open').split('/').filter(Boolean).join('/');
  const [components, answerer] = [Symbol(`platforms of '${name}'`), Symbol(`callbacks of '${name}'`)];
  const service = getOpenPlatformToken(name);
  const routes = `${path}/:${COMPONENT}`;
  const providers: Provider[] = [
    createComponentsProvider(components, { name, globalEnhancers, path: `${routes}/:${AUTHORIZER}` }),
    {
      provide: answerer,
      inject: [components],
      useFactory: (made: readonly Component[]) => new ComponentAnswerer(made),
    },
    {
      provide: service,
      inject: [components, ApplicationConfig],
      useFactory: ([component, ...others]: readonly [Component, ...Component[]], config: ApplicationConfig) =>
        new OpenPlatformService({
          components: [component, ...others],
          component,
          pageUrl: componentAppId => {
            const { publicUrl } = component;
            if (publicUrl === undefined) {
              throw new WechatConfigError(
                `Open platform '${name}' does not know its own address. Set the option publicUrl, such as https://www.example.com.`,
              );
            }
            const prefix = config.getGlobalPrefix().split('/').filter(Boolean);
            return [publicUrl, ...prefix, path, componentAppId, 'authorize'].join('/');
          },
        }),
    },
    {
      provide: Symbol(`tickets of '${name}'`),
      inject: [components],
      useFactory: (made: readonly Component[]) => new TicketWatch(made),
    },
  ];
  return {
    ...definition,
    global: isGlobal,
    imports: [...(definition.imports ?? []), WechatCoreModule],
    providers: [...(definition.providers ?? []), ...providers],
    controllers: [
      createAuthorizationPageController(`${routes}/authorize`, 'begin', components, controllerDecorators),
      createAuthorizationPageController(`${routes}/authorized`, 'finish', components, controllerDecorators),
      createCallbackController(`${routes}/:${AUTHORIZER}`, answerer, controllerDecorators),
    ],
    exports: [service],
  };
}

async function inspectComponent({ componentAppId, account, watchdog }: Component): Promise<RegistrationHealth> {
  // A store that does not answer is seen at the token.
  const [health, tickets] = await Promise.all([
    account.tokens.inspect(),
    watchdog.inspect().catch(() => 'unknown' as const),
  ]);
  return { name: componentAppId, ...health, tickets };
}

function createComponentsProvider(
  provide: InjectionToken,
  { name, globalEnhancers, path }: { readonly name: string; readonly globalEnhancers: boolean; readonly path: string },
): FactoryProvider {
  return {
    provide,
    inject: [OPEN_PLATFORM_OPTIONS, AccountRegistry, SharedParts, CallbackFactory],
    useFactory: (
      options: OpenPlatformOptions | undefined,
      registry: AccountRegistry,
      shared: SharedParts,
      callbacks: CallbackFactory,
    ): Component[] => {
      if (typeof options !== 'object' || options === null) {
        throw new WechatConfigError(
          `The options factory of the open platform '${name}' returned no options. Return an object.`,
        );
      }
      const resolved = resolveComponents(options, name);
      const made = resolved.map(each => createComponent(each, { registration: name, shared, callbacks }));
      registry.add({
        name,
        account: undefined,
        path,
        otherPaths: [],
        hasCallback: true,
        globalEnhancers,
        inspect: () => Promise.all(made.map(inspectComponent)),
      });
      return made;
    },
  };
}
