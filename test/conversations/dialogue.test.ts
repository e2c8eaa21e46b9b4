import { Injectable } from '@nestjs/common';
import { expect, onTestFinished, test } from 'vitest';
import { OnAnswer, OnMessage, OnSubscribe, WechatModule, type AnswerKind, type WechatContext } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { PLATFORMS, startHost } from '../support/host.js';
import { startRedis } from '../support/redis/server.js';

interface Profile {
  name: string;
  places: string[];
}

/** Asks three things of everybody who follows. */
@Injectable()
class Registration {
  @OnSubscribe() welcome(context: WechatContext<'event.subscribe'>) {
    return context.ask('name', 'Welcome! Your name?');
  }
  @OnAnswer('name', /^\p{L}{2,}$/u) async name(context: WechatContext<'text'>) {
    const session = await context.session<Profile>();
    session.name = context.message.Content;
    return context.ask('place', 'Where are you?');
  }
  @OnAnswer('name') noName(context: WechatContext<AnswerKind>) {
    return context.ask('name', 'That is no name.');
  }
  @OnAnswer('place') async place(context: WechatContext<AnswerKind>) {
    if (!context.is('location')) return context.ask('place', 'Send a position, please.');
    const session = await context.session<Profile>();
    session.places = [...(session.places ?? []), context.message.Label];
    return context.ask('more', 'Another one?');
  }
  @OnAnswer('more', 'yes') more(context: WechatContext<'text'>) {
    return context.ask('place', 'Where?');
  }
  @OnAnswer('more', 'no') async done(context: WechatContext<'text'>) {
    const session = await context.session<Profile>();
    const { name, places } = session;
    delete session.name;
    delete session.places;
    return `${name}: ${places?.join(', ')}`;
  }
  @OnMessage() async anything(context: WechatContext) {
    return JSON.stringify(await context.session());
  }
}

test(
  'a dialogue in three steps goes on though the application restarts, and hosts change',
  { timeout: 60_000 },
  async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const sandbox = await WechatSandbox.start({
      accounts: [{ encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }],
    });
    onTestFinished(() => sandbox.stop());
    let restarts = 0;
    let close = async () => {};
    onTestFinished(() => close());
    const restart = async () => {
      await close();
      const host = await startHost(PLATFORMS[restarts++ % PLATFORMS.length] ?? 'express', {
        imports: [WechatModule.forRoot({ ...sandbox.credentials(), redis: redis.url })],
        providers: [Registration],
      });
      close = () => host.app.close();
      await sandbox.setCallback(`${host.origin}/wechat`);
    };
    const alice = sandbox.follower();
    const westLake = { latitude: 30.25, longitude: 120.15, label: '西湖' };
    const steps: [() => Promise<unknown>, string][] = [
      [() => alice.follow(), 'Welcome! Your name?'],
      [() => alice.say('007'), 'That is no name.'],
      [() => alice.sendImage(), 'That is no name.'],
      [() => alice.say('爱丽丝'), 'Where are you?'],
      [() => alice.say('here'), 'Send a position, please.'],
      [() => alice.sendLocation(westLake), 'Another one?'],
      [() => alice.say('yes'), 'Where?'],
      [() => alice.sendLocation({ ...westLake, label: '灵隐' }), 'Another one?'],
      [() => alice.say('maybe'), '{"name":"爱丽丝","places":["西湖","灵隐"]}'],
      [() => alice.say('no'), '爱丽丝: 西湖, 灵隐'],
      [() => alice.say('no'), '{}'],
    ];
    for (const [step, answer] of steps) {
      await restart();
      expect(await step()).toMatchObject({ content: answer });
    }
  },
);
