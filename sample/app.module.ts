import { Module } from '@nestjs/common';
import { registerAccounts } from './accounts.js';
import { Greeter } from './greeter.js';
import { MenuInstaller } from './menu-installer.js';

@Module({
  imports: registerAccounts(),
  providers: [Greeter, MenuInstaller],
})
export class AppModule {}
