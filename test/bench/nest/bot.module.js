import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { OnText, WechatModule } from '../../../dist/index.js';
import { account } from '../wechat/account.js';

class EchoBot {
  echo(context) {
    return `echo: ${context.message.Content}`;
  }
}
Injectable()(EchoBot);
OnText()(EchoBot.prototype, 'echo', Object.getOwnPropertyDescriptor(EchoBot.prototype, 'echo'));

/**
 * The smallest application with our module in it.
 *
 * @param {import('../wechat/account.js').Mode} mode
 */
export function createBotModule(mode) {
  const { appId, token, encodingAESKey } = account;
  class BotModule {}
  Module({
    imports: [WechatModule.forRoot(mode === 'safe' ? { appId, token, encodingAESKey } : { appId, token })],
    providers: [EchoBot],
  })(BotModule);
  return BotModule;
}
