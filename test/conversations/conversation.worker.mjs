import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RedisDeliveryStore } from '#lib/delivery/redis-delivery.store';
import { RedisConnection } from '#lib/redis/redis.connection';
import { CallbackService, OnAnswer, OnMessage, OnText, WechatModule } from 'nestjs-wechat';

/** One instance of a bot that counts and takes orders, for tests with several processes. */
Logger.overrideLogger(false);

/** Kept in the middle of a run, until the test says otherwise. */
let gate = Promise.resolve();
let open = () => {};
/** Told when a handler has come to the gate, or a run to its end. */
const waiting = [];
const reached = { gate: 0, end: 0 };

function reach(place) {
  reached[place] += 1;
  for (const look of waiting) look();
}

class Bot {
  runs = [];

  async count(context) {
    this.runs.push(context.message.MsgId);
    const session = await context.session();
    session.count = (session.count ?? 0) + 1;
    return String(session.count);
  }

  begin(context) {
    return context.ask('size', 'Which size?');
  }

  async size(context) {
    this.runs.push(context.message.MsgId);
    const session = await context.session();
    session.sizes = [...(session.sizes ?? []), context.message.Content];
    reach('gate');
    await gate;
    return context.ask('number', 'How many?');
  }

  async number(context) {
    this.runs.push(context.message.MsgId);
    const session = await context.session();
    const order = `${context.message.Content} of ${session.sizes.join()}`;
    delete session.sizes;
    return order;
  }

  other() {
    return 'Pardon?';
  }
}

const decorators = {
  count: OnText('count'),
  begin: OnText('begin'),
  size: OnAnswer('size', /^[SML]$/),
  number: OnAnswer('number', /^\d+$/),
  other: OnMessage(),
};
for (const [name, decorate] of Object.entries(decorators)) {
  decorate(Bot.prototype, name, Object.getOwnPropertyDescriptor(Bot.prototype, name));
}

/** Never comes to the end of a run: what is before it is done, what is after it is not. */
class EndlessDeliveryStore extends RedisDeliveryStore {
  settle() {
    reach('end');
    return new Promise(() => {});
  }
}

const { endless = false, ...options } = JSON.parse(process.argv[2]);
const deliveries = endless ? new EndlessDeliveryStore(new RedisConnection(options.redis), 'wechat') : undefined;
class AppModule {}
const imports = [WechatModule.forRoot({ ...options, stores: { deliveries } })];
const app = await NestFactory.createApplicationContext(
  { module: AppModule, imports, providers: [Bot] },
  { logger: false },
);
const callback = app.get(CallbackService);

const actions = {
  handle: ({ push }) => callback.handle({ method: 'POST', ...push }),
  shutGate() {
    gate = new Promise(resolve => {
      open = resolve;
    });
  },
  openGate: () => open(),
  reached: ({ place }) =>
    new Promise(resolve => {
      const look = () => reached[place] > 0 && resolve();
      waiting.push(look);
      look();
    }),
  runs: () => app.get(Bot).runs,
};

export default message => actions[message.action](message);
