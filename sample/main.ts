import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { wechatConfig, WechatModule } from 'nestjs-wechat';
import { AppModule } from './app.module.js';
import { startSandbox } from './sandbox.js';

// Without an account of one's own, WeChat is played on this machine.
const sandbox = process.env['WECHAT_APP_ID'] ? undefined : await startSandbox();
const account = sandbox
  ? WechatModule.forRoot(sandbox.credentials())
  : WechatModule.forRootAsync(wechatConfig.asProvider());

const module = AppModule.withAccount(account);
const app = process.argv.includes('--fastify')
  ? await NestFactory.create(module, new FastifyAdapter())
  : await NestFactory.create(module);
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);

const callback = `http://localhost:${new URL(await app.getUrl()).port}/wechat`;
await sandbox?.setCallback(callback);
process.stdout.write(`
  The application  ${callback}
${sandbox ? `  WeChat           ${sandbox.origin}  ← open this and say hello\n` : ''}
Press Ctrl+C to stop.
`);
