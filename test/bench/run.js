/**
 * The benchmark: measures, prints a report and writes it to RESULTS.md. BENCH_SECONDS and BENCH_ROUNDS change how long it
 * takes; see settings.js. BENCH_BASELINE is the `dist` of another build of this package to compare it with; see
 * nest/baseline.js.
 */
import { writeFileSync } from 'node:fs';
import { benchDeliveries } from './deliveries/bench.js';
import { benchHttp } from './http/bench.js';
import { benchHeap, benchTelemetry, benchTime } from './in-process/bench.js';
import { pinDriver } from './pinning.js';
import { benchQrcodes } from './qrcodes/bench.js';
import { renderReport } from './report/report.js';
import { benchTokens } from './tokens/bench.js';

pinDriver();
const log = line => console.error(line);
const report = renderReport({
  http: await benchHttp(log),
  time: await benchTime(log),
  telemetry: await benchTelemetry(log),
  heap: await benchHeap(log),
  deliveries: await benchDeliveries(log),
  tokens: await benchTokens(log),
  qrcodes: await benchQrcodes(log),
});
writeFileSync(new URL('RESULTS.md', import.meta.url), report);
console.log(`\n${report}`);
