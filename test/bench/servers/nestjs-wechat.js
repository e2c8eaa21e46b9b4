import { NestFactory } from '@nestjs/core';
import { adapters } from '../nest/adapters.js';
import { createBotModule } from '../nest/bot.module.js';

export async function start(mode, adapter) {
  const app = await NestFactory.create(createBotModule(mode), await adapters[adapter].create(), {
    logger: ['error', 'warn'],
  });
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer();
}
