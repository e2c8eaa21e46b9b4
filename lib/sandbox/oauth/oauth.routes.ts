import type { Hono } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';
import type { World } from '../world.js';
import { registerAuthorizeRoutes } from './authorize.routes.js';
import { registerAvatarRoutes } from './avatar.routes.js';
import { registerConfirmRoutes } from './confirm.routes.js';
import { registerWebsiteRoutes } from './website.routes.js';

/** The pages of `open.weixin.qq.com`, and the pictures of the people. */
export function registerOAuthRoutes(app: Hono<NodeEnvironment>, world: World): void {
  registerAuthorizeRoutes(app, world);
  registerWebsiteRoutes(app, world);
  registerConfirmRoutes(app, world);
  registerAvatarRoutes(app, world);
}
