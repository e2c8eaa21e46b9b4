import { timingSafeEqual, hash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { respondJson, type RawResponse } from '../callback/raw-response.js';
import type { TokenService } from '../token/token.service.js';
import { WechatDecodeError, WechatError } from '../wechat.errors.js';

/** A request to the hub. */
export interface TokenHubRequest {
  readonly method: string;
  readonly authorization: string | undefined;
  /** Of a POST: JSON, or what a parser made of it. */
  readonly body: unknown;
}

/**
 * The central server (中控服务器) that WeChat's documents ask for: gives the account's access token to other applications, in
 * the form of WeChat's own endpoint. `GET` gives the current one; `POST` with `{ "stale_token": … }` reports one that WeChat
 * refused and gives its successor.
 */
export class TokenHubService {
  private readonly logger = new Logger(TokenHubService.name);

  constructor(
    private readonly tokens: TokenService,
    private readonly secret: string,
  ) {}

  /** Answers one request; never rejects. */
  async handle({ method, authorization = '', body }: TokenHubRequest): Promise<RawResponse> {
    if (!isSame(authorization, `Bearer ${this.secret}`)) {
      this.logger.warn('Refused a request to the token hub: wrong secret.');
      return respondJson(401, { error: 'unauthorized' });
    }
    try {
      if (method === 'POST') await this.tokens.invalidate(readStaleToken(body));
      const { accessToken, expiresAt } = await this.tokens.getCredential();
      const seconds = Math.floor((expiresAt.getTime() - Date.now()) / 1000);
      return respondJson(200, { access_token: accessToken, expires_in: seconds });
    } catch (error) {
      if (error instanceof WechatDecodeError) return respondJson(400, { error: error.message });
      this.logger.error('The token hub has no token to give.', error instanceof Error ? error.message : undefined);
      return respondJson(503, { error: error instanceof WechatError ? error.message : 'no token' });
    }
  }
}

function readStaleToken(body: unknown): string {
  const parsed = typeof body === 'string' || body instanceof Uint8Array ? parse(Buffer.from(body).toString()) : body;
  const token = (parsed as { readonly stale_token?: unknown } | null | undefined)?.stale_token;
  if (typeof token === 'string' && token !== '') return token;
  throw new WechatDecodeError('The body has no stale_token.');
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new WechatDecodeError('The body is not JSON.');
  }
}

/** Digests have one length, whatever a stranger sends. */
function isSame(actual: string, expected: string): boolean {
  return timingSafeEqual(hash('sha256', actual, 'buffer'), hash('sha256', expected, 'buffer'));
}
