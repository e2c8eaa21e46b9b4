import { Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import {
  ApplicationConfig,
  ExternalContextCreator,
  ModuleRef,
  ModulesContainer,
  type ContextId,
  type NestContainer,
} from '@nestjs/core';
import { ExternalExceptionFilterContext } from '@nestjs/core/exceptions/external-exception-filter-context.js';
import type { ExternalExceptionsHandler } from '@nestjs/core/exceptions/external-exceptions-handler.js';
import { GuardsConsumer } from '@nestjs/core/guards/guards-consumer.js';
import { GuardsContextCreator } from '@nestjs/core/guards/guards-context-creator.js';
import { InterceptorsConsumer } from '@nestjs/core/interceptors/interceptors-consumer.js';
import { InterceptorsContextCreator } from '@nestjs/core/interceptors/interceptors-context-creator.js';
import { PipesConsumer } from '@nestjs/core/pipes/pipes-consumer.js';
import { PipesContextCreator } from '@nestjs/core/pipes/pipes-context-creator.js';
import { checkEnhancers, checkGlobalEnhancers } from './handler.enhancers.js';
import type { DiscoveredHandler } from './handler.explorer.js';
import type { WechatContext } from './wechat-context.js';

/** What a filter answered in place of a handler that threw. */
export class FilterAnswer {
  constructor(readonly result: unknown) {}
}

/** Runs a handler with its guards, pipes, interceptors and filters; where it threw, the result is a `FilterAnswer`. */
export type InvokeHandler = (context: WechatContext, contextId: ContextId) => Promise<unknown>;

type Method = (...parameters: unknown[]) => unknown;

/** Turns discovered methods into functions, through the creator that Nest gives to transports other than HTTP. */
@Injectable()
export class HandlerBinder {
  constructor(
    private readonly config: ApplicationConfig,
    private readonly modules: ModulesContainer,
  ) {}

  /**
   * @param globalEnhancers whether the host's global guards, pipes, interceptors and filters run as well; they have
   * already seen the HTTP request
   */
  bind(handler: DiscoveredHandler, globalEnhancers: boolean): InvokeHandler {
    const { host, method } = handler;
    checkEnhancers(handler);
    if (globalEnhancers) checkGlobalEnhancers(this.config);
    // The creator's own switches would turn off a handler's own enhancers too; an empty configuration does not.
    const creator = createContextCreator(this.modules, globalEnhancers ? this.config : new ApplicationConfig());
    if (host.isDependencyTreeStatic() && !host.isTransient) {
      const instance = host.instance as Record<string, Method>;
      // With its id, so that transient enhancers are those that Nest made for this host.
      const invoke = createInvoker(creator, instance, method, undefined, host.id);
      return context => invoke(context);
    }
    return async (context, contextId) => {
      const moduleRef = host.host?.getProviderByKey<ModuleRef>(ModuleRef).instance as ModuleRef;
      moduleRef.registerRequestByContextId(context, contextId);
      const instance = await moduleRef.resolve<Record<string, Method>>(host.token as string, contextId);
      return createInvoker(creator, instance, method, contextId, host.id)(context);
    };
  }
}

/** Handlers take their arguments from decorators of their own, never from those of HTTP. */
const noHttpParameters = { exchangeKeyForValue: () => undefined };

function createInvoker(
  creator: ExternalContextCreator,
  instance: Record<string, Method>,
  method: string,
  contextId?: ContextId,
  inquirerId?: string,
): (context: WechatContext) => Promise<unknown> {
  return creator.create(
    instance,
    instance[method] as Method,
    method,
    ROUTE_ARGS_METADATA,
    noHttpParameters,
    contextId,
    inquirerId,
    { guards: true, interceptors: true, filters: true },
    'wechat',
  ) as (context: WechatContext) => Promise<unknown>;
}

/** One for each handler: that of Nest 11 remembers parameters by the names of class and method, which others may have. */
function createContextCreator(modules: ModulesContainer, config: ApplicationConfig): ExternalContextCreator {
  const container = { getModules: () => modules } as NestContainer;
  return new ExternalContextCreator(
    new GuardsContextCreator(container, config),
    new GuardsConsumer(),
    new InterceptorsContextCreator(container, config),
    new InterceptorsConsumer(),
    modules,
    new PipesContextCreator(container, config),
    new PipesConsumer(),
    new HandlerFilterContext(container, config),
  );
}

/** Leaves what no filter handles to the dispatcher, which logs it with its account and kind; Nest would log it too. */
class HandlerFilterContext extends ExternalExceptionFilterContext {
  override create(...parameters: Parameters<ExternalExceptionFilterContext['create']>): ExternalExceptionsHandler {
    const handler = super.create(...parameters);
    handler.next = async (exception, host) => {
      const answer = handler.invokeCustomFilters(exception, host) as Promise<unknown> | null | undefined;
      // What no filter handles is `undefined` in Nest 12 and `null` in Nest 11.
      if (answer === undefined || answer === null) throw exception;
      return new FilterAnswer(await answer);
    };
    return handler;
  }
}
