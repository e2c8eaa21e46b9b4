import { randomBytes } from 'node:crypto';
import { ApiError } from '../api/api-error.js';
import type { SandboxClock } from '../clock.js';

/** Kinds of media, as in the parameter `type` of an upload. */
export type MediaType = 'image' | 'voice' | 'video' | 'thumb';

/** A file that WeChat keeps. */
export interface StoredMedia {
  readonly mediaId: string;
  readonly type: MediaType;
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** Temporary media live for three days. */
  readonly isPermanent: boolean;
  /** Of a permanent video. */
  readonly title?: string | undefined;
  /** Of a permanent video. */
  readonly introduction?: string | undefined;
}

const LIFE_SECONDS = 3 * 86_400;
const SWEEP_SECONDS = 3600;

/** The media of one account. */
export class MediaStore {
  readonly #media = new Map<string, StoredMedia>();
  #sweptAt = -Infinity;

  constructor(private readonly clock: SandboxClock) {}

  add(media: Omit<StoredMedia, 'mediaId' | 'createdAt'>): StoredMedia {
    this.#forgetExpired();
    const stored = { ...media, mediaId: randomBytes(48).toString('base64url'), createdAt: this.clock.seconds() };
    this.#media.set(stored.mediaId, stored);
    return stored;
  }

  /** `undefined` for media that never were, or are older than three days. */
  find(mediaId: string): StoredMedia | undefined {
    const media = this.#media.get(mediaId);
    if (media && !media.isPermanent && this.clock.seconds() - media.createdAt >= LIFE_SECONDS) return undefined;
    return media;
  }

  /** Throws 40007 where there is none, or it is of none of the types. */
  get(mediaId: string, ...types: MediaType[]): StoredMedia {
    const media = this.find(mediaId);
    if (!media || (types.length > 0 && !types.includes(media.type))) throw new ApiError(40007);
    return media;
  }

  /** What there is, oldest first. */
  list(): StoredMedia[] {
    return [...this.#media.values()].filter(({ mediaId }) => this.find(mediaId));
  }

  delete(mediaId: string): boolean {
    return this.#media.delete(mediaId);
  }

  /** Once an hour, for it looks at all there is. */
  #forgetExpired(): void {
    if (this.clock.seconds() - this.#sweptAt < SWEEP_SECONDS) return;
    this.#sweptAt = this.clock.seconds();
    for (const mediaId of this.#media.keys()) {
      if (!this.find(mediaId)) this.#media.delete(mediaId);
    }
  }
}
