/* The worker of redis.test.ts. */
import * as byName from 'nestjs-wechat';
import * as byPath from '#lib/wechat.errors';

const ANSWERS = {
  imports: () => Object.keys(byPath).every(name => name in byName) && process.argv.slice(2),
  clock: () => new Date(),
  failure: () => {
    throw new RangeError('as asked');
  },
  async redis() {
    const { createViteServer } = await import('vitest/node');
    const vite = await createViteServer({
      configFile: false,
      server: { middlewareMode: true, ws: false, watch: null },
      optimizeDeps: { noDiscovery: true },
    });
    const { startRedis } = await vite.ssrLoadModule('/test/support/redis/server.ts');
    const { pid, directory } = await startRedis();
    return { pid, directory };
  },
};

export default function answer(question) {
  return ANSWERS[question]();
}
