import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { wechatConfig, WechatModule } from 'nestjs-wechat';
import { AppModule } from './app.module.js';
import { startSandbox } from './sandbox.js';

// Without an account of one's own, WeChat is played on this machine.
const sandbox = process.env['WECHAT_APP_ID'] ? undefined : await startSandbox();
const account = sandbox
  ? WechatModule.forRoot({
      ...sandbox.credentials(),
      scanLogin: { confirmInChat: process.argv.includes('--confirm') },
      // The console lists the codes that somebody sees, and no others.
      qrcodePool: { stock: 0 },
    })
  : WechatModule.forRootAsync(wechatConfig.asProvider());

const module = AppModule.withAccount(account, sandbox?.origin);
// A browser that waits for a scan opens its connection again and again, and would keep the application from closing.
const options = { forceCloseConnections: true };
const app = process.argv.includes('--fastify')
  ? await NestFactory.create(module, new FastifyAdapter(), options)
  : await NestFactory.create(module, options);
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);

const site = `http://localhost:${new URL(await app.getUrl()).port}`;
const callback = `${site}/wechat`;
await sandbox?.setCallback(callback);
process.stdout.write(`
  The site      ${site}  ← log in here
  The callback  ${callback}
${sandbox ? `  WeChat        ${sandbox.origin}  ← open this, scan the site's code and say hello\n` : ''}
Press Ctrl+C to stop.
`);
