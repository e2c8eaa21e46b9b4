import { Inject, type Abstract, type InjectionToken, type Type } from '@nestjs/common';

/** Name of the account that is registered without one. */
export const DEFAULT_ACCOUNT = 'default';

/** Injection token of a service of one account: the class itself for the default account. */
export function getWechatToken<S>(service: Type<S> | Abstract<S>, name: string = DEFAULT_ACCOUNT): InjectionToken<S> {
  return name === DEFAULT_ACCOUNT ? service : `${service.name}:${name}`;
}

/** Injects a service of a named account: `@InjectWechat(WechatAccount, 'shop') shop: WechatAccount`. */
export function InjectWechat(
  service: Type<unknown> | Abstract<unknown>,
  name?: string,
): PropertyDecorator & ParameterDecorator {
  return Inject(getWechatToken(service, name));
}
