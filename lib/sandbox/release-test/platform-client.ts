import { AesKey } from '../../callback/aes-key.js';
import { eventChannel, messageChannel } from '../component/component-channels.js';
import { readAcknowledgement } from '../delivery/acknowledgement.reader.js';
import { readAnswer, type Answer } from '../delivery/answer.reader.js';
import { post } from '../delivery/http-post.js';
import type { PushChannel } from '../delivery/push-channel.js';
import { renderPush, sealPush, type PushFields } from '../delivery/push-codec.js';
import type { ReleaseTestAccount } from './release-test-accounts.js';
import type { ReleaseTestTarget } from './release-test.types.js';

/** What a platform answered, or why it did not. */
export type PlatformAnswer = Pick<Answer, 'content' | 'text' | 'reason'> & {
  readonly verdict: Answer['verdict'] | 'timeout' | 'connection-failed';
};

/** Pushes things to a platform as WeChat does, by HTTP and once each. */
export class PlatformClient {
  readonly #seal;

  constructor(
    private readonly target: ReleaseTestTarget,
    private readonly timeoutMs: number,
    /** WeChat's clock. */
    private readonly seconds: () => number,
  ) {
    this.#seal = { ...target, aesKey: new AesKey(target.encodingAESKey) };
  }

  /** Tells it something of itself. */
  notify(infoType: string, fields: PushFields): Promise<PlatformAnswer> {
    const channel = eventChannel(this.#seal, this.target.eventsUrl);
    const head = { AppId: this.target.componentAppId, CreateTime: this.seconds(), InfoType: infoType };
    return this.#post(channel, this.target.eventsUrl, { ...head, ...fields }, '', readAcknowledgement);
  }

  /** Sends it what somebody sent to an account. */
  send(account: ReleaseTestAccount, openId: string, fields: PushFields): Promise<PlatformAnswer> {
    const { originalId } = account;
    const channel = messageChannel(this.#seal, this.target.messageUrl, account);
    const head = { ToUserName: originalId, FromUserName: openId, CreateTime: this.seconds() };
    const question = { openId, isMessage: fields['MsgType'] !== 'event', takesReply: true };
    const replying = { originalId, media: { find: () => undefined } };
    return this.#post(channel, channel.url ?? '', { ...head, ...fields }, openId, (status, body) =>
      readAnswer(replying, channel, question, status, body),
    );
  }

  async #post(
    channel: PushChannel,
    url: string,
    fields: PushFields,
    openId: string,
    judge: (status: number, body: string) => Answer,
  ): Promise<PlatformAnswer> {
    const request = sealPush(channel, url, renderPush(channel, fields), openId, this.seconds());
    const result = await post(request.url, request.body, 'text/xml', this.timeoutMs, new AbortController().signal);
    if ('failure' in result) return { verdict: result.failure, reason: result.reason };
    return judge(result.status, result.body);
  }
}
