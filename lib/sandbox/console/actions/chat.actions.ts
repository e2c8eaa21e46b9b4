import type { Place } from '../../people/actions/messages.js';
import { SandboxError } from '../../sandbox.error.js';
import { actingFollower } from './acting-follower.js';
import type { ActionInput } from './action-input.js';
import { begin, type ConsoleAction } from './console-action.js';

/** What a person sends. */
export const chatActions = {
  say: call => begin(actingFollower(call).say(call.input.text('content'))),

  sendImage: call => begin(actingFollower(call).sendImage(call.input.optionalFile('file'))),

  sendVoice: call => begin(actingFollower(call).sendVoice(undefined, call.input.optionalText('recognition'))),

  sendVideo: call => begin(actingFollower(call).sendVideo(call.input.optionalFile('file'))),

  sendLocation: call => begin(actingFollower(call).sendLocation(readPlace(call.input))),

  reportLocation: call => begin(actingFollower(call).reportLocation(readPlace(call.input))),

  sendLink(call) {
    const { input } = call;
    const description = input.optionalText('description') ?? '';
    return begin(actingFollower(call).sendLink(input.text('title'), description, input.text('url')));
  },

  /** Taps an item of a `msgmenu`. */
  choose(call) {
    const follower = actingFollower(call);
    const id = call.input.number('message');
    const message = follower.inbox.find(candidate => candidate.id === id);
    if (!message) throw new SandboxError('The phone shows no such message.');
    return begin(follower.choose(message, call.input.text('item')));
  },

  click(call) {
    const { input } = call;
    const picture = input.optionalFile('picture');
    return begin(
      actingFollower(call).click(input.text('target'), {
        scan: input.optionalText('scan'),
        scanType: input.optionalText('scanType') === 'barcode' ? 'barcode' : 'qrcode',
        pictures: picture && [picture],
        place: input.optionalNumber('latitude') === undefined ? undefined : readPlace(input),
      }),
    );
  },
} satisfies Record<string, ConsoleAction>;

/** Coordinates in GCJ-02, and the label of a place. */
export function readPlace(input: ActionInput): Place {
  return {
    latitude: input.number('latitude'),
    longitude: input.number('longitude'),
    label: input.optionalText('label'),
  };
}
