/** What a run takes its time from. */
export const settings = {
  /** Length of one measured window of HTTP load. */
  seconds: positive('BENCH_SECONDS', 0.7),
  /** Windows per contestant and pair. */
  rounds: Math.round(positive('BENCH_ROUNDS', 7)),
  connections: 16,
};

/**
 * @param {string} name
 * @param {number} otherwise
 */
function positive(name, otherwise) {
  const value = Number(process.env[name]);
  return value > 0 ? value : otherwise;
}
