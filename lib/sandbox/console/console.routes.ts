import { Hono } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';
import { SandboxFaults } from '../faults/sandbox-faults.js';
import type { World } from '../world.js';
import { ACTIONS } from './actions/action-table.js';
import { runAction } from './actions/console-action.js';
import { streamSnapshots } from './console-events.js';
import { guardConsole } from './console-guard.js';
import { toCallDetail } from './views/call.view.js';
import { toDeliveryDetail } from './views/delivery.view.js';

/**
 * Adds the console: the page at `/` and what it asks for under `/sandbox/`.
 *
 * @param listenHost the address that the sandbox listens on
 */
export function registerConsole(app: Hono<NodeEnvironment>, world: World, listenHost: string): void {
  const openPage = lazy(loadPage);
  const faults = new SandboxFaults(world);
  const guard = guardConsole(listenHost);

  app.use('/', guard);
  app.use('/sandbox/*', guard);
  app.get('/', async context => {
    const { html, policy } = await openPage();
    context.header('content-security-policy', policy);
    context.header('referrer-policy', 'no-referrer');
    context.header('x-content-type-options', 'nosniff');
    context.header('cache-control', 'no-cache');
    return context.html(html);
  });
  app.get('/sandbox/assets/*', async ({ req, body, notFound }) => {
    const { assets } = await openPage();
    const asset = assets.get(req.path.slice('/sandbox/assets/'.length));
    if (!asset) return notFound();
    const { content, contentType } = asset;
    return body(content, 200, {
      'content-type': contentType,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
  });
  app.get('/sandbox/events', context => {
    const { account, person } = context.req.query();
    return streamSnapshots(context, world, { account, person });
  });
  app.get('/sandbox/deliveries/:id', ({ req, json, notFound }) => {
    const delivery = world.deliveries.entries.find(({ id }) => id === Number(req.param('id')));
    return delivery ? json(toDeliveryDetail(world, delivery)) : notFound();
  });
  app.get('/sandbox/calls/:id', ({ req, json, notFound }) => {
    const call = world.calls.entries.find(({ id }) => id === Number(req.param('id')));
    return call ? json(toCallDetail(call)) : notFound();
  });
  app.post('/sandbox/actions/:name', async context => {
    const action = ACTIONS.get(context.req.param('name'));
    if (!action) return context.json({ error: 'The console knows no such action.' }, 404);
    if (!/^application\/json\b/.test(context.req.header('content-type') ?? ''))
      return context.json({ error: 'An action takes application/json.' }, 415);
    const { status, result } = await runAction(action, world, faults, await context.req.text());
    return context.json(result, status);
  });
}

/** Only when a page is asked for: most sandboxes run in tests, and Jest's CommonJS cannot load a module with `import.meta`. */
async function loadPage() {
  const { contentSecurityPolicy, readAssets } = await import('./console-assets.js');
  const assets = readAssets();
  const html = assets.get('index.html')?.content.toString() ?? '';
  return { assets, html, policy: contentSecurityPolicy(html) };
}

function lazy<Value>(load: () => Value): () => Value {
  let loaded: { readonly value: Value } | undefined;
  return () => (loaded ??= { value: load() }).value;
}
