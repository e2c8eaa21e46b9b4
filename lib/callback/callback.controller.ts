import { parse } from 'node:querystring';
import type { InjectionToken, Type } from '@nestjs/common';
import type { CallbackRequest, CallbackResponse } from './callback.service.js';
import { hangUpSignal } from './hang-up.js';
import { readRawBody, type PlatformRequest } from './raw-body.js';
import { createRawController } from './raw-controller.js';
import { readRawQuery } from './raw-query.js';
import type { PlatformResponse } from './raw-response.js';

/** Answers callbacks of the account that an address names, if it names one. */
export interface CallbackAnswerer {
  /** Never rejects. */
  handle(request: CallbackRequest, params: PathParameters): Promise<CallbackResponse>;
  /** The answer to a request that cannot be read. */
  refuse(error: unknown): CallbackResponse;
}

/** What a path has in the places of its parameters. */
export type PathParameters = Readonly<Record<string, string | undefined>>;

/** Makes the controller of a callback route. */
export function createCallbackController(
  path: string,
  service: InjectionToken<CallbackAnswerer>,
  decorators: readonly ClassDecorator[],
): Type<unknown> {
  return createRawController({ name: 'WechatCallbackController', path, service, decorators, answer });
}

/** A class, because an object literal with a getter has a shape of its own each time, and V8 keeps that until a full collection. */
class ReceivedRequest implements CallbackRequest {
  readonly #response: PlatformResponse;

  constructor(
    readonly method: string,
    readonly query: CallbackRequest['query'],
    readonly body: CallbackRequest['body'],
    response: PlatformResponse,
  ) {
    this.#response = response;
  }

  /** Few answers take so long that somebody asks. */
  get signal(): AbortSignal {
    return hangUpSignal(this.#response);
  }
}

async function answer(
  callback: CallbackAnswerer,
  request: PlatformRequest & { readonly params?: PathParameters },
  response: PlatformResponse,
): Promise<CallbackResponse> {
  const { method = '' } = request.raw ?? request;
  try {
    const body = method === 'POST' ? await readRawBody(request) : undefined;
    const received = new ReceivedRequest(method, parse(readRawQuery(request)), body, response);
    return await callback.handle(received, request.params ?? {});
  } catch (error) {
    return callback.refuse(error);
  }
}
