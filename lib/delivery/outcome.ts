import type { Reply } from '../messages/reply.js';

/** What came of a message, as a text that stores keep: empty where there is nothing to say. */
export function toOutcome(reply: Reply | undefined): string {
  return reply === undefined || reply.type === 'acknowledge' ? '' : JSON.stringify(reply);
}

export function fromOutcome(outcome: string): Reply | undefined {
  return outcome === '' ? undefined : (JSON.parse(outcome) as Reply);
}
