import { Controller } from '@nestjs/common';
import { QrcodePoolService } from 'nestjs-wechat';
import { Layout } from '../site/layout.js';
import { Page } from '../site/page.decorator.js';
import { poolPage } from './pool.page.js';

/** How the pool of QR codes is: on a site of your own, a page for its operators. */
@Controller()
export class PoolController {
  constructor(
    private readonly pool: QrcodePoolService,
    private readonly layout: Layout,
  ) {}

  @Page('pool')
  async show(): Promise<string> {
    return this.layout.render(poolPage(await this.pool.stats()));
  }
}
