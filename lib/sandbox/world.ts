import { SandboxAccount } from './account/sandbox-account.js';
import type { ApiCall } from './api/api-call.js';
import type { ApiReply } from './api/api-reply.js';
import { Changes } from './changes.js';
import { Component } from './component/component.js';
import { ComponentLogins } from './component/component-logins.js';
import { findChannel } from './component/find-channel.js';
import { OpenAccounts } from './component/open-accounts.js';
import { SandboxClock } from './clock.js';
import { verifyCallback } from './delivery/callback-verifier.js';
import { DeliveryFaults } from './delivery/delivery-faults.js';
import { weightOf, type Delivery } from './delivery/delivery.js';
import { Pusher } from './delivery/pusher.js';
import { ApiFaults } from './faults/api-faults.js';
import { Gate } from './faults/gate.js';
import type { PageShare } from './jssdk/page-share.js';
import { Log } from './log.js';
import { WebsiteLogins } from './oauth/website-logins.js';
import { Contact } from './people/contact.js';
import { Person, type PersonProfile } from './people/person.js';
import { RELEASE_TEST_ACCOUNTS } from './release-test/release-test-accounts.js';
import { SandboxError } from './sandbox.error.js';
import { readDeliveryRules, type SandboxOptions } from './sandbox.options.js';

/** What a path answers in place of the sandbox's own answer. */
export type ScriptedAnswer = ApiReply | ((call: ApiCall) => ApiReply | Promise<ApiReply>);

const NICKNAMES = ['Alice', 'Bob', 'Carol', 'Dave', 'Erin', 'Frank', 'Grace', 'Heidi'];

/** All that there is on WeChat's side: its clock, accounts, people and logs. */
export class World {
  readonly clock: SandboxClock;
  readonly changes = new Changes();
  readonly accounts: readonly SandboxAccount[];
  /** What WeChat tests platforms with; nobody sees them but platforms. */
  readonly releaseTestAccounts: readonly SandboxAccount[];
  /** Third-party platforms. */
  readonly components: readonly Component[];
  readonly openAccounts = new OpenAccounts();
  readonly people: Person[] = [];
  readonly calls = new Log<ApiCall>(({ raw }) => raw.length);
  readonly deliveries = new Log<Delivery>(({ attempts }) =>
    attempts.reduce((sum, attempt) => sum + weightOf(attempt), 0),
  );
  readonly shares = new Log<PageShare>(share => JSON.stringify(share).length);
  readonly apiFaults = new ApiFaults();
  readonly deliveryFaults = new DeliveryFaults();
  readonly gate = new Gate();
  readonly scripts = new Map<string, ScriptedAnswer>();
  readonly websiteLogins: WebsiteLogins;
  readonly componentLogins: ComponentLogins;
  readonly pusher: Pusher;
  readonly #accounts: ReadonlyMap<string, SandboxAccount>;
  /** `http://127.0.0.1:<port>`; empty until the sandbox listens. */
  origin = '';

  constructor(options: SandboxOptions) {
    const { accounts = [{}], components = [], callbackUrl, clock = new SandboxClock(), delivery = {} } = options;
    this.clock = clock;
    this.websiteLogins = new WebsiteLogins(clock, this.changes);
    this.componentLogins = new ComponentLogins(clock, this.changes);
    this.accounts = accounts.map(
      (account, index) =>
        new SandboxAccount(
          { ...account, callbackUrl: account.callbackUrl ?? (index === 0 ? callbackUrl : undefined) },
          clock,
        ),
    );
    if (this.accounts.length === 0)
      throw new SandboxError('The accounts are an empty list. Name one, or leave the option out.');
    const rules = readDeliveryRules(delivery);
    this.pusher = new Pusher(clock, rules, this.deliveryFaults, this.deliveries, this.changes, account =>
      findChannel(this.components, account),
    );
    this.components = components.map(component => new Component(component, clock, this.pusher));
    this.releaseTestAccounts = components.length === 0 ? [] : createTestAccounts(clock);
    // Somebody may have made one of the test accounts an account of their own.
    this.#accounts = new Map([...this.releaseTestAccounts, ...this.accounts].map(account => [account.appId, account]));
    checkAppIds([...this.accounts, ...this.components]);
  }

  /** The account of an AppID; without one the first. */
  account(appId?: string): SandboxAccount {
    const account = appId === undefined ? this.accounts[0] : this.findAccount(appId);
    if (!account) throw new SandboxError(`The sandbox has no account with the AppID ${appId}.`);
    return account;
  }

  findAccount(appId: string): SandboxAccount | undefined {
    return this.#accounts.get(appId);
  }

  /** The third-party platform of an AppID; without one the first. */
  component(componentAppId?: string): Component {
    const component = componentAppId === undefined ? this.components[0] : this.findComponent(componentAppId);
    if (component) return component;
    throw new SandboxError(
      componentAppId === undefined
        ? 'The sandbox has no third-party platform. Start it with the option components.'
        : `The sandbox has no third-party platform with the AppID ${componentAppId}.`,
    );
  }

  findComponent(componentAppId: string): Component | undefined {
    return this.components.find(component => component.componentAppId === componentAppId);
  }

  /** Sets where an account's pushes go, if the callback there answers as WeChat wants. */
  async setCallback(account: SandboxAccount, url: string): Promise<void> {
    await verifyCallback(account, url, this.clock.seconds());
    account.callbackUrl = url;
    this.changes.notify();
  }

  /** Whose the access token of a person is, dead or alive. */
  findUserTokenOwner(accessToken: string): SandboxAccount | undefined {
    return this.accounts.find(account => account.userTokens.has(accessToken));
  }

  addPerson({ nickname, ...profile }: PersonProfile = {}): Person {
    const count = this.people.length;
    const round = Math.floor(count / NICKNAMES.length);
    const name = `${NICKNAMES[count % NICKNAMES.length]}${round === 0 ? '' : ` ${round + 1}`}`;
    const person = new Person(nickname ?? name, profile);
    this.people.push(person);
    this.changes.notify();
    return person;
  }

  /** A person as an account knows it, met for the first time if need be. */
  contact(person: Person, account: SandboxAccount): Contact {
    const known = account.contacts.find(person.openIdFor(account.appId));
    if (known) return known;
    const contact = new Contact(person, account.appId, this.clock, this.changes);
    account.contacts.add(contact);
    return contact;
  }
}

function checkAppIds(owners: readonly { readonly appId: string }[]): void {
  const known = new Set<string>();
  for (const { appId } of owners) {
    if (known.has(appId)) throw new SandboxError(`There are two accounts with the AppID ${appId}.`);
    known.add(appId);
  }
}

function createTestAccounts(clock: SandboxClock): SandboxAccount[] {
  return RELEASE_TEST_ACCOUNTS.map(
    ({ appId, originalId, type }) => new SandboxAccount({ appId, originalId, type, nickname: 'Release test' }, clock),
  );
}
