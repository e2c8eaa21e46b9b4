import type { AccessTokens } from '../../account/access-tokens.js';
import type { TokenView } from '../console.types.js';

/** So many of the newest tokens are listed. */
const TOKENS = 5;

/** The newest tokens, newest first. */
export function toTokenViews(accessTokens: AccessTokens): readonly TokenView[] {
  return accessTokens.list().slice(-TOKENS).toReversed();
}
