import { Module } from '@nestjs/common';
import { registerAccounts } from './accounts.js';
import { Greeter } from './greeter.js';

@Module({
  imports: registerAccounts(),
  providers: [Greeter],
})
export class AppModule {}
