import { Module } from '@nestjs/common';
import { ConfigurableModuleClass } from './open-platform.module-definition.js';

/**
 * Registers third-party platforms (第三方平台): their routes, `OpenPlatformService`, and the decorated handlers of the whole
 * application for the accounts that authorize them. Routes below `path`, each with the AppID of the platform:
 *
 * - `/:componentAppId/events`: 授权事件接收URL of WeChat's console
 * - `/:componentAppId/$APPID$`: 消息与事件接收URL
 * - `/:componentAppId/authorize`: sends an administrator to WeChat, and `/authorized` takes them back
 *
 * ```ts
 * OpenPlatformModule.forRoot({ components: [{ componentAppId, componentAppSecret, token, encodingAESKey }], redis, publicUrl })
 * ```
 *
 * Wrong options throw a `WechatConfigError` while the application boots.
 */
@Module({})
export class OpenPlatformModule extends ConfigurableModuleClass {}
