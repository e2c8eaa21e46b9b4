import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { wechatConfig, WechatModule } from 'nestjs-wechat';
import { AppModule } from './app.module.js';
import { startSandbox } from './sandbox.js';
import { SIGNER } from './share/share.controller.js';
import { Addresses } from './site/addresses.js';

const JWEIXIN = 'https://res.wx.qq.com/open/js/jweixin-1.6.0.js';

// Without an account of one's own, WeChat is played on this machine.
const sandbox = process.env['WECHAT_APP_ID'] ? undefined : await startSandbox();
const port = process.env['PORT'] ?? 3000;
const local = `http://localhost:${port}`;
// Phones come from outside; those of the sandbox are on this machine.
const site = ((sandbox ? undefined : wechatConfig().publicUrl) ?? local).replace(/\/+$/, '');
const jssdk = { path: SIGNER, hosts: [new URL(site).host] };
const account = sandbox
  ? WechatModule.forRoot({
      ...sandbox.credentials(),
      publicUrl: site,
      jssdk,
      scanLogin: { confirmInChat: process.argv.includes('--confirm') },
      // The console lists the codes that somebody sees, and no others.
      qrcodePool: { stock: 0 },
    })
  : WechatModule.forRootAsync({ jssdk, useFactory: () => ({ ...wechatConfig(), jssdk }) });

const addresses = new Addresses(
  site,
  sandbox ? `${sandbox.origin}/open/js/jweixin-1.6.0.js` : JWEIXIN,
  sandbox?.origin,
);
const module = AppModule.withAccount(account, addresses);
// A browser that waits for a scan opens its connection again and again, and would keep the application from closing.
const options = { forceCloseConnections: true };
const app = process.argv.includes('--fastify')
  ? await NestFactory.create(module, new FastifyAdapter(), options)
  : await NestFactory.create(module, options);
app.enableShutdownHooks();
await app.listen(port);

const callback = `${site}/wechat`;
await sandbox?.setCallback(callback);
process.stdout.write(`
  The site      ${site}  ← log in here
  The callback  ${callback}
${sandbox ? `  WeChat        ${sandbox.origin}  ← open this, scan the site's code and say hello\n` : ''}
Press Ctrl+C to stop.
`);
