import { useEffect, useState } from 'htm/preact';

/**
 * WeChat's clock as it runs on between two snapshots.
 *
 * @param {number} now WeChat's time of the last snapshot
 * @returns {number} milliseconds since 1970
 */
export function useWechatTime(now) {
  const [time, setTime] = useState(now);
  useEffect(() => {
    const takenAt = performance.now();
    const tick = () => setTime(now + performance.now() - takenAt);
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [now]);
  return time;
}
