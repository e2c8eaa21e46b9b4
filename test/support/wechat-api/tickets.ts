import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.js';
import { wechatError } from './errors.js';
import type { JsonReply } from './replies.js';

const TYPES: readonly unknown[] = ['jsapi', 'wx_card'];
const LIFE_SECONDS = 7200;

/** `/cgi-bin/ticket/getticket`: one ticket per account and type for as long as it lives. */
export class Tickets {
  readonly #tickets = new Map<string, { readonly value: string; readonly expiresAt: number }>();

  constructor(private readonly clock: Clock) {}

  answer(appId: string, type: unknown): JsonReply {
    if (!TYPES.includes(type)) return wechatError(40097);
    const now = this.clock.now();
    const { value, expiresAt } = this.#get(`${appId} ${String(type)}`, now);
    return { errcode: 0, errmsg: 'ok', ticket: value, expires_in: Math.floor((expiresAt - now) / 1000) };
  }

  #get(key: string, now: number) {
    const present = this.#tickets.get(key);
    if (present && present.expiresAt - now >= 1000) return present;
    const value = randomBytes(64).toString('base64url');
    const ticket = { value, expiresAt: now + LIFE_SECONDS * 1000 };
    this.#tickets.set(key, ticket);
    return ticket;
  }
}
