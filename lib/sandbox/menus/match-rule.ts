import { ApiError } from '../api/api-error.js';
import type { Fields } from '../api/fields.js';
import type { Contact } from '../people/contact.js';

/** Who sees a conditional menu: everybody to whom all of it applies. The names are WeChat's. */
export interface MatchRule {
  readonly tag_id?: number | undefined;
  /** 1 iOS, 2 Android, 3 others. */
  readonly client_platform_type?: number | undefined;
  readonly language?: string | undefined;
}

const PLATFORMS = { ios: 1, android: 2, other: 3 };

/** Reads `matchrule`, and throws 65304 where it says nothing. `sex`, `country`, `province` and `city` count no more. */
export function readMatchRule(body: Fields): MatchRule {
  const rule = body.optionalObject('matchrule');
  const isGiven = (name: string) => rule?.has(name) === true && rule.raw[name] !== '';
  const platform = isGiven('client_platform_type') ? rule?.integer('client_platform_type') : undefined;
  if (platform !== undefined && !Object.values(PLATFORMS).includes(platform)) throw new ApiError(40035);
  const read: MatchRule = {
    ...(isGiven('tag_id') && { tag_id: rule?.integer('tag_id') }),
    ...(platform !== undefined && { client_platform_type: platform }),
    ...(isGiven('language') && { language: rule?.text('language') }),
  };
  if (Object.keys(read).length === 0) throw new ApiError(65304);
  return read;
}

/** Whether a rule applies to somebody. Of several tags the one counts that was put on last. */
export function matches(rule: MatchRule, { person, tagIds }: Contact): boolean {
  return (
    isMet(rule.tag_id, [...tagIds].at(-1)) &&
    isMet(rule.client_platform_type, PLATFORMS[person.platform]) &&
    isMet(rule.language, person.language)
  );
}

function isMet<Value>(wanted: Value | undefined, actual: Value | undefined): boolean {
  return wanted === undefined || wanted === actual;
}
