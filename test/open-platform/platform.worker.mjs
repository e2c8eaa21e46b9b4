import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OnText } from 'nestjs-wechat';
import {
  OnAuthorized,
  OnUnauthorized,
  OnVerifyTicket,
  OpenPlatformModule,
  OpenPlatformService,
} from 'nestjs-wechat/open-platform';

/**
 * One instance of an application that is a third-party platform, on a port of its own. `process.argv`: its options, and a path
 * whose answers this instance gets and never reads, so that it can be killed between the answer and what comes of it.
 */
Logger.overrideLogger(false);
const [options, unreadPath] = process.argv.slice(2);
const heard = [];

class Bot {
  ticket({ message }) {
    heard.push(`ticket ${message.ComponentVerifyTicket}`);
  }
  authorized({ message }) {
    heard.push(`authorized ${message.AuthorizerAppid}`);
  }
  unauthorized({ message }) {
    heard.push(`unauthorized ${message.AuthorizerAppid}`);
  }
  say({ account, message }) {
    heard.push(`${account.appId}: ${message.Content}`);
    return `${account.appId} by ${account.componentAppId}: ${message.Content}`;
  }
}
for (const [name, decorator] of [
  ['ticket', OnVerifyTicket()],
  ['authorized', OnAuthorized()],
  ['unauthorized', OnUnauthorized()],
  ['say', OnText()],
]) {
  decorator(Bot.prototype, name, Object.getOwnPropertyDescriptor(Bot.prototype, name));
}

async function fetchWithout(input, init) {
  const response = await fetch(input, init);
  if (!new URL(input).pathname.startsWith(unreadPath)) return response;
  await response.arrayBuffer();
  return new Promise(() => {});
}

class AppModule {}
const all = { ...JSON.parse(options), ...(unreadPath && { fetch: fetchWithout }) };
const app = await NestFactory.create(
  { module: AppModule, imports: [OpenPlatformModule.forRoot(all)], providers: [Bot] },
  { logger: false },
);
await app.listen(0, '127.0.0.1');
const url = await app.getUrl();
/** The first platform, unless another is named. */
const platformOf = ({ componentAppId }) => {
  const first = app.get(OpenPlatformService);
  return componentAppId === undefined ? first : first.component(componentAppId);
};

/** What was asked for many accounts at once: what there is of each, and the different errors. */
async function many(appIds, ask) {
  const settled = await Promise.allSettled(appIds.map(ask));
  const values = settled.flatMap(({ value }, index) => (value === undefined ? [] : [[appIds[index], value]]));
  const errors = settled.flatMap(({ reason }) => (reason === undefined ? [] : [`${reason.name}: ${reason.message}`]));
  return { values: Object.fromEntries(values), errors: [...new Set(errors)] };
}

const actions = {
  origin: () => url,
  heard: () => heard,
  synchronize: message => platformOf(message).synchronizeAuthorizers(),
  get: message => many(message.appIds, appId => platformOf(message).account(appId).tokens.getAccessToken()),
  refresh: message => many(message.appIds, appId => platformOf(message).account(appId).tokens.refresh()),
  call: message =>
    many(message.appIds, async appId => {
      const { api } = platformOf(message).account(appId);
      return (await api.get('/cgi-bin/getcallbackip')).errcode ?? 0;
    }),
};

export default message => actions[message.action](message);
