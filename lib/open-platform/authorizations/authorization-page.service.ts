import { hash } from 'node:crypto';
import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { respondText, type RawResponse } from '../../callback/raw-response.js';
import type { WechatHosts } from '../../http/wechat-http.js';
import { AuthorizationStates, isNonce } from '../../oauth/guard/authorization-states.js';
import type { HostRequest } from '../../oauth/guard/host-http.js';
import type { CookieSigning } from '../../oauth/guard/signed-cookies.js';
import { SignedTexts } from '../../oauth/guard/signed-texts.js';
import type { OAuthExchangeStore } from '../../oauth/oauth-exchange.store.js';
import { WechatArgumentError } from '../../wechat.errors.js';
import type { ComponentApi } from '../component-api.js';
import { WechatAuthorizerError } from '../open-platform.errors.js';
import type { AuthorizationExchanger } from './authorization.exchanger.js';
import { createAuthorizePageUrl, type AuthorizeChoice, type AuthorizePage } from './authorize-page-url.js';
import { donePage, leavePage } from './pages.js';

/** What the pages of one platform are made with. */
export interface AuthorizationPageParts {
  readonly componentAppId: string;
  readonly hosts: WechatHosts;
  readonly publicUrl: string | undefined;
  readonly authorizedUrl: string | undefined;
  readonly signing: CookieSigning;
  readonly api: ComponentApi;
  readonly exchanger: AuthorizationExchanger;
  readonly exchanges: OAuthExchangeStore;
}

/** How an account comes to authorize the platform. */
export interface AuthorizeOptions extends AuthorizeChoice {
  /** Which page. Default: inside WeChat's browser the one for phones, else the one with a QR code. */
  readonly page?: AuthorizePage | undefined;
  /** Whom the account is authorized for, such as the id of a customer: `readAuthorization()` gives it back. */
  readonly subject?: string | undefined;
}

/** An authorization that a browser came back from. */
export interface FinishedAuthorization {
  /** AppID of the account. */
  readonly appId: string;
  /** What `authorizePageUrl()` was given. */
  readonly subject: string | undefined;
}

/** A request for one of the pages. */
export interface PageVisit {
  readonly request: HostRequest;
  /** As it came, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
}

/** A pre-auth code of the samples lives for ten minutes, of the document for half an hour. */
const STATES = { prefix: 'wechat_component_', lifeMs: 1_800_000 };
const BEGIN_LIFE_MS = 3_600_000;
const FINISHED_LIFE_MS = 300_000;

/** The pages between which a browser goes to WeChat and back, while an account authorizes a platform. */
export class AuthorizationPageService {
  private readonly logger = new Logger('OpenPlatform');
  private readonly states: AuthorizationStates;
  private readonly beginnings: SignedTexts<{ subject: string }>;
  private readonly finished: SignedTexts<FinishedAuthorization>;

  constructor(private readonly parts: AuthorizationPageParts) {
    this.states = new AuthorizationStates(parts.signing, STATES);
    this.beginnings = new SignedTexts('component authorization', parts.signing);
    this.finished = new SignedTexts('component authorized', parts.signing);
  }

  /** The query of the page that begins. */
  queryOf({ page, authType, appId, categories, subject }: AuthorizeOptions): string {
    const query = new URLSearchParams({
      ...(page !== undefined && { page }),
      ...(authType !== undefined && { auth_type: String(authType) }),
      ...(appId !== undefined && { biz_appid: appId }),
      ...(categories !== undefined && { category_id_list: categories.join('|') }),
      ...(subject !== undefined && {
        subject: this.beginnings.write('subject', { subject, expiresAt: Date.now() + BEGIN_LIFE_MS }),
      }),
    });
    return query.size === 0 ? '' : `?${String(query)}`;
  }

  /** Sends a browser to WeChat's page. */
  async begin({ request, path, query }: PageVisit): Promise<RawResponse> {
    const { componentAppId, publicUrl, hosts, api } = this.parts;
    if (publicUrl === undefined) {
      this.logger.error(
        `The authorization page of ${componentAppId} does not know where WeChat sends people back to. Set the option publicUrl.`,
      );
      return respondText(503, 'unavailable');
    }
    const given = textOf(query, 'subject');
    const subject = given === undefined ? '' : this.beginnings.read('subject', given)?.subject;
    if (subject === undefined) return expired();
    const { pre_auth_code: preAuthCode } = await api.component.createPreauthCode({ component_appid: componentAppId });
    const { nonce, cookies } = this.states.begin(request, textOf(query, 'page') ?? 'page', subject);
    const redirectUri = `${publicUrl}${path.replace(/authorize\/?$/i, 'authorized')}?state=${nonce}`;
    const url = createAuthorizePageUrl(hosts, pageOf(request, textOf(query, 'page')), {
      componentAppId,
      preAuthCode,
      redirectUri,
      ...choiceOf(query),
    });
    return leavePage(url, cookies);
  }

  /** Takes a browser back from WeChat's page. Only one that was sent there by `begin` is believed. */
  async finish({ request, query }: PageVisit): Promise<RawResponse> {
    const [state, code] = [textOf(query, 'state'), textOf(query, 'auth_code')];
    const begun = state !== undefined && isNonce(state) ? this.states.find(request, state) : undefined;
    if (begun === undefined || code === undefined || !(await this.bind(begun.nonce, code))) return expired();
    let appId: string;
    try {
      appId = await this.parts.exchanger.exchange(code);
    } catch (error) {
      if (!(error instanceof WechatAuthorizerError)) throw error;
      this.logger.warn(error.message);
      return expired();
    }
    const subject = begun.content.own === '' ? undefined : begun.content.own;
    return this.leave({ appId, subject });
  }

  /** The answer where something else failed. */
  fail(error: unknown): RawResponse {
    this.logger.error(`The authorization page of ${this.parts.componentAppId} failed: ${inspect(error)}`);
    return respondText(503, '服务暂不可用，请稍后重试。 Try again in a minute.');
  }

  /** @throws WechatArgumentError where it is not ours, or older than five minutes */
  read(authorization: string): FinishedAuthorization {
    const read = this.finished.read('authorization', authorization);
    if (read === undefined) {
      throw new WechatArgumentError(
        `An authorization for the platform ${this.parts.componentAppId} was not written by this application, or has expired. ` +
          'Do not believe it; have the account authorized again.',
      );
    }
    return { appId: read.appId, subject: read.subject };
  }

  private leave(finished: FinishedAuthorization): RawResponse {
    const { authorizedUrl } = this.parts;
    if (authorizedUrl === undefined) return donePage();
    const text = this.finished.write('authorization', { ...finished, expiresAt: Date.now() + FINISHED_LIFE_MS });
    const url = new URL(authorizedUrl);
    url.searchParams.set('authorization', text);
    const headers = { location: url.href, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
    return { ...respondText(302, ''), headers };
  }

  /** A state is good for one code; reloading the page comes with the same one. */
  private async bind(nonce: string, code: string): Promise<boolean> {
    const { componentAppId, exchanges } = this.parts;
    const digest = hash('sha256', code);
    const key = `{${componentAppId}:${nonce}}:authorization-state`;
    return (await exchanges.bind(key, digest, STATES.lifeMs)) === digest;
  }
}

function textOf(query: PageVisit['query'], name: string): string | undefined {
  const value = query[name];
  return typeof value === 'string' && value !== '' && value.length <= 4096 ? value : undefined;
}

function pageOf({ headers }: HostRequest, asked: string | undefined): AuthorizePage {
  if (asked === 'pc' || asked === 'mobile') return asked;
  return /MicroMessenger/i.test(headers['user-agent'] ?? '') ? 'mobile' : 'pc';
}

function choiceOf(query: PageVisit['query']): AuthorizeChoice {
  const [authType, categories] = [textOf(query, 'auth_type'), textOf(query, 'category_id_list')];
  return {
    appId: textOf(query, 'biz_appid'),
    authType: authType !== undefined && /^\d{1,3}$/.test(authType) ? Number(authType) : undefined,
    categories: categories
      ?.split('|')
      .filter(id => /^\d{1,6}$/.test(id))
      .map(Number),
  };
}

function expired(): RawResponse {
  return respondText(
    401,
    '授权链接已失效，请重新发起授权。 This authorization has ended, or was not begun here. Begin again.',
  );
}
