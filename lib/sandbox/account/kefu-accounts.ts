import { ApiError } from '../api/api-error.js';

/** A human agent of an account. */
export interface KefuAccount {
  readonly id: string;
  /** `name@wechatid` */
  readonly account: string;
  nickname: string;
  /** WeChat id of the person who was asked to be the agent. */
  invitedWx: string | undefined;
}

const MAX_ACCOUNTS = 100;
const MAX_NAME_LENGTH = 30;

/** The human agents of one account. */
export class KefuAccounts {
  readonly #accounts = new Map<string, KefuAccount>();
  #lastId = 1000;

  /** Throws 61452 to 61456 for a name that cannot be taken. */
  add(account: string, nickname: string): void {
    const [, name, wechatId] = /^([^@]*)@([^@]+)$/.exec(account) ?? [];
    if (!name || wechatId === undefined) throw new ApiError(61452);
    if (name.length > MAX_NAME_LENGTH) throw new ApiError(61454);
    if (!/^\w+$/.test(name)) throw new ApiError(61455);
    if (this.#accounts.has(account)) throw new ApiError(61453);
    if (this.#accounts.size >= MAX_ACCOUNTS) throw new ApiError(61456);
    this.#accounts.set(account, { id: String(++this.#lastId), account, nickname, invitedWx: undefined });
  }

  /** Throws 61452 for one that there is not. */
  get(account: string): KefuAccount {
    const found = this.#accounts.get(account);
    if (!found) throw new ApiError(61452);
    return found;
  }

  /** Throws as `get()`. */
  delete(account: string): void {
    this.#accounts.delete(this.get(account).account);
  }

  list(): KefuAccount[] {
    return [...this.#accounts.values()];
  }
}
