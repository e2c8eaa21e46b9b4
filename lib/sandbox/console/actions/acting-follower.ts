import { Follower } from '../../people/follower.js';
import type { Person } from '../../people/person.js';
import { SandboxError } from '../../sandbox.error.js';
import type { ActionCall } from './console-action.js';

/** Whose phone is looked at. */
export function actingPerson({ world, input }: ActionCall): Person {
  const id = input.text('person');
  const person = world.people.find(candidate => candidate.id === id);
  if (!person) throw new SandboxError('There is no such person any more. Reload the page.');
  return person;
}

/** The same, in the chat with the account that is looked at. */
export function actingFollower(call: ActionCall): Follower {
  const { world, account } = call;
  return new Follower(world, world.contact(actingPerson(call), account), account.appId);
}
