import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Cluster, Redis } from 'ioredis';
import { CallbackService, OnText, WechatModule } from 'nestjs-wechat';

/**
 * One instance of an application on a port of its own. `wait 7 a` is answered after 7 s; each run of it is written down in
 * Redis, by what the person said and this process's number. `process.argv`: options of the account, a URL of the Redis that the runs are written
 * down in, URL of the account's own or the nodes of a Cluster.
 */
Logger.overrideLogger(false);
const [options, runsUrl, redisOptions] = process.argv.slice(2);
const runs = new Redis(runsUrl);
runs.on('error', () => {});

class Bot {
  async wait(context) {
    const { Content } = context.message;
    await runs.rpush(`runs:${Content}`, `${process.pid} ${context.attempt}`);
    await sleep(Number(context.match[1]) * 1000);
    return `${Content} of ${context.openId}`;
  }

  deferred(context) {
    context.defer();
    return `deferred to ${context.openId}`;
  }
}
for (const [name, decorator] of [
  ['wait', OnText(/^wait ([\d.]+)/)],
  ['deferred', OnText('defer')],
]) {
  decorator(Bot.prototype, name, Object.getOwnPropertyDescriptor(Bot.prototype, name));
}

class AppModule {}
const shared = JSON.parse(redisOptions);
const redis = Array.isArray(shared) ? new Cluster(shared) : shared;
const imports = [WechatModule.forRoot({ ...JSON.parse(options), redis })];
const app = await NestFactory.create({ module: AppModule, imports, providers: [Bot] }, { logger: false });
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
const url = await app.getUrl();

const actions = {
  origin: () => url,
  /** Many messages of many people, without HTTP; tells how many answers were wrong. */
  async storm({ pushes }) {
    const callback = app.get(CallbackService);
    const answers = await Promise.all(pushes.map(push => callback.handle({ method: 'POST', ...push })));
    return answers.map(({ body }) => body);
  },
};

export default message => actions[message.action](message);
