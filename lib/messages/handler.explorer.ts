import { Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { WechatConfigError } from '../wechat.errors.js';
import { getHandlerMetadata, type HandlerMetadata } from './handler.metadata.js';

/** A decorated method and the provider it belongs to. */
export interface DiscoveredHandler {
  readonly host: InstanceWrapper;
  readonly method: string;
  /** `Class.method`, as logs and errors call it. */
  readonly name: string;
  readonly metadata: HandlerMetadata;
}

/** Finds the decorated methods of every provider, inherited ones included. */
@Injectable()
export class HandlerExplorer {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /**
   * @throws WechatConfigError where a controller hosts a handler, which Nest would run without its guards, or where some
   * parameters of one are decorated and others not
   */
  explore(): DiscoveredHandler[] {
    for (const { name } of this.discovery.getControllers().flatMap(controller => this.handlersOf(controller))) {
      throw new WechatConfigError(
        `${name} is a message handler on a controller, where its guards, pipes and filters would not run. Move it to a provider.`,
      );
    }
    return this.discovery.getProviders().flatMap(provider => this.handlersOf(provider));
  }

  private handlersOf(host: InstanceWrapper): DiscoveredHandler[] {
    const prototype = host.isAlias ? undefined : prototypeOf(host);
    if (prototype === undefined) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap(method => {
      const metadata = getHandlerMetadata(prototype[method] as object);
      if (metadata.length === 0) return [];
      const name = `${prototype.constructor.name}.${method}`;
      checkParameters(prototype, method, name);
      return metadata.map(each => ({ host, method, name, metadata: each }));
    });
  }
}

/** With one decorated parameter Nest fills in the decorated ones only; the context comes by itself where there is none. */
function checkParameters(prototype: Record<string, unknown>, method: string, name: string): void {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, prototype.constructor, method) as
    Readonly<Record<string, { readonly index: number }>> | undefined;
  if (parameters === undefined) return;
  const decorated = new Set(Object.values(parameters).map(({ index }) => index));
  const { length } = prototype[method] as () => unknown;
  for (let index = 0; index < length; index++) {
    if (decorated.has(index)) continue;
    throw new WechatConfigError(
      `Parameter ${index + 1} of ${name} has no decorator, but another one has. Write @Ctx() before it to get the context.`,
    );
  }
}

/** The instance of a request-scoped provider does not exist yet, so its class has to do. */
function prototypeOf({ instance, metatype, isNotMetatype }: InstanceWrapper): Record<string, unknown> | undefined {
  const ofClass: unknown = isNotMetatype ? undefined : metatype?.prototype;
  const prototype: unknown = ofClass ?? (isObject(instance) ? Object.getPrototypeOf(instance) : undefined);
  return isObject(prototype) && prototype !== Object.prototype ? prototype : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
