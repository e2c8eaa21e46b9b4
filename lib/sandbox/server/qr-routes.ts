import type { Hono } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';
import { renderQrJpeg } from '../qrcode/qr-picture.js';
import type { World } from '../world.js';

/** The picture of a QR code, for everybody who has its ticket. Official document: 生成带参数的二维码. */
export function registerQrRoutes(app: Hono<NodeEnvironment>, world: World): void {
  app.get('/cgi-bin/showqrcode', context => {
    const ticket = context.req.query('ticket') ?? '';
    for (const { qrCodes } of world.accounts) {
      const code = qrCodes.findByTicket(ticket);
      if (code && qrCodes.isLive(code))
        return context.body(new Uint8Array(renderQrJpeg(code.url)), 200, { 'content-type': 'image/jpeg' });
    }
    return context.text('There is no QR code with this ticket, or it has expired.', 404);
  });
}
