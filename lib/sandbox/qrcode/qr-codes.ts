import { randomBytes } from 'node:crypto';
import { ApiError } from '../api/api-error.js';
import type { SandboxClock } from '../clock.js';
import { ExpiringMap } from '../expiring-map.js';
import type { QrScene } from '../people/contact.js';

/** A QR code with a scene. */
export interface QrCode {
  /** What its picture is fetched with, and what events of its scans carry. */
  readonly ticket: string;
  /** What the code says. */
  readonly url: string;
  readonly scene: QrScene;
  /** Milliseconds since 1970 by WeChat's clock; `undefined` for a permanent code. */
  readonly expiresAt: number | undefined;
}

const MAX_PERMANENT = 100_000;
/** `gQH/+joA…`: a ticket has all the characters that a URL must encode. */
const TICKET_HEAD = Buffer.from('8101fffa3a00', 'hex');
const URL_HEAD = 'http://weixin.qq.com/q/02';

/** The QR codes of one account. Official document: 生成带参数的二维码. */
export class QrCodes {
  readonly #byTicket: Map<string, QrCode>;
  readonly #byUrl: Map<string, QrCode>;
  readonly #permanent = new Map<string, QrCode>();

  constructor(private readonly clock: SandboxClock) {
    this.#byTicket = new ExpiringMap(clock, endOf);
    this.#byUrl = new ExpiringMap(clock, endOf);
  }

  createTemporary(scene: QrScene, seconds: number): QrCode {
    return this.#add(scene, this.clock.now() + seconds * 1000);
  }

  /** The same code for the same scene. Throws 45029 where there are 100,000 others. */
  createPermanent(scene: QrScene): QrCode {
    const key = JSON.stringify(scene);
    const present = this.#permanent.get(key);
    if (present) return present;
    if (this.#permanent.size >= MAX_PERMANENT) throw new ApiError(45029);
    const code = this.#add(scene, undefined);
    this.#permanent.set(key, code);
    return code;
  }

  /**
   * The code of a ticket, dead or alive.
   *
   * @param ticket a `+` may have become a space, for some clients do not encode it
   */
  findByTicket(ticket: string): QrCode | undefined {
    return this.#byTicket.get(ticket.replaceAll(' ', '+'));
  }

  /** The code that says this, dead or alive. */
  findByUrl(url: string): QrCode | undefined {
    return this.#byUrl.get(url);
  }

  isLive({ expiresAt }: QrCode): boolean {
    return expiresAt === undefined || this.clock.now() < expiresAt;
  }

  /** The codes that can be scanned, newest first. */
  live(): QrCode[] {
    return [...this.#byTicket.values()].filter(code => this.isLive(code)).toReversed();
  }

  #add(scene: QrScene, expiresAt: number | undefined): QrCode {
    const ticket = Buffer.concat([TICKET_HEAD, randomBytes(64)]).toString('base64');
    const url = `${URL_HEAD}${randomBytes(24).toString('hex').slice(0, 34)}`;
    const code = { ticket, url, scene, expiresAt };
    this.#byTicket.set(ticket, code);
    this.#byUrl.set(url, code);
    return code;
  }
}

function endOf({ expiresAt = Infinity }: QrCode): number {
  return expiresAt;
}

/** A scene as events carry it: a number in digits, or the text. */
export function sceneValue(scene: QrScene): string {
  return 'id' in scene ? String(scene.id) : scene.text;
}
