import { settings } from '../settings.js';
import { Connection } from './connection.js';

/** Before anything is counted, so that every connection is open and busy. */
const RAMP_MS = 100;

/**
 * @typedef {object} Load
 * @property {number} perSecond responses per second of the window
 * @property {number} responses in all, those before the window too
 * @property {number} busy share of its core that this process has used; near 1 the load is too weak to measure anything
 */

/**
 * Keeps a server busy: each connection sends the next request when a response has arrived whole.
 *
 * @param {number} port
 * @param {() => string} nextRequest
 * @param {number} seconds
 * @returns {Promise<Load>}
 */
export function drive(port, nextRequest, seconds) {
  return new Promise((resolve, reject) => {
    let responses = 0;
    let timer;
    const connections = Array.from({ length: settings.connections }, () => {
      const connection = new Connection(
        port,
        ({ status }) => {
          if (status < 200 || status > 299) return fail(new Error(`answered ${status} under load`));
          responses++;
          connection.send(nextRequest());
        },
        error => fail(error),
      );
      return connection;
    });
    const close = () => {
      clearTimeout(timer);
      for (const connection of connections) connection.close();
    };
    const fail = error => {
      close();
      reject(error);
    };
    const begin = () => {
      const before = responses;
      const cpu = process.cpuUsage();
      const start = performance.now();
      timer = setTimeout(() => {
        const elapsedMs = performance.now() - start;
        const { user, system } = process.cpuUsage(cpu);
        close();
        resolve({
          perSecond: ((responses - before) * 1000) / elapsedMs,
          responses,
          busy: (user + system) / 1000 / elapsedMs,
        });
      }, seconds * 1000);
    };
    timer = setTimeout(begin, RAMP_MS);
    for (const connection of connections) connection.send(nextRequest());
  });
}
