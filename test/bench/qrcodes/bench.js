import { Child } from '../child.js';
import { summarize } from '../statistics.js';
import { startRedis } from '../tokens/redis-server.js';

const TIMEOUT_MS = 120_000;
const RATIO_TARGET = 0.6;
const FLATNESS_TARGET = 1.2;

/**
 * The pool of QR codes: leasing and giving back, against two bare commands, and with few and many codes.
 *
 * @param {(line: string) => void} log
 */
export async function benchQrcodes(log) {
  log('QR codes from the pool: nestjs-wechat against two bare commands');
  try {
    const redis = await startRedis();
    const child = new Child('qrcodes/pool.js', [redis.url]);
    try {
      const { rounds, commands, few, many } = await child.report(TIMEOUT_MS);
      const perSecond = name => summarize(rounds.map(round => 1e6 / round[name].micros));
      const quotient = (of, by, cost) => summarize(rounds.map(round => round[of][cost] / round[by][cost]));
      return {
        redisVersion: redis.version,
        few: { codes: few, rate: perSecond('few') },
        many: { codes: many, rate: perSecond('many') },
        bare: perSecond('bare'),
        ratio: quotient('bare', 'few', 'micros'),
        cpuRatio: quotient('bare', 'few', 'cpuMicros'),
        flatness: quotient('many', 'few', 'micros'),
        commands,
        targets: { ratio: RATIO_TARGET, flatness: FLATNESS_TARGET },
      };
    } finally {
      await child.stop();
      await redis.stop();
    }
  } catch (error) {
    return { reason: error.message };
  }
}
