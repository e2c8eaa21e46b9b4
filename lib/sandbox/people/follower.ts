import { SandboxError } from '../sandbox.error.js';
import type { World } from '../world.js';
import { bindComponent, type BindOptions, type BindResult } from './actions/bind-component.js';
import { clickButton, type ClickInput } from './actions/menu.js';
import {
  authorize,
  loginMiniProgram,
  revoke,
  type AuthorizeOptions,
  type AuthorizeResult,
} from './actions/authorize.js';
import {
  reportLocation,
  sendImage,
  sendLink,
  sendLocation,
  sendText,
  sendVideo,
  sendVoice,
  type Place,
} from './actions/messages.js';
import { findQrCode, scan, type ScanOptions, type ScanTarget } from './actions/scan.js';
import { choose, findLink } from './actions/taps.js';
import type { Contact } from './contact.js';
import { Phone } from './phone.js';
import type { PhoneFile } from './phone-files.js';
import type { PhoneLink, PhoneMessage } from './phone-message.js';
import { Recipient } from './recipient.js';

/**
 * Somebody with WeChat on the phone, in the chat with one account. What is done resolves with what the phone shows in
 * answer: the reply, the grey line, or `undefined` for nothing.
 */
export class Follower extends Recipient {
  readonly #world: World;
  readonly #phone: Phone;

  /** @internal */
  constructor(world: World, contact: Contact, appId: string) {
    const phone = new Phone(world.account(appId), contact, world.clock, world.pusher);
    super(phone, world.changes);
    this.#world = world;
    this.#phone = phone;
  }

  /** The same person, in the chat with another account. */
  at(appId: string): Follower {
    const contact = this.#world.contact(this.#contact.person, this.#world.account(appId));
    return new Follower(this.#world, contact, appId);
  }

  /** Follows the account, having searched for it. Somebody who follows already cannot, and nothing happens. */
  async follow(): Promise<PhoneMessage | undefined> {
    const { appId, type } = this.#phone.account;
    if (type !== 'official-account') throw new SandboxError(`${appId} is a ${type}, which nobody can follow.`);
    if (this.isFollowing) return undefined;
    this.#contact.follow({ scene: 'ADD_SCENE_SEARCH' });
    return this.#do(this.#phone.sendEvent('subscribe', { EventKey: '' }, { takesReply: true }));
  }

  /** Follows the account no more; nothing can be sent to this person until `follow()`. */
  async unfollow(): Promise<void> {
    this.#phone.requireFollowing();
    this.#contact.unfollow();
    await this.#phone.sendEvent('unsubscribe', { EventKey: '' });
  }

  /**
   * Scans a QR code with a scene; one of another account opens the chat with that one. Rejects with `SandboxError` where the
   * code is no longer valid.
   */
  async scan(target: ScanTarget, options: ScanOptions = {}): Promise<PhoneMessage | undefined> {
    const { account, code } = findQrCode(this.#world.accounts, target);
    if (account !== this.#phone.account) return this.at(account.appId).scan(target, options);
    return this.#do(scan(this.#phone, code, options));
  }

  /** Sends a text message. */
  say(content: string): Promise<PhoneMessage | undefined> {
    return this.#do(sendText(this.#phone, content));
  }

  /** Sends a picture; without one, some JPEG. */
  sendImage(file?: PhoneFile): Promise<PhoneMessage | undefined> {
    return this.#do(sendImage(this.#phone, this.#world.origin, file));
  }

  /**
   * Sends a voice message; without one, a second of silence.
   *
   * @param recognition what speech recognition made of it, where the account has it switched on
   */
  sendVoice(file?: PhoneFile, recognition?: string): Promise<PhoneMessage | undefined> {
    return this.#do(sendVoice(this.#phone, file, recognition));
  }

  /** Sends a video; without one, an empty one. */
  sendVideo(file?: PhoneFile): Promise<PhoneMessage | undefined> {
    return this.#do(sendVideo(this.#phone, file));
  }

  /** Sends a place. */
  sendLocation(place: Place): Promise<PhoneMessage | undefined> {
    return this.#do(sendLocation(this.#phone, place));
  }

  /** Sends a link. */
  sendLink(title: string, description: string, url: string): Promise<PhoneMessage | undefined> {
    return this.#do(sendLink(this.#phone, title, description, url));
  }

  /**
   * Clicks a button of the menu that this person sees. Buttons of media and articles show them, and push nothing.
   *
   * @param button its key, url, page path or name. A key that is in no menu is sent as well, for phones keep the menu
   *   they once saw for up to 24 hours
   */
  click(button: string, input: ClickInput = {}): Promise<PhoneMessage | undefined> {
    return this.#do(clickButton(this.#phone, this.#world.origin, button, input));
  }

  /**
   * Lets the account know where the person is, as phones do on opening the chat.
   *
   * @param precision in metres
   */
  reportLocation(place: Place, precision = 65): Promise<PhoneMessage | undefined> {
    return this.#do(reportLocation(this.#phone, place, precision));
  }

  /**
   * Taps an item of a `msgmenu`, which sends the item's text.
   *
   * @throws SandboxError where the message has no such item
   */
  choose(message: PhoneMessage, itemId: string): Promise<PhoneMessage | undefined> {
    return this.#do(choose(this.#phone, message, itemId));
  }

  /** Taps a template message, a card or an article; returns the page or mini program that opens, if any. */
  open(message: PhoneMessage): PhoneLink | undefined {
    return findLink(message);
  }

  /**
   * Opens a page of web OAuth, or scans the QR code of one for websites, and does what it asks. The address that it leads
   * to is not fetched.
   *
   * @param url on WeChat's host or the sandbox's; only path and query count
   */
  async authorize(url: string, options: AuthorizeOptions = {}): Promise<AuthorizeResult> {
    return authorize(this.#world, this.#contact.person, url, options);
  }

  /**
   * Opens an authorization page of a third-party platform, or scans the QR code of one, and authorizes it for an account that
   * this person administers. The address that it leads to is not fetched.
   *
   * @param url on WeChat's host or the sandbox's; only path and query count
   * @throws SandboxError where the page does not offer what is to be chosen
   */
  async authorizeComponent(url: string, options: BindOptions = {}): Promise<BindResult> {
    return bindComponent(this.#world, this.#contact.person, url, options);
  }

  /** Takes back what `authorize()` allowed the account: the tokens it has are dead. */
  revoke(): Promise<void> {
    return revoke(this.#phone);
  }

  /** Opens a mini program, which calls `wx.login()`, and returns its `js_code`. */
  async loginMiniProgram(appId = this.#phone.account.appId): Promise<string> {
    return loginMiniProgram(this.#world, this.#contact.person, appId);
  }

  get #contact(): Contact {
    return this.#phone.contact;
  }

  async #do(action: Promise<PhoneMessage | undefined>): Promise<PhoneMessage | undefined> {
    const answer = await action;
    return answer && this.#contact.see(answer);
  }
}
