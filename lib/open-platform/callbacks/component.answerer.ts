import { Logger } from '@nestjs/common';
import type { CallbackAnswerer, PathParameters } from '../../callback/callback.controller.js';
import type { CallbackRequest, CallbackResponse } from '../../callback/callback.service.js';
import { respondText } from '../../callback/raw-response.js';
import { refuseCallback } from '../../callback/refusal.js';
import { isAppId } from '../app-id.js';
import type { Component } from '../component.js';

/** Names of the parameters in the paths. */
export const COMPONENT = 'componentAppId';
export const AUTHORIZER = 'appId';
const EVENTS = 'events';

/** Takes callbacks to the platform and the account that their path names. */
export class ComponentAnswerer implements CallbackAnswerer {
  private readonly logger = new Logger('OpenPlatform');

  constructor(private readonly components: readonly Component[]) {}

  async handle(request: CallbackRequest, params: PathParameters): Promise<CallbackResponse> {
    const { [COMPONENT]: componentAppId = '', [AUTHORIZER]: appId = '' } = params;
    const component = this.components.find(each => each.componentAppId === componentAppId);
    if (component === undefined) {
      this.logger.warn('A callback came to a platform that is not among the option components: acknowledged.');
      return respondText(200, 'success');
    }
    if (appId === EVENTS) return component.events.handle(request);
    if (isAppId(appId)) return component.accounts.callback(appId).handle(request);
    this.logger.warn(`A callback came by the platform ${componentAppId} to a path that ends with no AppID.`);
    return respondText(404, 'not found');
  }

  refuse(error: unknown): CallbackResponse {
    return refuseCallback(error, 'the open platform', this.logger);
  }
}
