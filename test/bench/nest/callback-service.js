import { NestFactory } from '@nestjs/core';
import { CallbackService } from '../../../dist/index.js';
import { createBotModule } from './bot.module.js';

/**
 * Our service without HTTP.
 *
 * @param {import('../wechat/account.js').Mode} mode
 */
export async function createCallbackService(mode) {
  const app = await NestFactory.createApplicationContext(createBotModule(mode), { logger: ['error', 'warn'] });
  return app.get(CallbackService);
}

/**
 * @param {CallbackService} service
 * @returns {(message: import('../wechat/messages.js').Message) => Promise<string>} the body of the answer
 */
export function answerer(service) {
  return async ({ query, body }) => (await service.handle({ method: 'POST', query, body })).body;
}
