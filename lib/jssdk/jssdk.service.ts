import type { TokenService } from '../token/token.service.js';
import type { JssdkSettings } from './jssdk.options.js';

/** What the service is made of. */
export interface JssdkParts {
  readonly appId: string;
  readonly tokens: Pick<TokenService, 'getTicket'>;
  readonly settings: JssdkSettings;
}

/** Signs pages that use the JS-SDK, and calls about cards and invoices. */
export class JssdkService {
  constructor(readonly parts: JssdkParts) {}
}
