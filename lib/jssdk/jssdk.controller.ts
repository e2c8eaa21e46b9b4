import type { InjectionToken, Type } from '@nestjs/common';
import { createRawController } from '../callback/raw-controller.js';
import { readRawQuery } from '../callback/raw-query.js';
import type { JssdkRouteService } from './jssdk-route.service.js';

/** Makes the controller of one account's JS-SDK route. */
export function createJssdkController(
  path: string,
  service: InjectionToken<JssdkRouteService>,
  decorators: readonly ClassDecorator[],
): Type<unknown> {
  return createRawController({
    name: 'WechatJssdkController',
    path,
    service,
    decorators,
    answer: (route, request) => {
      const { method = '' } = request.raw ?? request;
      return route.handle({ method, query: readRawQuery(request) });
    },
  });
}
