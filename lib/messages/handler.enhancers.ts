import {
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  INTERCEPTORS_METADATA,
  PIPES_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import type { ApplicationConfig } from '@nestjs/core';
import { WechatConfigError } from '../wechat.errors.js';
import type { DiscoveredHandler } from './handler.explorer.js';

const KINDS = [GUARDS_METADATA, INTERCEPTORS_METADATA, EXCEPTION_FILTERS_METADATA, PIPES_METADATA];

/**
 * Nest makes enhancers that are given as classes only for hosts that it makes from their class. For others it would leave
 * them out, and a guard that does not run lets everybody through.
 *
 * @throws WechatConfigError where an enhancer of a handler would not run
 */
export function checkEnhancers({ host, method, name }: DiscoveredHandler): void {
  const type = hostClass(host);
  if (type === undefined) return;
  for (const enhancer of [...enhancersOf(type, method), ...pipesOfParameters(type, method)]) {
    if (typeof enhancer !== 'function' || host.host?.injectables.has(enhancer as never)) continue;
    throw new WechatConfigError(
      `${enhancer.name} of ${name} would not run, because Nest did not make the host from its class. Provide the class ` +
        `itself instead of a factory or a value, or give the decorator an instance: new ${enhancer.name}().`,
    );
  }
}

/** @throws WechatConfigError where a global enhancer of the host is made per request, which reaches controllers only */
export function checkGlobalEnhancers(config: ApplicationConfig): void {
  const scoped = [
    ...config.getGlobalRequestGuards(),
    ...config.getGlobalRequestPipes(),
    ...config.getGlobalRequestInterceptors(),
    ...config.getGlobalRequestFilters(),
  ];
  if (scoped.length === 0) return;
  throw new WechatConfigError(
    'An account has globalEnhancers: true, but a global guard, pipe, interceptor or filter is request-scoped and would not ' +
      'run for handlers. Give it the default scope, or put it on the handlers.',
  );
}

function hostClass({ instance, metatype, isNotMetatype }: DiscoveredHandler['host']): object | undefined {
  if (!isNotMetatype && metatype !== null) return metatype;
  return (instance as object | null | undefined)?.constructor;
}

function enhancersOf(type: object, method: string): unknown[] {
  const own = (type as { readonly prototype: Readonly<Record<string, unknown>> }).prototype[method];
  return [type, own].flatMap(target =>
    KINDS.flatMap(kind => (Reflect.getMetadata(kind, target as object) as unknown[] | undefined) ?? []),
  );
}

function pipesOfParameters(type: object, method: string): unknown[] {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, type, method) as
    Readonly<Record<string, { readonly pipes?: readonly unknown[] }>> | undefined;
  return Object.values(parameters ?? {}).flatMap(({ pipes = [] }) => pipes);
}
