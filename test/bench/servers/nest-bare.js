import 'reflect-metadata';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CALLBACK_PATH } from '../wechat/account.js';
import { adapters } from '../nest/adapters.js';

class BareController {
  receive(_body) {
    return 'success';
  }
}
Controller()(BareController);
Body()(BareController.prototype, 'receive', 0);
Post(CALLBACK_PATH)(
  BareController.prototype,
  'receive',
  Object.getOwnPropertyDescriptor(BareController.prototype, 'receive'),
);

class BareModule {}
Module({ controllers: [BareController] })(BareModule);

/** A Nest route that reads the body and does nothing with it: what the platform itself takes. */
export async function start(_mode, adapter) {
  const { create, readXml } = adapters[adapter];
  const app = await NestFactory.create(BareModule, await create(), { logger: ['error', 'warn'] });
  readXml(app);
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer();
}
