import { Logger } from '@nestjs/common';
import type { Reply } from '../messages/reply.js';
import type { ScanListener } from '../messages/scan-listener.js';
import type { WechatContext } from '../messages/wechat-context.js';
import type { QrcodePoolService } from './qrcode-pool.service.js';

/** Gives codes back that were leased until they are scanned. */
export class ReleaseOnScan implements ScanListener {
  private readonly logger = new Logger(ReleaseOnScan.name);

  constructor(private readonly pool: QrcodePoolService) {}

  /** The handlers come first: they may ask the pool for the lease. */
  async hear(context: WechatContext, next: () => Promise<Reply | undefined>): Promise<Reply | undefined> {
    const reply = await next();
    const { scene = '', account, message } = context;
    const { CreateTime: createTime } = message as { readonly CreateTime?: unknown };
    try {
      await this.pool.scanned(scene, Number(createTime));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(
        `A scanned QR code of account '${account.name}' could not be given back and stays leased to its end: ${reason}`,
      );
    }
    return reply;
  }
}
