import { Module, type DynamicModule } from '@nestjs/common';
import { AccountSetup } from './account-setup.js';
import { Greeter } from './greeter.js';
import { H5Controller } from './h5/h5.controller.js';
import { LoginController } from './login/login.controller.js';
import { LoginGreeter } from './login/login.greeter.js';
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
  /** @param account a registration of `WechatModule` */
  static withAccount(account: DynamicModule, addresses: Addresses): DynamicModule {
    return {
      module: AppModule,
      imports: [account],
      providers: [{ provide: Addresses, useValue: addresses }],
    };
  }
}
