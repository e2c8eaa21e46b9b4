import type { Hono } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';
import { renderAvatar } from '../people/avatar.js';
import type { World } from '../world.js';

/** What `headimgurl` and `head_img` point at, for people and accounts. The last part of the path is the size, as in WeChat's; an SVG has any. */
export function registerAvatarRoutes(app: Hono<NodeEnvironment>, world: World): void {
  app.get('/sandbox/avatar/:id/:size', context => {
    const id = context.req.param('id');
    const owner = world.people.find(person => person.id === id) ?? world.findAccount(id);
    const headers = { 'content-type': 'image/svg+xml', 'content-security-policy': "default-src 'none'" };
    return context.body(renderAvatar(owner?.nickname), 200, headers);
  });
}
