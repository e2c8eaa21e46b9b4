import { Module, type DynamicModule } from '@nestjs/common';
import { AccountSetup } from './account-setup.js';
import { Greeter } from './greeter.js';
import { LoginController } from './login/login.controller.js';
import { LoginGreeter } from './login/login.greeter.js';
import { PoolController } from './pool/pool.controller.js';
import { SessionController } from './session/session.controller.js';
import { Sessions } from './session/sessions.js';
import { AssetsController } from './site/assets.controller.js';
import { Layout } from './site/layout.js';

/** A bot, and a site where its followers log in. */
@Module({
  controllers: [LoginController, SessionController, PoolController, AssetsController],
  providers: [Greeter, AccountSetup, LoginGreeter, Sessions],
})
export class AppModule {
  /**
   * @param account a registration of `WechatModule`
   * @param console address of the sandbox's console, where there is one
   */
  static withAccount(account: DynamicModule, console?: string): DynamicModule {
    return {
      module: AppModule,
      imports: [account],
      providers: [{ provide: Layout, useValue: new Layout(console) }],
    };
  }
}
