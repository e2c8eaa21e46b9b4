import { type INestApplicationContext, type ModuleMetadata, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CapturingLogger } from '@nestjs/testing';
import { onTestFinished } from 'vitest';
import {
  CallbackService,
  getWechatToken,
  WechatModule,
  type CallbackResponse,
  type WechatOptions,
} from 'nestjs-wechat';
import type { MessageTree } from '#lib/messages/message-tree';
import { openReply, PLAIN, push } from './wechat-side.js';

/** An application without HTTP whose handlers are asked through `CallbackService`. */
export interface Bot {
  readonly app: INestApplicationContext;
  readonly logger: CapturingLogger;
  /** Sends one message in plain mode. */
  send(message: string, account?: string): Promise<CallbackResponse>;
  /** Sends one message in plain mode and reads the reply; `success` where there is none. */
  ask(message: string, account?: string): Promise<MessageTree | string>;
}

export interface BotSetup {
  readonly providers?: Provider[];
  readonly imports?: ModuleMetadata['imports'];
  readonly controllers?: ModuleMetadata['controllers'];
  readonly options?: Partial<WechatOptions>;
  readonly globalEnhancers?: boolean;
}

/** Boots an application with the default account and one named `shop`; it is closed when the test ends. */
export async function createBot(setup: BotSetup): Promise<Bot> {
  const logger = new CapturingLogger({ print: false });
  const { globalEnhancers } = setup;
  const app = await NestFactory.createApplicationContext(
    {
      module: class AppModule {},
      imports: [
        WechatModule.forRoot({ ...PLAIN, ...setup.options, globalEnhancers }),
        WechatModule.forRoot({ ...PLAIN, appId: 'wxshop', name: 'shop', path: 'wechat/shop' }),
        ...(setup.imports ?? []),
      ],
      controllers: setup.controllers ?? [],
      providers: setup.providers ?? [],
    },
    { logger, abortOnError: false },
  );
  onTestFinished(() => app.close());
  const send = (message: string, account?: string) =>
    app
      .get<CallbackService>(getWechatToken(CallbackService, account))
      .handle({ method: 'POST', ...push(PLAIN, 'plain', message) });
  const ask = async (message: string, account?: string) => {
    const { status, body } = await send(message, account);
    if (status !== 200) throw new Error(`The callback answered ${status}.`);
    return body === 'success' ? body : openReply(PLAIN, 'plain', body);
  };
  return { app, logger, send, ask };
}

/** The text of a reply. */
export async function textOf(reply: Promise<MessageTree | string>): Promise<unknown> {
  const tree = await reply;
  return typeof tree === 'string' ? tree : tree['Content'];
}
