import { parse } from 'node:querystring';
import type { InjectionToken, Type } from '@nestjs/common';
import type { PathParameters } from '../../callback/callback.controller.js';
import type { PlatformRequest } from '../../callback/raw-body.js';
import { createRawController } from '../../callback/raw-controller.js';
import { readRawQuery } from '../../callback/raw-query.js';
import { respondText, type RawResponse } from '../../callback/raw-response.js';
import { COMPONENT } from '../callbacks/component.answerer.js';
import type { Component } from '../component.js';

/** Which of the two pages: `begin` sends a browser to WeChat, `finish` takes it back. */
export type AuthorizationStep = 'begin' | 'finish';

type PageRequest = PlatformRequest & { readonly params?: PathParameters; readonly originalUrl?: string };

/** Makes the controller of one of the pages of an authorization. */
export function createAuthorizationPageController(
  path: string,
  step: AuthorizationStep,
  components: InjectionToken<readonly Component[]>,
  decorators: readonly ClassDecorator[],
): Type<unknown> {
  return createRawController<readonly Component[]>({
    name: 'WechatAuthorizationPageController',
    path,
    service: components,
    decorators,
    answer: (found, request) => answer(found, request, step),
  });
}

async function answer(
  components: readonly Component[],
  request: PageRequest,
  step: AuthorizationStep,
): Promise<RawResponse> {
  const { method, url = '', headers } = request.raw ?? request;
  const pages = components.find(each => each.componentAppId === request.params?.[COMPONENT])?.pages;
  if (pages === undefined) return respondText(404, 'not found');
  if (method === 'POST') return respondText(405, 'method not allowed');
  // What a link in a chat is looked at with must begin nothing.
  if (method === 'HEAD') return respondText(200, '');
  const path = (request.originalUrl ?? url).replace(/\?.*/s, '');
  try {
    return await pages[step]({ request: { headers }, path, query: parse(readRawQuery(request)) });
  } catch (error) {
    return pages.fail(error);
  }
}
