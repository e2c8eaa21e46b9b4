import { Module, type DynamicModule } from '@nestjs/common';
import { AccountSetup } from './account-setup.js';
import { Greeter } from './greeter.js';
import { H5Controller } from './h5/h5.controller.js';
import { LoginController } from './login/login.controller.js';
import { LoginGreeter } from './login/login.greeter.js';
import { Administrator } from './platform/administrator.js';
import { Customers } from './platform/customers.js';
import { PlatformController } from './platform/platform.controller.js';
import { PoolController } from './pool/pool.controller.js';
import { SessionController } from './session/session.controller.js';
import { Sessions } from './session/sessions.js';
import { ShareController } from './share/share.controller.js';
import { Addresses } from './site/addresses.js';
import { AssetsController } from './site/assets.controller.js';
import { Layout } from './site/layout.js';

/** A bot, and a site where its followers log in. */
@Module({
  controllers: [LoginController, SessionController, PoolController, H5Controller, ShareController, AssetsController],
  providers: [Greeter, AccountSetup, LoginGreeter, Sessions, Layout],
})
export class AppModule {
  /**
   * @param account a registration of `WechatModule`
   * @param platform a registration of `OpenPlatformModule`, where the site is a third-party platform, too
   */
  static withAccount(
    account: DynamicModule,
    addresses: Addresses,
    platform?: { readonly module: DynamicModule; readonly administrator: Administrator },
  ): DynamicModule {
    const own = {
      module: AppModule,
      imports: [account],
      providers: [{ provide: Addresses, useValue: addresses }],
    };
    if (platform === undefined) return own;
    return {
      ...own,
      imports: [account, platform.module],
      controllers: [PlatformController],
      providers: [...own.providers, Customers, { provide: Administrator, useValue: platform.administrator }],
    };
  }
}
