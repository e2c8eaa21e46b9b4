/** What is remembered of people between their messages. */
export interface ConversationsOptions {
  /** How large a session may be, in bytes of its JSON. Default: 16,384. */
  readonly maxBytes?: number | undefined;
  /** How long sessions and open questions are remembered after their last change, in seconds. Default: 1,800. */
  readonly lifeSeconds?: number | undefined;
}

/** What is remembered of people between their messages, checked, with defaults. */
export interface ConversationsSettings {
  readonly maxBytes: number;
  readonly lifeMs: number;
}

const MOST_BYTES = 1_048_576;
/** Nothing is remembered longer: 30 days. */
export const LONGEST_LIFE_SECONDS = 2_592_000;

/** Checks the options of conversations. `refuse` gets the option's name, and what is wrong with the fix. */
export function resolveConversations(
  { maxBytes = 16_384, lifeSeconds = 1800 }: ConversationsOptions,
  refuse: (option: string, problem: string) => never,
): ConversationsSettings {
  if (!(maxBytes > 0 && maxBytes <= MOST_BYTES)) {
    refuse('conversations.maxBytes', `is ${maxBytes}. Choose bytes above 0, up to ${MOST_BYTES}.`);
  }
  if (!(lifeSeconds > 0 && lifeSeconds <= LONGEST_LIFE_SECONDS)) {
    refuse('conversations.lifeSeconds', `is ${lifeSeconds}. Choose seconds above 0, up to ${LONGEST_LIFE_SECONDS}.`);
  }
  return { maxBytes, lifeMs: lifeSeconds * 1000 };
}
