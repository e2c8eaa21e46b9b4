import { parse } from 'node:querystring';
import type { InjectionToken, Type } from '@nestjs/common';
import type { CallbackResponse, CallbackService } from './callback.service.js';
import { hangUpSignal } from './hang-up.js';
import { readRawBody, type PlatformRequest } from './raw-body.js';
import { createRawController } from './raw-controller.js';
import { readRawQuery } from './raw-query.js';
import type { PlatformResponse } from './raw-response.js';

/** Makes the controller of one account's callback route. */
export function createCallbackController(
  path: string,
  service: InjectionToken<CallbackService>,
  decorators: readonly ClassDecorator[],
): Type<unknown> {
  return createRawController({ name: 'WechatCallbackController', path, service, decorators, answer });
}

async function answer(
  callback: CallbackService,
  request: PlatformRequest,
  response: PlatformResponse,
): Promise<CallbackResponse> {
  const { method = '' } = request.raw ?? request;
  try {
    const body = method === 'POST' ? await readRawBody(request) : undefined;
    const query = parse(readRawQuery(request));
    return await callback.handle({
      method,
      query,
      body,
      // Few answers take so long that somebody asks.
      get signal() {
        return hangUpSignal(response);
      },
    });
  } catch (error) {
    return callback.refuse(error);
  }
}
