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
import { OwnRoute } from './own-route.js';
import { CALLBACK_ROUTE, type PlatformRequest } from './raw-body.js';
import { writeResponse, type PlatformResponse, type RawResponse } from './raw-response.js';

/** The key under which `@RouteConfig()` of @nestjs/platform-fastify keeps its value; that package may be absent. */
const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';

/** A route that writes its own bytes. */
export interface RawRoute<Service> {
  /** Name of the controller, which Nest logs. */
  readonly name: string;
  /** Below the host's global prefix. */
  readonly path: string;
  /** Token of what `answer` answers with. */
  readonly service: InjectionToken<Service>;
  /** The host's own, for the class. */
  readonly decorators: readonly ClassDecorator[];
  /** Answers a GET, HEAD or POST; must not reject. */
  readonly answer: (service: Service, request: PlatformRequest, response: PlatformResponse) => Promise<RawResponse>;
}

/**
 * Makes a controller that takes nothing but the request and the response of the platform, and writes its bytes itself:
 * global pipes, interceptors and filters of the host have nothing to change.
 */
export function createRawController<Service>(route: RawRoute<Service>): Type<unknown> {
  const { name, path, service, decorators, answer } = route;

  @applyDecorators(OwnRoute(), ...decorators)
  @Controller({ path, version: VERSION_NEUTRAL })
  class RawController {
    static readonly name = name;

    constructor(@Inject(service) private readonly answerer: Service) {}

    @Get()
    get(@Req() request: PlatformRequest, @Res() response: PlatformResponse): Promise<void> {
      return this.respond(request, response);
    }

    @Post()
    @SetMetadata(FASTIFY_ROUTE_CONFIG, CALLBACK_ROUTE)
    post(@Req() request: PlatformRequest, @Res() response: PlatformResponse): Promise<void> {
      return this.respond(request, response);
    }

    private async respond(request: PlatformRequest, response: PlatformResponse): Promise<void> {
      writeResponse(response, await answer(this.answerer, request, response));
    }
  }
  return RawController;
}
