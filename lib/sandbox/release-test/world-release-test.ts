import type { SandboxAccount } from '../account/sandbox-account.js';
import type { ApiCall } from '../api/api-call.js';
import type { AuthorizerAccount } from '../component/authorization.js';
import { requestedSets } from '../component/authorize-component.js';
import type { Component } from '../component/component.js';
import type { PhoneMessage } from '../people/phone-message.js';
import { Person } from '../people/person.js';
import type { World } from '../world.js';
import type { ReleaseTestAccount } from './release-test-accounts.js';
import type { ReleaseTestApi, TestAuthorization } from './release-test.types.js';

const QUERY_AUTH = '/cgi-bin/component/api_query_auth';
const SEND = '/cgi-bin/message/custom/send';

/** The API of a sandbox, for the release test of one of its platforms. */
export class WorldReleaseTest implements ReleaseTestApi {
  /** Calls before the test are none of its business. */
  readonly #firstCall: number;

  constructor(
    private readonly world: World,
    private readonly component: Component,
  ) {
    this.#firstCall = (world.calls.entries.at(-1)?.id ?? 0) + 1;
  }

  issueTicket(): string {
    return this.component.tickets.issue().value;
  }

  authorize({ appId }: ReleaseTestAccount): TestAuthorization {
    const { authorizations, preAuthCodes } = this.component;
    const account = this.#find(appId) as AuthorizerAccount;
    // Left from the last test.
    if (authorizations.find(appId)?.isRevoked === false) authorizations.revoke(account);
    const preAuthCode = preAuthCodes.issue();
    preAuthCodes.use(preAuthCode);
    return { ...authorizations.grant(account, requestedSets(this.component, account)), preAuthCode };
  }

  issueCode({ appId }: ReleaseTestAccount): string {
    return this.component.authorizations.issueCode(appId).code;
  }

  seconds(): number {
    return this.world.clock.seconds();
  }

  follow({ appId }: ReleaseTestAccount): string {
    const contact = this.world.contact(new Person('Release test'), this.#find(appId));
    contact.follow({ scene: 'ADD_SCENE_SEARCH' });
    return contact.openId;
  }

  write({ appId }: ReleaseTestAccount, openId: string): void {
    this.#find(appId).contacts.get(openId).window.open('message');
  }

  async nextMessage({ appId }: ReleaseTestAccount, openId: string, timeoutMs: number): Promise<string | undefined> {
    const contact = this.#find(appId).contacts.get(openId);
    const take = () => {
      const message = contact.findUnseen();
      return message && contact.see(message);
    };
    const message = await this.world.changes.until(take, timeoutMs, 'A message').catch(() => undefined);
    return message && toText(message);
  }

  explainExchange(code: string): string {
    const exchange = this.#exchangeOf(code);
    if (exchange?.errcode === 0) return '';
    if (exchange) return `It called ${QUERY_AUTH}, which answered ${describe(exchange)}.`;
    // The platform's own token comes first.
    const failed = this.#calls().findLast(({ errcode = 0 }) => errcode !== 0);
    const why = failed === undefined ? '' : ` It called ${failed.path}, which answered ${describe(failed)}.`;
    return `It never called ${QUERY_AUTH} with the code.${why}`;
  }

  explainMessage({ appId }: ReleaseTestAccount, code: string): string {
    const why = this.explainExchange(code);
    if (!this.#exchangeOf(code)) return why;
    const send = this.#calls().findLast(call => call.path === SEND && (call.appId ?? appId) === appId);
    if (!send)
      return why === '' ? `It exchanged the code, but never called ${SEND}.` : `${why} It never called ${SEND}.`;
    return send.errcode === 0
      ? `It called ${SEND}, but for somebody else, or before it was asked.`
      : `It called ${SEND}, which answered ${describe(send)}.`;
  }

  #calls(): readonly ApiCall[] {
    return this.world.calls.entries.filter(({ id }) => id >= this.#firstCall);
  }

  #exchangeOf(code: string): ApiCall | undefined {
    return this.#calls().findLast(({ path, raw }) => path === QUERY_AUTH && raw.includes(code));
  }

  #find(appId: string): SandboxAccount {
    return this.world.account(appId);
  }
}

function toText(message: PhoneMessage): string {
  return message.type === 'text' ? message.content : `(${message.type})`;
}

function describe({ response }: ApiCall): string {
  const { errcode, errmsg } = response as { readonly errcode?: unknown; readonly errmsg?: unknown };
  return `${String(errcode)} ${String(errmsg)}`;
}
