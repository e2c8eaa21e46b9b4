import { parse } from 'node:querystring';
import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { respondJson, type RawResponse } from '../callback/raw-response.js';
import { WechatArgumentError, WechatConfigError, WechatError } from '../wechat.errors.js';
import type { JssdkSettings } from './jssdk.options.js';
import type { JssdkService } from './jssdk.service.js';
import { readPageUrl } from './page-url.js';

/** A request to the route. */
export interface JssdkRouteRequest {
  readonly method: string;
  /** As it came, not decoded. */
  readonly query: string;
}

/** Answers pages that ask for their own signature, if their host is in the list. */
export class JssdkRouteService {
  private readonly logger = new Logger(JssdkRouteService.name);

  constructor(
    private readonly jssdk: JssdkService,
    private readonly hosts: readonly string[],
  ) {}

  /** Answers one request; never rejects. */
  async handle({ method, query }: JssdkRouteRequest): Promise<RawResponse> {
    if (method !== 'GET' && method !== 'HEAD') return respondJson(405, { error: 'method not allowed' });
    try {
      const { url, host } = readPageUrl(readUrl(query));
      if (this.hosts.includes(host)) return respondJson(200, await this.jssdk.sign(url));
      this.logger.warn(`Refused to sign a page of ${host}, which is not in the option jssdk.hosts.`);
      return respondJson(403, { error: `Pages of ${host} are not signed here: it is not in the option jssdk.hosts.` });
    } catch (error) {
      if (error instanceof WechatArgumentError) return respondJson(400, { error: error.message });
      this.logger.error(`A page cannot be signed: ${error instanceof WechatError ? error.message : inspect(error)}`);
      return respondJson(503, { error: 'Pages cannot be signed at the moment. Try again later.' });
    }
  }
}

/**
 * The route of an account; `undefined` where it has none. The path has to be known beside a factory, the hosts may come out
 * of it.
 *
 * @throws WechatConfigError where there is but one of them
 */
export function createJssdkRoute(
  jssdk: JssdkService,
  { hosts }: JssdkSettings,
  path: string | undefined,
  account: string,
): JssdkRouteService | undefined {
  if (hosts.length === 0 && path === undefined) return undefined;
  if (hosts.length > 0 && path !== undefined) return new JssdkRouteService(jssdk, hosts);
  throw new WechatConfigError(
    `The JS-SDK route of the WeChat account '${account}' needs a path and hosts. With forRootAsync give ` +
      "jssdk: { path } beside the factory, and let the factory return jssdk: { hosts: ['www.example.com'] }.",
  );
}

/** Decoded once: `+` is a space then, and what cannot be decoded U+FFFD, neither of which the address of a page holds. */
function readUrl(query: string): string {
  const { url } = parse(query);
  // Unescaped, it would end at its first `&`.
  if (typeof url === 'string' && !/(^|&)url=[^&]*:\/\//.test(query)) return url;
  throw new WechatArgumentError('The request needs one parameter url, which is encodeURIComponent(location.href).');
}
