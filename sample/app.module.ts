import { Module, type DynamicModule } from '@nestjs/common';
import { AccountSetup } from './account-setup.js';
import { Greeter } from './greeter.js';

@Module({ providers: [Greeter, AccountSetup] })
export class AppModule {
  /** @param account a registration of `WechatModule` */
  static withAccount(account: DynamicModule): DynamicModule {
    return { module: AppModule, imports: [account] };
  }
}
