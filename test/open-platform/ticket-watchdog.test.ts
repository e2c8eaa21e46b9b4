import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { MemoryVerifyTicketStore } from '#lib/open-platform/stores/memory-verify-ticket.store';
import type { StoredVerifyTicket } from '#lib/open-platform/stores/verify-ticket.store';
import { WechatStoreError } from 'nestjs-wechat';
import { startPlatformApp, type PlatformApp } from '../support/open-platform.js';
import { countCalls } from '../support/sandbox.js';

const START = '/cgi-bin/component/api_start_push_ticket';
const MINUTE_MS = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
});

/** Lets minutes go by, and each look come to its end: a look asks a store, and perhaps WeChat, over the network. */
async function wait({ app }: Pick<PlatformApp, 'app'>, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    // A request of the test's own is behind those of the look.
    await fetch(`${await app.getUrl()}/nothing`);
  }
}

const warnings = ({ logger }: PlatformApp) =>
  logger.filter({ level: 'warn', message: /has not pushed a component_verify_ticket/ });
const recoveries = ({ logger }: PlatformApp) => logger.filter({ level: 'log', message: /pushes tickets to \w+ again/ });
const asks = ({ sandbox }: PlatformApp) => countCalls(sandbox, START);

test('30 minutes without a ticket are one warning and one request for tickets, and one line when they come again', async () => {
  const app = await startPlatformApp('express');
  app.component.stopTicketPushes();
  const { eventsUrl } = app.component;
  await wait(app, 30);
  expect([warnings(app).length, asks(app), await app.service.inspectTickets()]).toEqual([0, 0, 'on time']);
  // WeChat cannot reach the application, so asking helps nothing.
  app.component.eventsUrl = undefined;
  await wait(app, 1);
  await expect.poll(() => asks(app)).toBe(1);
  expect(await app.service.inspectTickets()).toBe('late');
  await wait(app, 9);
  expect([warnings(app).length, asks(app)]).toEqual([1, 1]);
  app.logger.assertLogged({ level: 'warn', message: /for 30 minutes, and is asked to/ });
  await wait(app, 1);
  await expect.poll(() => asks(app)).toBe(2);
  expect([warnings(app).length, recoveries(app).length]).toEqual([2, 0]);

  app.component.eventsUrl = eventsUrl;
  app.sandbox.clock.advance(MINUTE_MS);
  expect((await app.component.pushTicket()).verdict).toBe('acknowledged');
  expect(await app.service.inspectTickets()).toBe('on time');
  await wait(app, 2);
  expect([warnings(app).length, recoveries(app).length, asks(app)]).toEqual([2, 1, 2]);
  // Nothing is said of what goes on as it should.
  await wait(app, 27);
  expect([warnings(app).length, recoveries(app).length, asks(app)]).toEqual([2, 1, 2]);
});

test('WeChat that is asked pushes at once', async () => {
  const app = await startPlatformApp('express');
  app.component.stopTicketPushes();
  app.sandbox.clock.advance(31 * MINUTE_MS);
  await wait(app, 31);
  await expect.poll(() => app.bot.heard.length).toBe(2);
  await wait(app, 1);
  expect([warnings(app).length, recoveries(app).length, asks(app)]).toEqual([1, 1, 1]);
  expect(app.component.isPushingTickets).toBe(true);
});

test('a platform that never had a ticket asks for one at the first look, and is late after 30 minutes', async () => {
  class Empty extends MemoryVerifyTicketStore {
    override async find() {
      return undefined;
    }
  }
  const app = await startPlatformApp('express', { options: { stores: { verifyTickets: new Empty() } } });
  expect(await app.service.inspectTickets()).toBe('none yet');
  await wait(app, 1);
  await expect.poll(() => asks(app)).toBe(1);
  app.logger.assertLogged({ level: 'warn', message: /to \w+ yet, and is asked to/ });
  await wait(app, 29);
  expect(await app.service.inspectTickets()).toBe('none yet');
  await wait(app, 1);
  expect(await app.service.inspectTickets()).toBe('late');
});

test('a look that fails ends nothing', async () => {
  class Failing extends MemoryVerifyTicketStore {
    isDown = false;
    override async find(componentAppId: string): Promise<StoredVerifyTicket | undefined> {
      if (this.isDown) throw new WechatStoreError('Not now.');
      return super.find(componentAppId);
    }
  }
  const verifyTickets = new Failing();
  const app = await startPlatformApp('express', { options: { stores: { verifyTickets } } });
  app.component.stopTicketPushes();
  app.component.eventsUrl = undefined;
  verifyTickets.isDown = true;
  await wait(app, 31);
  app.logger.assertLogged({ level: 'warn', message: /Tickets of \w+ are missing: Not now\./ });
  await expect(app.service.inspectTickets()).rejects.toThrow(WechatStoreError);
  verifyTickets.isDown = false;
  app.sandbox.fault.fail(START, 'reset', 1);
  await wait(app, 1);
  await expect.poll(() => app.logger.filter({ level: 'warn', message: /api_start_push_ticket/ }).length).toBe(1);
  expect([warnings(app).length, asks(app)]).toEqual([1, 1]);
  await wait(app, 10);
  await expect.poll(() => asks(app)).toBe(2);
});

test('an application that is closed looks no more', async () => {
  const app = await startPlatformApp('express');
  app.component.stopTicketPushes();
  app.component.eventsUrl = undefined;
  await app.app.close();
  await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
  expect([warnings(app).length, vi.getTimerCount()]).toEqual([0, 0]);
});
