import {
  applyDecorators,
  Controller,
  Get,
  Inject,
  Post,
  Req,
  Res,
  VERSION_NEUTRAL,
  type InjectionToken,
  type Type,
} from '@nestjs/common';
import { OwnRoute } from '../callback/own-route.js';
import { readRawBody, type PlatformRequest } from '../callback/raw-body.js';
import { writeResponse, type PlatformResponse } from '../callback/raw-response.js';
import type { TokenHubService } from './token-hub.service.js';

/** Makes the controller of one account's token hub. */
export function createTokenHubController(
  path: string,
  service: InjectionToken<TokenHubService>,
  decorators: readonly ClassDecorator[],
): Type<unknown> {
  @applyDecorators(OwnRoute(), ...decorators)
  @Controller({ path, version: VERSION_NEUTRAL })
  class WechatTokenHubController {
    constructor(@Inject(service) private readonly hub: TokenHubService) {}

    @Get()
    current(@Req() request: PlatformRequest, @Res() response: PlatformResponse): Promise<void> {
      return this.respond(request, response);
    }

    @Post()
    report(@Req() request: PlatformRequest, @Res() response: PlatformResponse): Promise<void> {
      return this.respond(request, response);
    }

    private async respond(request: PlatformRequest, response: PlatformResponse): Promise<void> {
      const { method = '' } = request.raw ?? request;
      const { authorization } = request.headers;
      const body = method === 'POST' ? await readRawBody(request).catch(() => undefined) : undefined;
      writeResponse(response, await this.hub.handle({ method, authorization, body }));
    }
  }
  return WechatTokenHubController;
}
