import { AuthorizedApi } from './authorized-api.js';
import { accountEndpoints } from './endpoints/mini-program/account.endpoints.js';
import { categoryEndpoints } from './endpoints/mini-program/category.endpoints.js';
import { codeEndpoints } from './endpoints/mini-program/code.endpoints.js';
import { dataFetchEndpoints } from './endpoints/mini-program/data-fetch.endpoints.js';
import { domainEndpoints } from './endpoints/mini-program/domain.endpoints.js';
import { icpFilingEndpoints } from './endpoints/mini-program/icp-filing.endpoints.js';
import { linkEndpoints } from './endpoints/mini-program/link.endpoints.js';
import { memberEndpoints } from './endpoints/mini-program/member.endpoints.js';
import { orderPageEndpoints } from './endpoints/mini-program/order-page.endpoints.js';
import { pluginEndpoints } from './endpoints/mini-program/plugin.endpoints.js';
import { privacyEndpoints } from './endpoints/mini-program/privacy.endpoints.js';
import { qrcodeRuleEndpoints } from './endpoints/mini-program/qrcode-rule.endpoints.js';
import { recordEndpoints } from './endpoints/mini-program/record.endpoints.js';
import { registrationEndpoints } from './endpoints/mini-program/registration.endpoints.js';
import { releaseEndpoints } from './endpoints/mini-program/release.endpoints.js';
import { reviewEndpoints } from './endpoints/mini-program/review.endpoints.js';

/**
 * Calls that a third-party platform makes for a mini program, with the access token of the authorizer. Tokens,
 * repetitions and errors are as in `WechatApi`.
 */
export class MiniProgramApi extends AuthorizedApi {
  /** How an account comes to a mini program. */
  readonly registration = this.area(registrationEndpoints);
  /** The code before it is reviewed. */
  readonly code = this.area(codeEndpoints);
  /** Reviews of the code. */
  readonly reviews = this.area(reviewEndpoints);
  /** What the public sees. */
  readonly releases = this.area(releaseEndpoints);
  /** Domains that the mini program may reach. */
  readonly domains = this.area(domainEndpoints);
  /** Name, picture and text. */
  readonly account = this.area(accountEndpoints);
  /** Data that WeChat fetches ahead. */
  readonly dataFetch = this.area(dataFetchEndpoints);
  /** People who may open the trial version. */
  readonly members = this.area(memberEndpoints);
  /** What the mini program is about. */
  readonly categories = this.area(categoryEndpoints);
  /** Plugins. */
  readonly plugins = this.area(pluginEndpoints);
  /** Links with official accounts. */
  readonly links = this.area(linkEndpoints);
  /** Ordinary QR codes that open the mini program. */
  readonly qrcodeRules = this.area(qrcodeRuleEndpoints);
  /** What the mini program says about personal data. */
  readonly privacy = this.area(privacyEndpoints);
  /** The page on which people find their orders. */
  readonly orderPages = this.area(orderPageEndpoints);
  /** Breaches of WeChat's rules. */
  readonly records = this.area(recordEndpoints);
  /** The filing that is needed in mainland China. */
  readonly icpFiling = this.area(icpFilingEndpoints);
}
