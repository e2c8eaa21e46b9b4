import type { Authorization } from '../component/authorization.js';
import type { Component } from '../component/component.js';
import { ApiError } from './api-error.js';
import { checkComponentAddress } from './component-address.js';
import type { ComponentCall, EndpointCall } from './endpoint.js';

/**
 * The platform that calls without a token.
 *
 * @param secretName what its secret is called, which is not the same everywhere
 * @throws ApiError 41018 or 61011 for its AppID, 41004 or 40125 for its secret, 61004 for its address
 */
export function authenticateComponent({ world, body, request }: EndpointCall, secretName: string): Component {
  const component = world.findComponent(body.text('component_appid', { missing: 41018 }));
  if (!component) throw new ApiError(61011);
  if (body.text(secretName, { missing: 41004 }) !== component.componentAppSecret) throw new ApiError(40125);
  checkComponentAddress(component, request.ip);
  return component;
}

/** Throws 41018 where the AppID is missing from the body, and 61011 where it is not that of the token. */
export function checkComponentAppId({ component, body }: Pick<ComponentCall, 'component' | 'body'>): void {
  if (body.text('component_appid', { missing: 41018 }) !== component.componentAppId) throw new ApiError(61011);
}

/** The authorizer that the body names. Throws 41002 where it names none, and 61003 for a stranger. */
export function readAuthorizer({ component, body }: Pick<ComponentCall, 'component' | 'body'>): Authorization {
  return component.authorizations.get(body.text('authorizer_appid', { missing: 41002 }));
}
