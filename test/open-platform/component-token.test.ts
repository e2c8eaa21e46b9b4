import { expect, test } from 'vitest';
import { MemoryVerifyTicketStore } from '#lib/open-platform/stores/memory-verify-ticket.store';
import { WechatApiError, WechatNetworkError } from 'nestjs-wechat';
import { startPlatformApp, type PlatformApp } from '../support/open-platform.js';
import { callsOf, countCalls } from '../support/sandbox.js';

const TOKEN = '/cgi-bin/component/api_component_token';
const START = '/cgi-bin/component/api_start_push_ticket';

/** Any call with the platform's own token. */
function list({ service }: PlatformApp): Promise<unknown> {
  return service.api.component.getAuthorizerList({ component_appid: service.componentAppId, offset: 0, count: 1 });
}

const ticketsOf = ({ sandbox }: PlatformApp) =>
  callsOf(sandbox, TOKEN).map(({ body }) => (body as { component_verify_ticket: string }).component_verify_ticket);

test.each([61005, 61006])('where WeChat refuses a ticket by %i, one that came meanwhile is used', async errcode => {
  let isLate = true;
  const app: PlatformApp = await startPlatformApp('express', {
    options: {
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        if (new URL(input).pathname !== TOKEN || !isLate) return response;
        // The next ticket comes while the refusal is on its way.
        isLate = false;
        app.sandbox.clock.advance(1000);
        await app.component.pushTicket();
        return response;
      },
    },
  });
  const first = app.component.tickets.newest?.value;
  app.sandbox.fault.apiError(TOKEN, errcode, { times: 1 });
  await list(app);
  expect(ticketsOf(app)).toEqual([first, app.component.tickets.newest?.value]);
  expect(countCalls(app.sandbox, START)).toBe(0);
});

test('where WeChat refuses the newest ticket, it is asked for another, and calls go on when that comes', async () => {
  const app = await startPlatformApp('express');
  await app.service.setVerifyTicket('ticket@@@wrong', new Date(app.sandbox.clock.now()));
  app.sandbox.clock.advance(1000);
  await expect(list(app)).rejects.toThrow(WechatApiError);
  expect(ticketsOf(app)).toEqual(['ticket@@@wrong']);
  expect(countCalls(app.sandbox, START)).toBe(1);
  await expect.poll(() => list(app).then(Boolean, () => false), { timeout: 10_000 }).toBe(true);
  expect(ticketsOf(app)).toEqual(['ticket@@@wrong', app.component.tickets.newest?.value]);
});

test('where WeChat has pushed no ticket yet, it is asked to, and the error says where to look', async () => {
  const verifyTickets = new MemoryVerifyTicketStore();
  const app = await startPlatformApp('express', { options: { stores: { verifyTickets } } });
  verifyTickets['tickets'].clear();
  app.sandbox.clock.advance(1000);
  const error: unknown = await list(app).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(WechatNetworkError);
  expect(String(error)).toContain("Compare that URL with WeChat's console");
  expect([countCalls(app.sandbox, START), countCalls(app.sandbox, TOKEN)]).toEqual([1, 0]);
  await expect.poll(() => list(app).then(Boolean, () => false), { timeout: 10_000 }).toBe(true);
});

test('other refusals are no reason to ask for tickets', async () => {
  const app = await startPlatformApp('express');
  app.sandbox.fault.apiError(TOKEN, 61004, { times: 1 });
  await expect(list(app)).rejects.toThrow('61004');
  expect([countCalls(app.sandbox, START), countCalls(app.sandbox, TOKEN)]).toEqual([0, 1]);
});

test('no error and no log has the ticket or the secret of a platform', async () => {
  const app = await startPlatformApp('express');
  app.sandbox.fault.apiError(TOKEN, 61006);
  const error: unknown = await list(app).catch((reason: unknown) => reason);
  const { componentAppSecret, tickets } = app.component;
  const told = [String(error), JSON.stringify(error), ...app.logger.filter({}).map(entry => JSON.stringify(entry))];
  for (const secret of [componentAppSecret, tickets.newest?.value ?? '']) {
    expect(told.filter(text => text.includes(secret))).toEqual([]);
  }
});
