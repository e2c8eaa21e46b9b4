import { NestFactory } from '@nestjs/core';
import * as ours from '../../../dist/index.js';
import { createBotModule } from './bot.module.js';

/**
 * Our service without HTTP.
 *
 * @param {import('../wechat/account.js').Mode} mode
 */
export async function createCallbackService(mode) {
  return (await createBot(mode)).get(ours.CallbackService);
}

/**
 * An application with our service.
 *
 * @param {import('../wechat/account.js').Mode} mode
 * @param {typeof ours} [library] another build of the package
 * @param {unknown[]} [imports] further modules
 * @param {object} [options] of our module, beyond the account
 */
export function createBot(mode, library = ours, imports = [], options = {}) {
  const module = createBotModule(mode, library, imports, options);
  return NestFactory.createApplicationContext(module, { logger: ['error', 'warn'] });
}

/**
 * @param {import('../../../dist/index.js').CallbackService} service
 * @returns {(message: import('../wechat/messages.js').Message) => Promise<string>} the body of the answer
 */
export function answerer(service) {
  return async ({ query, body }) => (await service.handle({ method: 'POST', query, body })).body;
}
