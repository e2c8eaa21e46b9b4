import { Logger } from '@nestjs/common';
import { limitTime } from '../messages/time-limit.js';
import { WechatStoreError } from '../wechat.errors.js';
import { pause } from './pause.js';

/** How long an answer of a store is worth waiting for, in milliseconds. */
export interface Patience {
  /** How long to ask again after a failure; 0: ask once. */
  readonly againMs: number;
  /** The same, while the store is known to be down. */
  readonly againWhileDownMs: number;
  /** For one question. */
  readonly limitMs: number;
}

const PAUSE_MS = 100;
/** For one question to a store that is known to be down. */
const LIMIT_WHILE_DOWN_MS = 100;
/** A Cluster that has lost one of its parts is up and down by turns. */
const QUIET_MS = 10_000;

/** Asks a shared store, and knows whether it is down. */
export class StoreWatch {
  private readonly logger = new Logger('MessageDelivery');
  private isDown = false;
  private isWarned = false;
  private warnedAt = -Infinity;

  /** @returns `undefined` where there is no answer; never rejects */
  async ask<T>(question: () => Promise<T>, patience: Patience): Promise<T | undefined> {
    const limitMs = this.isDown ? LIMIT_WHILE_DOWN_MS : patience.limitMs;
    const giveUpAt = performance.now() + (this.isDown ? patience.againWhileDownMs : patience.againMs);
    const tooLate = (): Error => new WechatStoreError(`There was no answer within ${limitMs} ms.`);
    for (;;) {
      try {
        const answer = await limitTime(question(), limitMs, tooLate);
        if (this.isDown) this.recovered();
        return answer;
      } catch (error) {
        if (performance.now() >= giveUpAt) {
          this.degraded(error);
          return undefined;
        }
        await pause(PAUSE_MS);
      }
    }
  }

  private degraded(error: unknown): void {
    const now = performance.now();
    this.isDown = true;
    if (this.isWarned || now - this.warnedAt < QUIET_MS) return;
    this.isWarned = true;
    this.warnedAt = now;
    this.logger.warn(
      'The store of messages does not answer: each process goes on by itself, and a message that WeChat delivers to two ' +
        `of them may run twice. ${error instanceof Error ? error.message : 'Something that is no error was thrown.'}`,
    );
  }

  private recovered(): void {
    this.isDown = false;
    if (!this.isWarned) return;
    this.isWarned = false;
    this.logger.log('The store of messages answers again.');
  }
}
