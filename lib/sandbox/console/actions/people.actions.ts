import { actingFollower } from './acting-follower.js';
import { begin, type ConsoleAction } from './console-action.js';

/** Who there is, and whom they follow. */
export const peopleActions = {
  addPerson({ world, input }) {
    const nickname = input.optionalText('nickname')?.trim();
    return { person: world.addPerson({ nickname: nickname === '' ? undefined : nickname }).id };
  },

  follow: call => begin(actingFollower(call).follow()),

  unfollow: call => begin(actingFollower(call).unfollow()),
} satisfies Record<string, ConsoleAction>;
