import { ApiError } from '../api-error.js';
import { post, type ApiTable } from '../endpoint.js';

const MAX_BYTES = 4096;
const MAX_EXPIRE_SECONDS = 2_592_000;

/** Short keys for long texts. Official documents: 长信息转短链, 短链转长信息. The page names no errcodes of its own. */
export const shortenEndpoints: ApiTable = {
  '/cgi-bin/shorten/gen': post(({ account, body }) => {
    const longData = body.text('long_data');
    const seconds = body.optionalInteger('expire_seconds') ?? MAX_EXPIRE_SECONDS;
    if (Buffer.byteLength(longData) > MAX_BYTES) throw new ApiError(45002);
    if (seconds < 1) throw new ApiError(40035);
    const shortKey = account.shortKeys.add(longData, Math.min(seconds, MAX_EXPIRE_SECONDS));
    return { errcode: 0, errmsg: 'ok', short_key: shortKey };
  }),

  '/cgi-bin/shorten/fetch': post(({ world, account, body }) => {
    const data = account.shortKeys.find(body.text('short_key'));
    if (!data) throw new ApiError(40035);
    return {
      errcode: 0,
      errmsg: 'ok',
      long_data: data.longData,
      create_time: data.createdAt,
      expire_seconds: data.expiresAt - world.clock.seconds(),
    };
  }),
};
