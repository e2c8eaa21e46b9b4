import { Inject, type InjectionToken } from '@nestjs/common';
import { getWechatToken } from '../wechat.tokens.js';
import { OpenPlatformService } from './open-platform.service.js';

/** Name of the registration that is made without one. */
export const DEFAULT_OPEN_PLATFORM = 'open-platform';

/** Injection token of the service of a registration: the class itself where it has no name. */
export function getOpenPlatformToken(name: string = DEFAULT_OPEN_PLATFORM): InjectionToken<OpenPlatformService> {
  return name === DEFAULT_OPEN_PLATFORM ? OpenPlatformService : getWechatToken(OpenPlatformService, name);
}

/** Injects the service of a registration with a name: `@InjectOpenPlatform('agency') platform: OpenPlatformService`. */
export function InjectOpenPlatform(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getOpenPlatformToken(name));
}
