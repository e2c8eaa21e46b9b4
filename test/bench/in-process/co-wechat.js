import { createMiddleware } from '../servers/co-wechat.js';

/**
 * co-wechat without HTTP: its middleware with what it takes from Koa.
 *
 * @param {import('../wechat/account.js').Mode} mode
 * @returns {(message: import('../wechat/messages.js').Message) => Promise<string>} the body of the answer
 */
export function createCoWechat(mode) {
  const middleware = createMiddleware(mode);
  return async ({ query, body }) => {
    const ctx = { method: 'POST', query, request: { body } };
    await middleware(ctx);
    return ctx.body;
  };
}
