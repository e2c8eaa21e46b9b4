import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import * as ours from '../../../dist/index.js';
import { account } from '../wechat/account.js';

/**
 * The smallest application with our module in it.
 *
 * @param {import('../wechat/account.js').Mode} mode
 * @param {typeof ours} [library] another build of the package
 * @param {unknown[]} [imports] further modules
 * @param {object} [options] of our module, beyond the account
 */
export function createBotModule(mode, { OnText, WechatModule } = ours, imports = [], options = {}) {
  class EchoBot {
    echo(context) {
      return `echo: ${context.message.Content}`;
    }
  }
  Injectable()(EchoBot);
  OnText()(EchoBot.prototype, 'echo', Object.getOwnPropertyDescriptor(EchoBot.prototype, 'echo'));
  const { appId, token, encodingAESKey } = account;
  class BotModule {}
  Module({
    imports: [
      WechatModule.forRoot({ appId, token, ...(mode === 'safe' && { encodingAESKey }), ...options }),
      ...imports,
    ],
    providers: [EchoBot],
  })(BotModule);
  return BotModule;
}
