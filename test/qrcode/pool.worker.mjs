import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { QrcodePoolService, WechatModule } from 'nestjs-wechat';

/** One instance of an application with one pool, for tests with several processes. */
Logger.overrideLogger(false);
class AppModule {}
const imports = [WechatModule.forRoot(JSON.parse(process.argv[2]))];
const app = await NestFactory.createApplicationContext({ module: AppModule, imports }, { logger: false });
const pool = app.get(QrcodePoolService);

function pause(ms) {
  return new Promise(resolve => setTimeout(resolve, ms));
}

const actions = {
  /** Leases, holds and gives back by many callers, a share of whom do not; tells when, by the clock of all processes. */
  async visit({ visits, callers, holdMs, abandon = 0 }) {
    const stays = [];
    let left = visits;
    const caller = async () => {
      while (left-- > 0) {
        const lease = await pool.acquire();
        const from = process.hrtime.bigint();
        await pause(Math.random() * holdMs);
        const until = process.hrtime.bigint();
        const abandoned = Math.random() < abandon;
        if (!abandoned && !(await pool.release(lease))) throw new Error(`The lease of ${lease.sceneId} was lost.`);
        stays.push({ sceneId: lease.sceneId, leaseId: lease.leaseId, from, until, abandoned });
      }
    };
    await Promise.all(Array.from({ length: callers }, caller));
    return stays;
  },
  acquire: ({ options }) => pool.acquire(options),
  release: ({ lease }) => pool.release(lease),
  stats: () => pool.stats(),
  warmUp: ({ count }) => pool.warmUp(count),
};

export default message => actions[message.action](message);
