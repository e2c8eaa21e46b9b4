import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { WechatApi } from 'nestjs-wechat';
import { Addresses } from './site/addresses.js';

/** Creates the account's menu and a QR code when the application starts. */
@Injectable()
export class AccountSetup implements OnApplicationBootstrap {
  private readonly logger = new Logger(AccountSetup.name);

  constructor(
    private readonly api: WechatApi,
    private readonly addresses: Addresses,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.createMenu();
      await this.api.qrcode.create({
        action_name: 'QR_STR_SCENE',
        action_info: { scene: { scene_str: 'poster' } },
        expire_seconds: 2_592_000,
      });
    } catch (error) {
      // Without AppSecret, or without the permission, the bot answers all the same.
      this.logger.warn(`The account was not set up: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private async createMenu(): Promise<void> {
    const { site } = this.addresses;
    await this.api.menu.create({
      button: [
        { type: 'click', name: '最新消息', key: 'NEWS' },
        {
          name: '发送',
          sub_button: [
            { type: 'scancode_waitmsg', name: '扫一扫', key: 'SCAN' },
            { type: 'pic_sysphoto', name: '拍照', key: 'PHOTO' },
            { type: 'location_select', name: '位置', key: 'PLACE' },
          ],
        },
        {
          name: '网页',
          sub_button: [
            { type: 'view', name: '网页授权', url: `${site}/h5` },
            { type: 'view', name: '分享', url: `${site}/share` },
            { type: 'view', name: '文档', url: 'https://docs.nestjs.com' },
          ],
        },
      ],
    });
  }
}
