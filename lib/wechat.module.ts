import { Module } from '@nestjs/common';
import { ConfigurableModuleClass } from './wechat.module-definition.js';

/**
 * Registers one WeChat account: its callback route, its services and the decorated handlers of the whole application.
 * Import it once per account.
 *
 * ```ts
 * WechatModule.forRoot({ appId: 'wx…', token: '…', encodingAESKey: '…' })
 * WechatModule.forRootAsync(wechatConfig.asProvider())
 * WechatModule.forRootAsync({ name: 'shop', path: 'wechat/shop', useClass: ShopOptions })
 * ```
 *
 * Wrong options, a name or path used twice, and wrong handlers throw a `WechatConfigError` while the application boots.
 */
@Module({})
export class WechatModule extends ConfigurableModuleClass {}
