import { hash } from 'node:crypto';
import { WechatApiError, WechatNetworkError, WechatOAuthError, type OAuthRemedy } from '../wechat.errors.js';
import type { ClusterOnce, Outcome } from './cluster-once.js';

/** Where a code comes from: an authorize page, or `wx.login()` of a mini program. */
export type CodeKind = 'code' | 'session';

/** How long a code lives, and what came of it is kept: after that WeChat knows it no more. */
const CODE_LIFE_MS = 300_000;
/** WeChat's have 32 characters. What nobody can have got from WeChat is not worth a request. */
const CODE = /^[\x21-\x7e]{1,512}$/;
const MISSING = 41008;

/** What is final about a code, and what to do about it. After -1 the code may be spent. */
const REMEDIES: ReadonlyMap<number, OAuthRemedy> = new Map([
  [-1, 'authorize-again'],
  [40029, 'authorize-again'],
  [40163, 'authorize-again'],
  [42003, 'authorize-again'],
  [MISSING, 'authorize-again'],
  [40226, 'refuse'],
  [45011, 'try-later'],
]);

const ADVICE: Readonly<Record<OAuthRemedy, Readonly<Record<CodeKind, string>>>> = {
  'authorize-again': {
    code: 'Have the person open the authorize page again.',
    session: 'Have the mini program call wx.login() again.',
  },
  'try-later': { code: 'Try again in a minute.', session: 'Have the mini program try again in a minute.' },
  refuse: { code: 'Do not let the person in.', session: 'WeChat takes the person for a risk: do not let them in.' },
};

/** Exchanges codes: each one once for all processes, and whoever asks again within its life gets the same answer. */
export class CodeExchanger {
  constructor(
    private readonly appId: string,
    private readonly once: ClusterOnce,
  ) {}

  /**
   * @param redeem asks WeChat; what it resolves with is kept, so it has to be JSON
   * @throws WechatOAuthError where the code is of no use
   */
  async exchange<T>(kind: CodeKind, code: unknown, redeem: (code: string) => Promise<T>): Promise<T> {
    if (typeof code !== 'string' || !CODE.test(code)) {
      const message = `A code for ${this.appId} is missing, or cannot be one. ${ADVICE['authorize-again'][kind]}`;
      throw new WechatOAuthError('authorize-again', message, MISSING);
    }
    const key = `{${this.appId}:${hash('sha256', code)}}:oauth:${kind}`;
    return this.once.run(key, CODE_LIFE_MS, async (): Promise<Outcome<T>> => {
      try {
        return { value: await redeem(code) };
      } catch (error) {
        return { failure: this.explain(error, kind) };
      }
    });
  }

  /** Why a code is of no use to anybody. What says nothing about the code is thrown again, and the code may be tried again. */
  private explain(error: unknown, kind: CodeKind): Extract<Outcome<unknown>, { failure: unknown }>['failure'] {
    if (error instanceof WechatNetworkError) {
      const message = `${error.message} The code may be spent, so it is not tried again. ${ADVICE['authorize-again'][kind]}`;
      return { remedy: 'authorize-again', message };
    }
    const remedy = error instanceof WechatApiError ? REMEDIES.get(error.errcode) : undefined;
    if (!(error instanceof WechatApiError) || remedy === undefined) throw error;
    const { endpoint, errcode, errmsg } = error;
    const message = `${endpoint} of ${this.appId} failed with ${errcode}: ${errmsg}. ${ADVICE[remedy][kind]}`;
    if (remedy === 'try-later') throw new WechatOAuthError(remedy, message, errcode, error);
    return { remedy, message, errcode };
  }
}
