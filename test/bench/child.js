import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { measuredNode } from './pinning.js';

const LOG_LENGTH = 4000;
const ERROR_LENGTH = 160;
const root = fileURLToPath(new URL('../../', import.meta.url));

/** A Node.js process of its own, on the measured core, that reports over IPC. */
export class Child {
  #process;
  #log = '';

  /**
   * @param {string} script relative to this directory
   * @param {readonly string[]} [args]
   * @param {readonly string[]} [nodeOptions]
   */
  constructor(script, args = [], nodeOptions = []) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    // The peers use APIs that Node.js deprecates, and would say so.
    const [command, argv] = measuredNode(['--no-deprecation', ...nodeOptions, path, ...args]);
    this.#process = spawn(command, argv, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    // Whoever waits for a report hears of errors; one that comes later shows in the next request.
    this.#process.on('error', () => {});
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.on('data', chunk => {
        this.#log = `${this.#log}${chunk}`.slice(-LOG_LENGTH);
      });
    }
  }

  get running() {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** The error that the process has written last, without where on this machine it was. */
  get lastError() {
    const errors = this.#log.match(/^.*Error.*$/gm);
    return errors?.at(-1)?.replaceAll(root, '').trim().slice(0, ERROR_LENGTH) ?? `exit code ${this.#process.exitCode}`;
  }

  /**
   * The process's next report.
   *
   * @param {number} timeoutMs
   * @returns {Promise<any>}
   */
  report(timeoutMs) {
    return new Promise((resolve, reject) => {
      const settle = action => {
        clearTimeout(timer);
        for (const [event, listener] of Object.entries(listeners)) this.#process.off(event, listener);
        action();
      };
      const fail = reason => settle(() => reject(new Error(reason)));
      const listeners = {
        message: report => settle(() => resolve(report)),
        close: () => fail(`it stopped: ${this.lastError}`),
        error: error => fail(error.message),
      };
      const timer = setTimeout(() => fail(`it said nothing for ${timeoutMs / 1000} s`), timeoutMs);
      for (const [event, listener] of Object.entries(listeners)) this.#process.on(event, listener);
    });
  }

  /**
   * Asks the process for another report.
   *
   * @param {number} timeoutMs
   */
  async ask(timeoutMs) {
    if (!this.#process.connected) throw new Error(`it stopped: ${this.lastError}`);
    this.#process.send('report');
    return this.report(timeoutMs);
  }

  /**
   * Tells whether the process ends within a time.
   *
   * @param {number} timeoutMs
   */
  async ends(timeoutMs) {
    if (this.running) await Promise.race([once(this.#process, 'exit'), sleep(timeoutMs, undefined, { ref: false })]);
    return !this.running;
  }

  async stop() {
    if (!this.running) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill();
    await exit;
  }
}
