import type { Hono } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';
import { renderAvatar } from '../people/avatar.js';
import type { World } from '../world.js';

/** What `headimgurl` points at. The last part of the path is the size, as in WeChat's; an SVG has any. */
export function registerAvatarRoutes(app: Hono<NodeEnvironment>, { people }: World): void {
  app.get('/sandbox/avatar/:id/:size', context => {
    const person = people.find(({ id }) => id === context.req.param('id'));
    const headers = { 'content-type': 'image/svg+xml', 'content-security-policy': "default-src 'none'" };
    return context.body(renderAvatar(person?.nickname), 200, headers);
  });
}
