import { renderQrJpeg } from '../../qrcode/qr-picture.js';
import { ApiError } from '../api-error.js';
import { get, ofComponent, post, type ApiEndpoint, type ApiTable, type AuthorizedCall } from '../endpoint.js';
import {
  BARE_POSTS,
  COMPONENT_BARE_POSTS,
  COMPONENT_GETS,
  COMPONENT_POSTS,
  GETS,
  OFFICIAL_ACCOUNT_POSTS,
  POSTS,
  UPLOADS,
} from './mini-program.paths.js';

const OPTIONAL = { body: 'optional' } as const;

/**
 * How platforms manage mini programs. Calls are checked for method, token, permission set and body, but change nothing: the
 * answer is `ok`, unless `sandbox.answer()` has more to say.
 */
export const miniProgramEndpoints: ApiTable = {
  ...each(COMPONENT_GETS, ofComponent('GET', ignore)),
  ...each(COMPONENT_POSTS, ofComponent('POST', ignore)),
  ...each(COMPONENT_BARE_POSTS, ofComponent('POST', ignore, OPTIONAL)),
  ...each(OFFICIAL_ACCOUNT_POSTS, post(checkOfficialAccount)),
  ...each(GETS, get(checkMiniProgram)),
  ...each(POSTS, post(checkMiniProgram)),
  ...each(BARE_POSTS, post(checkMiniProgram, OPTIONAL)),
  ...each(UPLOADS, post(checkMiniProgram, { body: 'form' })),

  '/cgi-bin/wxopen/wxamplinkget': post(checkOfficialAccount, OPTIONAL),

  // An empty object has to be there.
  '/wxa/release': post(checkMiniProgram),

  '/wxa/get_qrcode': get(call => {
    checkMiniProgram(call);
    const content = renderQrJpeg(`${call.account.appId} ${call.query.optionalText('path') ?? ''}`);
    return { content, contentType: 'image/jpeg', filename: 'qrcode.jpg' };
  }),
};

function each(paths: readonly string[], endpoint: ApiEndpoint): ApiTable {
  return Object.fromEntries(paths.map(path => [path, endpoint]));
}

function ignore(): void {}

function checkMiniProgram({ account }: AuthorizedCall): void {
  if (account.type !== 'mini-program') throw new ApiError(48001);
}

function checkOfficialAccount({ account }: AuthorizedCall): void {
  if (account.type !== 'official-account') throw new ApiError(48001);
}
