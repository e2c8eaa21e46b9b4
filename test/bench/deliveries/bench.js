import { Child } from '../child.js';
import { startRedis } from '../tokens/redis-server.js';

const TIMEOUT_MS = 30_000;
const TARGETS = { first: 2, duplicate: 1 };

/**
 * Deliveries with Redis: the round trips that each is.
 *
 * @param {(line: string) => void} log
 */
export async function benchDeliveries(log) {
  log('Deliveries with Redis');
  try {
    const redis = await startRedis();
    const child = new Child('deliveries/round-trips.js', [redis.url]);
    try {
      return { redisVersion: redis.version, ...(await child.report(TIMEOUT_MS)), targets: TARGETS };
    } finally {
      await child.stop();
      await redis.stop();
    }
  } catch (error) {
    return { reason: error.message };
  }
}
