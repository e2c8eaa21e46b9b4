import { pathToFileURL } from 'node:url';

/** The `dist` of another build of this package to compare it with, where there is one. */
export const { BENCH_BASELINE: baseline } = process.env;

/** Both builds have to find the same Nest: link the `node_modules` of the one to those of the other. */
export function loadBaseline() {
  return import(pathToFileURL(`${baseline}/index.js`).href);
}
