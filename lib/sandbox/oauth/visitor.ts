import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Person } from '../people/person.js';
import type { World } from '../world.js';

/** Cookie with the id of the person whose phone the browser plays. The console sets it. */
const PERSON_COOKIE = 'sandbox_person';

/**
 * Whose phone the browser is: that of the one who was chosen on the page or in the console, or of the only one there is.
 *
 * @param chosenId who was chosen on the page
 * @returns `undefined` where there are several to choose from
 */
export function findVisitor(world: World, context: Context, chosenId: string | null): Person | undefined {
  if (chosenId !== null) return findPerson(world, chosenId);
  const { people } = world;
  const person = findPerson(world, getCookie(context, PERSON_COOKIE));
  return person ?? (people.length > 1 ? undefined : (people[0] ?? world.addPerson()));
}

/** The person with an id. */
export function findPerson({ people }: World, id: string | null | undefined): Person | undefined {
  return people.find(person => person.id === id);
}

/** What somebody pressed on a page: the fields of its form, or none. */
export async function readForm({ req }: Context): Promise<URLSearchParams> {
  return new URLSearchParams(req.method === 'POST' ? await req.text() : '');
}
