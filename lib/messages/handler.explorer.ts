import { Injectable } from '@nestjs/common';
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

  /** @throws WechatConfigError where a controller hosts a handler: Nest would run it without its guards */
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
      const name = `${prototype.constructor.name}.${method}`;
      return metadata.map(each => ({ host, method, name, metadata: each }));
    });
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
