import { actingFollower, actingPerson } from './acting-follower.js';
import { begin, type ConsoleAction } from './console-action.js';

/** What a person scans: QR codes with a scene, and the login pages of websites. */
export const scanActions = {
  scan: call => begin(actingFollower(call).scan(call.input.text('ticket'))),

  scanLogin: call => call.world.websiteLogins.scan(call.input.text('login'), actingPerson(call)),

  confirmLogin: ({ world, input }) => world.websiteLogins.confirm(input.text('login')),

  declineLogin: ({ world, input }) => world.websiteLogins.decline(input.text('login')),
} satisfies Record<string, ConsoleAction>;
