import { AuthorizedApi } from '../api/authorized-api.js';
import { codeTemplateEndpoints } from './endpoints/code-template.endpoints.js';
import { componentEndpoints } from './endpoints/component.endpoints.js';
import { domainEndpoints } from './endpoints/domain.endpoints.js';
import { fastRegistrationEndpoints } from './endpoints/fast-registration.endpoints.js';

/** Where WeChat knows the token by its old name. */
const OLD_NAME = /^\/*(?:cgi-bin\/component\/api_|sns\/(?:\w+\/)*component\/)/;

/**
 * Calls of WeChat's server API with the access token of a third-party platform. Tokens, repetitions and errors are as in
 * `WechatApi`. WeChat takes them from the addresses of the platform's list only (61004).
 */
export class ComponentApi extends AuthorizedApi {
  /** Authorizations, and what is known of the accounts that gave them. */
  readonly component = this.area(componentEndpoints);
  /** New mini programs. */
  readonly fastRegistration = this.area(fastRegistrationEndpoints);
  /** Code that mini programs are made from. */
  readonly codeTemplates = this.area(codeTemplateEndpoints);
  /** Domains that the platform may give to mini programs. */
  readonly domains = this.area(domainEndpoints);

  protected override tokenParameter(path: string): string {
    return OLD_NAME.test(path) ? 'component_access_token' : super.tokenParameter(path);
  }
}
