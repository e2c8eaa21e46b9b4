/**
 * The process of one contestant: `node serve.js <server> <mode> [adapter] [build]`. Reports its port, and whenever it is asked,
 * the time it has used.
 */
import { once } from 'node:events';

const [server, mode, adapter, build] = process.argv.slice(2);
const { start } = await import(`./${server}.js`);
/** @type {import('node:http').Server} */
const http = await start(mode, adapter, build);
if (!http.listening) await once(http, 'listening');
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpuMs: (user + system) / 1000, nowMs: performance.now() });
});
process.on('disconnect', () => process.exit());
process.send({ port: http.address().port });
