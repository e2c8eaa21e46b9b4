import { ApiError } from '../api-error.js';
import { post, type ApiTable } from '../endpoint.js';

/** Ten thousands of people per minute, by `speed`. */
const REAL_SPEEDS = [80, 60, 45, 30, 10];
const NO_SUCH_MESSAGE = { missing: 40059 };

/** What became of mass messages, and how fast they go out. Official document: 群发消息. */
export const massManagementEndpoints: ApiTable = {
  '/cgi-bin/message/mass/get': post(({ account, body }) => {
    const id = body.integer('msg_id', NO_SUCH_MESSAGE);
    return { msg_id: id, msg_status: account.massMessages.status(id) };
  }),

  '/cgi-bin/message/mass/delete': post(
    ({ account, body }) => {
      const id = body.integer('msg_id', NO_SUCH_MESSAGE);
      const articleIndex = body.optionalInteger('article_idx') ?? 0;
      account.massMessages.status(id);
      // A message of the sandbox has one article.
      if (articleIndex !== 0 && articleIndex !== 1) throw new ApiError(40060);
      account.massMessages.delete(id);
    },
    { dailyLimit: 10 },
  ),

  '/cgi-bin/message/mass/speed/get': post(
    ({ account: { massMessages } }) => ({ speed: massMessages.speed, realspeed: REAL_SPEEDS[massMessages.speed] }),
    { body: 'optional' },
  ),

  '/cgi-bin/message/mass/speed/set': post(({ account, body }) => {
    const speed = body.integer('speed', { missing: 45084 });
    if (REAL_SPEEDS[speed] === undefined) throw new ApiError(45083);
    account.massMessages.speed = speed;
  }),
};
