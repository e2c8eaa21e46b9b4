import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { wechatConfig, WechatModule } from 'nestjs-wechat';
import { openPlatformConfig, OpenPlatformModule } from 'nestjs-wechat/open-platform';
import { AppModule } from './app.module.js';
import { Administrator } from './platform/administrator.js';
import { AUTHORIZED } from './platform/platform.controller.js';
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

// The site is a third-party platform, too, where there is one.
const common = { publicUrl: site, authorizedUrl: AUTHORIZED, autoTest: true };
const platform = sandbox
  ? OpenPlatformModule.forRoot({ components: [sandbox.componentCredentials()], hosts: sandbox.hosts, ...common })
  : process.env['WECHAT_COMPONENT_APP_ID'] &&
    OpenPlatformModule.forRootAsync({ useFactory: () => ({ ...openPlatformConfig(), ...common }) });

const addresses = new Addresses(
  site,
  sandbox ? `${sandbox.origin}/open/js/jweixin-1.6.0.js` : JWEIXIN,
  sandbox?.origin,
  platform && '/platform',
);
const administrator = new Administrator(sandbox);
const module = AppModule.withAccount(account, addresses, platform ? { module: platform, administrator } : undefined);
// A browser that waits for a scan opens its connection again and again, and would keep the application from closing.
const options = { forceCloseConnections: true };
const app = process.argv.includes('--fastify')
  ? await NestFactory.create(module, new FastifyAdapter(), options)
  : await NestFactory.create(module, options);
app.enableShutdownHooks();
await app.listen(port);

const callback = `${site}/wechat`;
await sandbox?.setCallback(callback);
if (sandbox) {
  const component = sandbox.component();
  const routes = `${callback}/open/${component.componentAppId}`;
  component.eventsUrl = `${routes}/events`;
  component.messageUrl = `${routes}/$APPID$`;
  await component.pushTicket();
}
process.stdout.write(`
  The site      ${site}  ← log in here
  The callback  ${callback}
${platform ? `  The platform  ${site}/platform  ← let accounts of others authorize it\n` : ''}${sandbox ? `  WeChat        ${sandbox.origin}  ← open this, scan the site's code and say hello\n` : ''}
Press Ctrl+C to stop.
`);
