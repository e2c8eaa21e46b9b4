import { Child } from '../child.js';
import { settings } from '../settings.js';
import { CALLBACK_PATH } from '../wechat/account.js';
import { nextMessage, toHttp } from '../wechat/messages.js';
import { checkAnswer, refusesForgery } from './check.js';
import { drive } from './load.js';

const START_TIMEOUT_MS = 15_000;
const REPORT_TIMEOUT_MS = 5000;
const CRASH_TIMEOUT_MS = 500;
/** Responses before the first measured window, for the compiler: a machine that is busy takes longer for them. */
const WARM_UP_RESPONSES = 20_000;
/** A server that is under load has all of its core, or something else on the machine is measured too. */
const UNDISTURBED = 0.85;
/** A load that leaves its own core no time may be what is measured. */
const BUSY = 0.9;
const BARE_REQUESTS = 1000;

/**
 * @typedef {object} Rate responses
 * @property {number} perSecond
 * @property {number} perCpuSecond by the time that the server's process has used
 */

/** One contestant in one mode, with its server process. */
export class Competitor {
  #child;
  #port;
  /** Why it cannot be measured. */
  #reason;
  #prepared = false;

  verifies = '';
  /** @type {string[]} */
  notes = [];
  /** Responses per second, of every window. */
  rates = [];
  disturbed = 0;
  overstrained = 0;

  /**
   * @param {import('./contestants.js').Contestant} contestant
   * @param {import('../wechat/account.js').Mode} mode
   */
  constructor(contestant, mode) {
    this.contestant = contestant;
    this.mode = mode;
    this.nextRequest = contestant.bare ? repeat(BARE_REQUESTS, () => nextRequest(mode)) : () => nextRequest(mode);
  }

  get reason() {
    return this.#reason;
  }

  /** Starts, checks and warms up the server; does so once. */
  async prepare() {
    if (this.#prepared) return;
    this.#prepared = true;
    await this.#attempt(async () => {
      const { bare = false } = this.contestant;
      await this.#start();
      this.notes = await checkAnswer(this.#port, this.mode, bare);
      this.verifies = bare ? '–' : await this.#probe();
      if (!this.#child.running) await this.#start();
      for (let left = WARM_UP_RESPONSES; left > 0;) left -= (await this.#drive(settings.seconds)).responses;
    });
  }

  /** @returns {Promise<Rate | undefined>} none where the server fails */
  async measure() {
    return this.#attempt(async () => {
      const before = await this.#child.ask(REPORT_TIMEOUT_MS);
      const { perSecond, responses, busy } = await this.#drive(settings.seconds);
      const after = await this.#child.ask(REPORT_TIMEOUT_MS);
      const cpuMs = after.cpuMs - before.cpuMs;
      this.rates.push(perSecond);
      if (busy > BUSY) this.overstrained++;
      else if (cpuMs < UNDISTURBED * (after.nowMs - before.nowMs)) this.disturbed++;
      return { perSecond, perCpuSecond: (responses * 1000) / cpuMs };
    });
  }

  async stop() {
    await this.#child?.stop();
  }

  async #start() {
    const { server, adapter, baseline } = this.contestant;
    const args = [server, this.mode, ...(adapter ? [adapter] : []), ...(baseline ? ['baseline'] : [])];
    this.#child = new Child('servers/serve.js', args);
    const { port } = await this.#child.report(START_TIMEOUT_MS);
    this.#port = port;
  }

  async #probe() {
    if (!(await refusesForgery(this.#port, this.mode))) return 'no';
    if (!(await this.#child.ends(CRASH_TIMEOUT_MS))) return 'yes';
    this.notes.push(`a wrong signature ends the process: ${this.#child.lastError}`);
    return 'yes, by crashing';
  }

  #drive(seconds) {
    return drive(this.#port, this.nextRequest, seconds);
  }

  /**
   * @template T
   * @param {() => Promise<T>} action
   */
  async #attempt(action) {
    if (this.#reason !== undefined) return undefined;
    try {
      return await action();
    } catch (error) {
      this.#reason = error.message;
      return undefined;
    }
  }
}

function nextRequest(mode) {
  return toHttp(CALLBACK_PATH, nextMessage[mode]());
}

/** A bare route remembers nothing, so it may see a message again, and the load has less to do. */
function repeat(count, make) {
  const requests = Array.from({ length: count }, make);
  let next = 0;
  return () => requests[next++ % count];
}
