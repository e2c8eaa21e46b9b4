import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TokenService, WechatModule } from '../../../../dist/index.js';

/**
 * An application without HTTP whose account keeps its token in memory, or in a Redis.
 *
 * @param {import('./sdk.js').Account} account
 * @param {string} wechat
 * @param {string} [redis]
 */
export async function createTokenService({ appId, appSecret }, wechat, redis) {
  class TokenModule {}
  Module({ imports: [WechatModule.forRoot({ appId, appSecret, hosts: { api: wechat }, redis })] })(TokenModule);
  const app = await NestFactory.createApplicationContext(TokenModule, { logger: ['error', 'warn'] });
  return app.get(TokenService);
}

/** @type {import('./sdk.js').CreateTokenGetter} */
export async function create(account, wechat, redis) {
  const tokens = await createTokenService(account, wechat, redis);
  return () => tokens.getAccessToken();
}
