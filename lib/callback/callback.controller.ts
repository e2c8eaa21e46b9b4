import { parse } from 'node:querystring';
import {
  applyDecorators,
  Controller,
  Get,
  Inject,
  Post,
  Req,
  Res,
  SetMetadata,
  VERSION_NEUTRAL,
  type InjectionToken,
  type Type,
} from '@nestjs/common';
import type { CallbackResponse, CallbackService } from './callback.service.js';
import { OwnRoute } from './own-route.js';
import { CALLBACK_ROUTE, readRawBody, type PlatformRequest } from './raw-body.js';
import { writeResponse, type PlatformResponse } from './raw-response.js';

/** The key under which `@RouteConfig()` of @nestjs/platform-fastify keeps its value; that package may be absent. */
const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';

/** Makes the controller of one account's callback route. */
export function createCallbackController(
  path: string,
  service: InjectionToken<CallbackService>,
  decorators: readonly ClassDecorator[],
): Type<unknown> {
  /**
   * Takes nothing but the request and the response of the platform, and writes its bytes itself: global pipes,
   * interceptors and filters of the host have nothing to change.
   */
  @applyDecorators(OwnRoute(), ...decorators)
  @Controller({ path, version: VERSION_NEUTRAL })
  class WechatCallbackController {
    constructor(@Inject(service) private readonly callback: CallbackService) {}

    @Get()
    verify(@Req() request: PlatformRequest, @Res() response: PlatformResponse): Promise<void> {
      return this.respond(request, response);
    }

    @Post()
    @SetMetadata(FASTIFY_ROUTE_CONFIG, CALLBACK_ROUTE)
    receive(@Req() request: PlatformRequest, @Res() response: PlatformResponse): Promise<void> {
      return this.respond(request, response);
    }

    private async respond(request: PlatformRequest, response: PlatformResponse): Promise<void> {
      writeResponse(response, await this.answer(request));
    }

    private async answer(request: PlatformRequest): Promise<CallbackResponse> {
      const { method = '', url = '' } = request.raw ?? request;
      try {
        const body = method === 'POST' ? await readRawBody(request) : undefined;
        return await this.callback.handle({ method, query: parse(url.slice(url.indexOf('?') + 1)), body });
      } catch (error) {
        return this.callback.refuse(error);
      }
    }
  }
  return WechatCallbackController;
}
