import { randomBytes } from 'node:crypto';
import { RELEASE_TEST_ACCOUNTS, type ReleaseTestAccount } from './release-test-accounts.js';
import { PlatformClient, type PlatformAnswer } from './platform-client.js';
import {
  judgeAcknowledgement,
  judgeAuthorized,
  judgeEmpty,
  judgeMessage,
  judgeText,
  type Judgement,
} from './release-test-judge.js';
import type { ReleaseTestCase } from './release-test-report.js';
import type { ReleaseTestApi, ReleaseTestOptions, ReleaseTestTarget, TestAuthorization } from './release-test.types.js';

const TEXT = 'TESTCOMPONENT_MSG_TYPE_TEXT';
const EVENT = 'LOCATION';
const MESSAGE_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 5000;

type Run = () => Promise<Judgement>;

/**
 * Tests a platform as WeChat does before it releases it to all networks, and tells each case as it is done. It needs nothing
 * but HTTP. Official document: 全网发布接入检测说明.
 *
 * @param api what the platform calls meanwhile; without it nobody sees whether it does
 */
export async function* runReleaseTest(
  target: ReleaseTestTarget,
  api: ReleaseTestApi | undefined,
  options: Omit<ReleaseTestOptions, 'onCase'> = {},
): AsyncGenerator<ReleaseTestCase> {
  const { groups, timeoutMs = ANSWER_TIMEOUT_MS, messageTimeoutMs = MESSAGE_TIMEOUT_MS } = options;
  const client = new PlatformClient(target, timeoutMs, () => api?.seconds() ?? Math.floor(Date.now() / 1000));
  const ticket = api?.issueTicket() ?? `ticket@@@${randomBytes(48).toString('base64url')}`;
  yield await time('ticket', undefined, async () =>
    judgeAcknowledgement(await client.notify('component_verify_ticket', { ComponentVerifyTicket: ticket })),
  );
  for (const account of RELEASE_TEST_ACCOUNTS) {
    if (groups && !groups.includes(account.group)) continue;
    yield* testAccount(new AccountTest(client, api, account, messageTimeoutMs), account);
  }
}

async function* testAccount(test: AccountTest, { appId, type }: ReleaseTestAccount): AsyncGenerator<ReleaseTestCase> {
  yield await time('authorized', appId, () => test.announce());
  if (type === 'official-account') {
    yield await time('text', appId, () => test.sendText());
    yield await time('event', appId, () => test.sendEvent());
  }
  yield await time('api', appId, () => test.queryNewCode());
  yield await time('api-pushed-code', appId, () => test.queryPushedCode());
}

/** The cases of one test account. */
class AccountTest {
  readonly #openId: string;
  readonly #authorization: TestAuthorization;
  #lastMessageId = BigInt(Date.now()) * 1_000_000n;

  constructor(
    private readonly client: PlatformClient,
    private readonly api: ReleaseTestApi | undefined,
    private readonly account: ReleaseTestAccount,
    private readonly messageTimeoutMs: number,
  ) {
    this.#openId = api?.follow(account) ?? `o${randomBytes(21).toString('base64url').slice(0, 27)}`;
    this.#authorization = api?.authorize(account) ?? createAuthorization();
  }

  async announce(): Promise<Judgement> {
    const { api } = this;
    const { code, preAuthCode, expiresAt } = this.#authorization;
    const answer = await this.client.notify('authorized', {
      AuthorizerAppid: this.account.appId,
      AuthorizationCode: code,
      AuthorizationCodeExpiredTime: expiresAt,
      PreAuthCode: preAuthCode,
    });
    return judgeAuthorized(answer, api && (() => api.explainExchange(code)));
  }

  async sendText(): Promise<Judgement> {
    return judgeText(await this.#write(TEXT), `${TEXT}_callback`);
  }

  async sendEvent(): Promise<Judgement> {
    const fields = { MsgType: 'event', Event: EVENT, Latitude: 23.137466, Longitude: 113.352425, Precision: 119.385 };
    return judgeText(await this.client.send(this.account, this.#openId, fields), `${EVENT}from_callback`);
  }

  queryNewCode(): Promise<Judgement> {
    return this.#query(this.api?.issueCode(this.account) ?? createAuthorization().code);
  }

  queryPushedCode(): Promise<Judgement> {
    return this.#query(this.#authorization.code);
  }

  async #query(code: string): Promise<Judgement> {
    const { api, account, messageTimeoutMs } = this;
    api?.write(account, this.#openId);
    const empty = judgeEmpty(await this.#write(`QUERY_AUTH_CODE:${code}`), `${code}_from_api`);
    if (empty.outcome === 'failed' || !api) return empty;
    const text = await api.nextMessage(account, this.#openId, messageTimeoutMs);
    return judgeMessage(empty, text, `${code}_from_api`, () => api.explainMessage(account, code));
  }

  #write(Content: string): Promise<PlatformAnswer> {
    const fields = { MsgType: 'text', Content, MsgId: ++this.#lastMessageId };
    return this.client.send(this.account, this.#openId, fields);
  }
}

async function time(name: ReleaseTestCase['name'], appId: string | undefined, run: Run): Promise<ReleaseTestCase> {
  const startedAt = performance.now();
  const judgement = await run();
  return { name, appId, ...judgement, durationMs: performance.now() - startedAt };
}

/** An authorization that no API knows. */
function createAuthorization(): TestAuthorization {
  const random = () => randomBytes(48).toString('base64url');
  const expiresAt = Math.floor(Date.now() / 1000) + 3600;
  return { code: `queryauthcode@@@${random()}`, preAuthCode: `preauthcode@@@${random()}`, expiresAt };
}
