import type { Hono } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';
import type { World } from '../world.js';

/** The files that people sent and accounts uploaded: what `PicUrl`, `video_url` and `url` of media point at. */
export function registerMediaRoutes(app: Hono<NodeEnvironment>, world: World): void {
  app.get('/sandbox/media/:mediaId', context => {
    const mediaId = context.req.param('mediaId');
    for (const { media, articleImages } of world.accounts) {
      const file = media.find(mediaId) ?? articleImages.find(mediaId);
      if (!file) continue;
      const headers = {
        'content-type': file.contentType,
        'x-content-type-options': 'nosniff',
        // An uploaded page must not get at the console, which has the same origin.
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox",
      };
      return context.body(new Uint8Array(file.bytes), 200, headers);
    }
    return context.text('There is no such file, or it has expired.', 404);
  });
}
