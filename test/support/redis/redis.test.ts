import { test } from 'vitest';
import { Cluster, Redis } from 'ioredis';
import { startRedis, until, ask } from './server.js';
import { startCluster } from './cluster.js';
import { startSentinel } from './sentinel.js';

const log = (...a: unknown[]) => console.log(...a);
async function timed<T>(n: string, f: () => Promise<T>) { const s = performance.now(); try { const r = await f(); log(n, Math.round(performance.now() - s), r); return r; } catch (e) { log(n, Math.round(performance.now() - s), 'REJECTED', (e as Error).constructor.name, (e as Error).message, (e as {lastNodeError?: Error}).lastNodeError?.message); return undefined; } }
test('cluster', async () => {
  for (const options of [{}, { maxRedirections: 100 }, { redisOptions: { commandTimeout: 500 } }, { redisOptions: { maxRetriesPerRequest: 1 } }]) {
    log('=== cluster', JSON.stringify(options));
    const c = await startCluster();
    const client = new Cluster(c.startupNodes, options);
    const events: string[] = [];
    for (const e of ['error', 'node error', 'end', 'close', 'reconnecting', '+node', '-node']) client.on(e, (x: any, y: any) => events.push(e + ':' + (x?.message ?? x?.options?.key ?? x) + '@' + y));
    await timed('set', () => client.set('a', '1'));
    await c.killMasterOf('a');
    await timed('set after kill', () => client.set('a', '2'));
    await timed('get other', () => client.get('b'));
    await timed('waitForFailover', () => c.waitForFailover());
    await timed('get', () => client.get('a'));
    const m = await c.masterOf('a');
    m.pause();
    await timed('set paused', () => Promise.race([client.set('a', '3'), new Promise(r => setTimeout(() => r('HANGS'), 6000))]));
    m.resume();
    log(events.slice(0, 30));
    client.disconnect();
    await c.stop();
  }
  {
    log('=== all masters down');
    const c = await startCluster();
    const client = new Cluster(c.startupNodes, {});
    const events: string[] = [];
    for (const e of ['error', 'node error', 'end', 'close', 'reconnecting']) client.on(e, (x: any, y: any) => events.push(e + ':' + (x?.message ?? x?.options?.key ?? x) + '@' + y));
    await timed('set', () => client.set('a', '1'));
    await Promise.all(c.nodes.map(n => n.kill()));
    await timed('set dead', () => Promise.race([client.set('a', '3'), new Promise(r => setTimeout(() => r('HANGS'), 8000))]));
    log(events.slice(0, 30));
    client.disconnect();
    await c.stop();
  }
}, 200000);
test('sentinel', async () => {
  for (const options of [{}, { failoverDetector: true }, { maxRetriesPerRequest: 1 }, {commandTimeout: 500}]) {
    log('=== sentinel', JSON.stringify(options));
    const c = await startSentinel();
    const client = new Redis({ sentinels: c.sentinels, name: c.name, ...options });
    const events: string[] = [];
    for (const e of ['error', 'end', 'close', 'reconnecting', '+switch-master']) client.on(e, (x: any, y: any) => events.push(e + ':' + (x?.message ?? x) + '@' + y));
    await timed('set', () => client.set('a', '1'));
    await c.killMaster();
    await timed('set after kill', () => client.set('a', '2'));
    await timed('waitForFailover', () => c.waitForFailover());
    await timed('get', () => client.get('a'));
    const m = await c.master();
    m.pause();
    await timed('set paused', () => Promise.race([client.set('a', '3'), new Promise(r => setTimeout(() => r('HANGS'), 6000))]));
    m.resume();
    log(events.slice(0, 30));
    client.disconnect();
    await c.stop();
  }
}, 200000);
test('single', async () => {
    const c = await startRedis();
    const client = new Redis(c.url);
    const events: string[] = [];
    for (const e of ['error', 'end', 'close', 'reconnecting']) client.on(e, (x: any, y: any) => events.push(e + ':' + (x?.message ?? x) + '@' + y));
    await timed('set', () => client.set('a', '1'));
    await c.kill();
    const p = timed('set after kill', () => client.set('a', '2'));
    await c.restart(); await p;
    await timed('get', () => client.get('a'));
    await c.kill();
    await timed('set for good', () => Promise.race([client.set('a', '3'), new Promise(r => setTimeout(() => r('HANGS'), 30000))]));
    log(events.slice(0, 50));
    client.disconnect();
    await c.stop();
}, 60000);
