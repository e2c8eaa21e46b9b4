import type { Changes } from '../changes.js';
import type { SandboxClock } from '../clock.js';
import { Log } from '../log.js';
import { MessageConsents } from './message-consents.js';
import type { Person } from './person.js';
import type { MessageOrigin, PhoneContent, PhoneMessage } from './phone-message.js';
import { ReplyWindow } from './reply-window.js';

/** It goes by itself. */
const TYPING_MS = 15_000;

/** A scene of a QR code. */
export type QrScene = { readonly id: number } | { readonly text: string };

/** How somebody came to follow. */
export interface FollowSource {
  /** As in `subscribe_scene` of `/cgi-bin/user/info`. */
  readonly scene: string;
  readonly qrScene?: QrScene | undefined;
}

/** Somebody, as one official account knows them: the follower of the account, and the chat on the phone. */
export class Contact {
  readonly openId: string;
  readonly window: ReplyWindow;
  readonly consents = new MessageConsents();
  isFollowing = false;
  isBlacklisted = false;
  /** Seconds since 1970. */
  followedAt = 0;
  source: FollowSource = { scene: 'ADD_SCENE_OTHERS' };
  remark = '';
  readonly tagIds = new Set<number>();
  /** Whether the person takes no template messages. */
  blocksTemplates = false;
  #typingUntil = 0;
  readonly #chat = new Log<PhoneMessage>();
  readonly #seen = new WeakSet<PhoneMessage>();
  #lastId = 0;

  constructor(
    readonly person: Person,
    appId: string,
    private readonly clock: SandboxClock,
    private readonly changes: Changes,
  ) {
    this.openId = person.openIdFor(appId);
    this.window = new ReplyWindow(clock);
  }

  follow(source: FollowSource): void {
    this.isFollowing = true;
    this.followedAt = this.clock.seconds();
    this.source = source;
    this.window.open('follow');
    this.changes.notify();
  }

  /** Remark and tags are lost, as WeChat forgets them. */
  unfollow(): void {
    this.isFollowing = false;
    this.remark = '';
    this.tagIds.clear();
    this.window.close();
    this.changes.notify();
  }

  /** Whether "the other side is typing" stands on the phone. */
  get isTyping(): boolean {
    return this.clock.now() < this.#typingUntil;
  }

  setTyping(isTyping: boolean): void {
    this.#typingUntil = isTyping ? this.clock.now() + TYPING_MS : 0;
    this.changes.notify();
  }

  /** Puts a message into the chat. */
  show(content: PhoneContent, from: MessageOrigin): PhoneMessage {
    if (from !== 'person') this.#typingUntil = 0;
    const message: PhoneMessage = { ...content, id: ++this.#lastId, at: this.clock.now(), from };
    this.#chat.add(message);
    this.changes.notify();
    return message;
  }

  /** What the phone received, oldest first: replies, customer-service messages, templates, grey lines. */
  get inbox(): readonly PhoneMessage[] {
    return this.chat.filter(({ from }) => from !== 'person');
  }

  /** The oldest message that nobody was given yet. */
  findUnseen(): PhoneMessage | undefined {
    return this.chat.find(message => message.from !== 'person' && !this.#seen.has(message));
  }

  /** Counts a message as given. */
  see(message: PhoneMessage): PhoneMessage {
    this.#seen.add(message);
    return message;
  }

  /** What the phone shows, oldest first, what the person sent included. */
  get chat(): readonly PhoneMessage[] {
    return this.#chat.entries;
  }
}
