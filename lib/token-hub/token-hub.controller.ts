import type { InjectionToken, Type } from '@nestjs/common';
import { readRawBody, type PlatformRequest } from '../callback/raw-body.js';
import { createRawController } from '../callback/raw-controller.js';
import type { RawResponse } from '../callback/raw-response.js';
import type { TokenHubService } from './token-hub.service.js';

/** Makes the controller of one account's token hub. */
export function createTokenHubController(
  path: string,
  service: InjectionToken<TokenHubService>,
  decorators: readonly ClassDecorator[],
): Type<unknown> {
  return createRawController({ name: 'WechatTokenHubController', path, service, decorators, answer });
}

async function answer(hub: TokenHubService, request: PlatformRequest): Promise<RawResponse> {
  const { method = '' } = request.raw ?? request;
  const { authorization } = request.headers;
  const body = method === 'POST' ? await readRawBody(request).catch(() => undefined) : undefined;
  return hub.handle({ method, authorization, body });
}
