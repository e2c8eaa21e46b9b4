import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { WechatApi } from 'nestjs-wechat';

/** Creates the account's menu when the application starts. */
@Injectable()
export class MenuInstaller implements OnApplicationBootstrap {
  private readonly logger = new Logger(MenuInstaller.name);

  constructor(private readonly api: WechatApi) {}

  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.api.menu.create({
        button: [
          { type: 'click', name: '最新消息', key: 'NEWS' },
          { type: 'view', name: '文档', url: 'https://docs.nestjs.com' },
        ],
      });
    } catch (error) {
      // Without AppSecret, or without the permission, the bot answers all the same.
      this.logger.warn(`The menu was not created: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
