import { NestFactory } from '@nestjs/core';
import { loadBaseline } from '../nest/baseline.js';
import { adapters } from '../nest/adapters.js';
import { createBotModule } from '../nest/bot.module.js';

export async function start(mode, adapter, build) {
  const library = build === 'baseline' ? await loadBaseline() : undefined;
  const app = await NestFactory.create(createBotModule(mode, library), await adapters[adapter].create(), {
    logger: ['error', 'warn'],
  });
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer();
}
