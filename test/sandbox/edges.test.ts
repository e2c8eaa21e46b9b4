import { beforeEach, expect, test } from 'vitest';
import type { Contact } from '#lib/sandbox/people/contact';
import { World } from '#lib/sandbox/world';
import { SandboxClock, type SandboxAccount } from 'nestjs-wechat/sandbox';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Stands still, so that a rule can be tested at the very millisecond. */
class StillClock extends SandboxClock {
  #now = Date.parse('2026-03-02T08:00:00+08:00');

  override now(): number {
    return this.#now;
  }

  override advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

let clock: StillClock;
let account: SandboxAccount;
let alice: Contact;
beforeEach(() => {
  clock = new StillClock();
  const world = new World({ clock });
  account = world.account();
  alice = world.contact(world.addPerson(), account);
});

test('a stable token is given until five minutes before its end', () => {
  const { accessTokens } = account;
  const first = accessTokens.getStable().value;
  clock.advance(120 * MINUTE - 5 * MINUTE - 1);
  expect(accessTokens.getStable().value).toBe(first);
  clock.advance(1);
  expect(accessTokens.getStable().value).not.toBe(first);
  clock.advance(5 * MINUTE - 1);
  expect(accessTokens.state(first)).toBe('alive');
  clock.advance(1);
  expect(accessTokens.state(first)).toBe('expired');
});

test('a stable token can be forced 30 s after the last time', () => {
  const { accessTokens } = account;
  const first = accessTokens.forceStable().value;
  clock.advance(29_999);
  expect(accessTokens.forceStable().value).toBe(first);
  clock.advance(1);
  expect(accessTokens.forceStable().value).not.toBe(first);
});

test('a ticket is given until it ends', () => {
  const first = account.tickets.get('jsapi').value;
  clock.advance(120 * MINUTE - 1);
  expect(account.tickets.get('jsapi').value).toBe(first);
  clock.advance(1);
  expect(account.tickets.get('jsapi').value).not.toBe(first);
});

test('a client_msg_id counts for ten minutes', () => {
  account.templateSends.add('a', 1);
  clock.advance(10 * MINUTE - 1);
  expect(account.templateSends.find('a')).toMatchObject({ messageId: 1 });
  clock.advance(1);
  expect(account.templateSends.find('a')).toBeUndefined();
});

test('a clientmsgid is refused for a day, at first with 45066', () => {
  const check = () => account.massMessages.checkClientId('a');
  account.massMessages.add(1, 'a');
  clock.advance(MINUTE - 1);
  expect(check).toThrow('45066');
  clock.advance(1);
  expect(check).toThrow('45065');
  clock.advance(DAY - MINUTE - 1);
  expect(check).toThrow('45065');
  clock.advance(1);
  expect(check).not.toThrow();
});

test('a window for customer-service messages closes when its time is over', () => {
  alice.window.open('message');
  clock.advance(2 * DAY - 1);
  expect(alice.window.left).toBe(5);
  clock.advance(1);
  expect(alice.window.left).toBe(0);
  expect(() => alice.window.spend()).toThrow('45015');
});

test('customer-service messages use up the window that closes first', () => {
  alice.window.open('message');
  alice.window.open('menu');
  for (let count = 0; count < 3; count++) alice.window.spend();
  clock.advance(MINUTE);
  expect(alice.window.left).toBe(5);
});
