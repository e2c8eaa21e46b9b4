import type { Context, Hono } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';
import { isObject } from '../api/fields.js';
import { sayTo } from '../oauth/pages/page.js';
import type { World } from '../world.js';
import { checkConfig } from './config-check.js';
import { isOnJsDomain, jsDomainsOf } from './js-domain.js';

/** Pages ask from origins of their own. They get nothing but a verdict, and no cookie is looked at. */
const FOR_ANY_PAGE = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' };

/** The script of `res.wx.qq.com`, whatever its version, and what it asks the phone. Official document: JS-SDK说明文档. */
export function registerJssdkRoutes(app: Hono<NodeEnvironment>, world: World): void {
  app.get('/open/js/:script{jweixin-[\\d.]+\\.js}', async context => {
    // Only when it is asked for: Jest's CommonJS cannot load a module with `import.meta`.
    const { readScript } = await import('./script.js');
    return context.body(readScript(), 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
  });

  app.post('/open/js/config', async context => {
    const text = await readTexts(context);
    const [appId, timestamp, nonceStr] = [text('appId'), text('timestamp'), text('nonceStr')];
    const config = { appId, timestamp, nonceStr, signature: text('signature'), href: text('href') };
    const { errMsg, reason } = checkConfig(world, config);
    return context.json({ errMsg, reason: reason && sayTo(context)(reason.zh, reason.en) }, 200, FOR_ANY_PAGE);
  });

  app.post('/open/js/share', async context => {
    const text = await readTexts(context);
    const [appId, api, link] = [text('appId'), text('api'), text('link')];
    const account = world.findAccount(appId);
    if (!account || !isOnJsDomain(link, jsDomainsOf(world, account))) {
      return context.json({ errMsg: `${api}:fail link must be in js secure domain list` }, 200, FOR_ANY_PAGE);
    }
    const [title, desc, imgUrl] = [text('title'), text('desc'), text('imgUrl')];
    world.shares.add({ at: world.clock.now(), appId, page: text('href'), api, title, desc, link, imgUrl });
    world.changes.notify();
    return context.json({ errMsg: `${api}:ok` }, 200, FOR_ANY_PAGE);
  });
}

/** Reads an object of JSON, whatever its type says: a request with the type of JSON would have to ask for leave first. */
async function readTexts({ req }: Context): Promise<(name: string) => string> {
  const body: unknown = await req.json().catch(() => undefined);
  const values = isObject(body) ? (body as Readonly<Record<string, unknown>>) : {};
  return name => {
    const value = values[name];
    return typeof value === 'string' ? value : '';
  };
}
