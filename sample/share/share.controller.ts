import { Controller, Res } from '@nestjs/common';
import { Addresses } from '../site/addresses.js';
import type { HttpResponse } from '../site/cookies.js';
import { Layout } from '../site/layout.js';
import { contentPolicy, Page } from '../site/page.decorator.js';
import { sharePage } from './share.page.js';

/** Path of the route that signs pages, as `WechatModule` is told. */
export const SIGNER = 'wechat/jssdk';

/** A page that uses the JS-SDK. */
@Controller()
export class ShareController {
  constructor(
    private readonly addresses: Addresses,
    private readonly layout: Layout,
  ) {}

  @Page('share')
  show(@Res({ passthrough: true }) response: HttpResponse): string {
    const { jweixin } = this.addresses;
    const { origin } = new URL(jweixin);
    response.header(
      'Content-Security-Policy',
      contentPolicy({ 'script-src': `'self' ${origin}`, 'connect-src': `'self' ${origin}`, 'frame-src': 'weixin:' }),
    );
    return this.layout.render(sharePage(jweixin, `/${SIGNER}`));
  }
}
