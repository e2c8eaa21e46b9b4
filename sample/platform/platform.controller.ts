import { Body, Controller, Param, Post, Query, Redirect, UseFilters, UseGuards } from '@nestjs/common';
import { OpenPlatformService } from 'nestjs-wechat/open-platform';
import { LoginRedirectFilter } from '../session/login-redirect.filter.js';
import { Layout } from '../site/layout.js';
import { Page } from '../site/page.decorator.js';
import { Administrator } from './administrator.js';
import { authorizedPage } from './authorized.page.js';
import { Customers } from './customers.js';
import { OperatorGuard } from './operator.guard.js';
import { PlatformTroubleFilter } from './platform-trouble.filter.js';
import { platformPage } from './platform.page.js';

/** Path of the page to which browsers come back, as `OpenPlatformModule` is told. */
export const AUTHORIZED = '/platform/authorized';

/** A message as the form of the page has it. */
interface MessageForm {
  readonly openId?: string;
  readonly content?: string;
}

/** A third-party platform: accounts of others authorize it, and it writes to their followers. */
@Controller('platform')
@UseFilters(LoginRedirectFilter, PlatformTroubleFilter)
export class PlatformController {
  constructor(
    private readonly platform: OpenPlatformService,
    private readonly customers: Customers,
    private readonly administrator: Administrator,
    private readonly layout: Layout,
  ) {}

  @Page('')
  @UseGuards(OperatorGuard)
  async show(@Query('sent') sent?: string): Promise<string> {
    const { platform, administrator } = this;
    const [tickets, customers] = await Promise.all([platform.inspectTickets(), this.customers.list()]);
    const content = platformPage({
      componentAppId: platform.componentAppId,
      tickets,
      customers,
      links: {
        pc: platform.authorizePageUrl({ page: 'pc' }),
        mobile: platform.authorizePageUrl({ page: 'mobile' }),
      },
      sentTo: sent,
      canRevoke: administrator.isHere,
    });
    return this.layout.render(content);
  }

  /** For whoever authorized, which need not be an operator: the parameter says that this browser did. */
  @Page('authorized')
  async showAuthorized(@Query('authorization') authorization = ''): Promise<string> {
    const { appId } = this.platform.readAuthorization(authorization);
    return this.layout.render(authorizedPage(await this.customers.nameOf(appId)));
  }

  @Post(':appId/messages')
  @UseGuards(OperatorGuard)
  @Redirect('/platform', 303)
  async send(@Param('appId') appId: string, @Body() { openId = '', content = '' }: MessageForm) {
    await this.platform.account(appId).api.kefu.send({ touser: openId, msgtype: 'text', text: { content } });
    return { url: `/platform?sent=${appId}` };
  }

  @Post(':appId/revocation')
  @UseGuards(OperatorGuard)
  @Redirect('/platform', 303)
  async revoke(@Param('appId') appId: string): Promise<void> {
    await this.administrator.revoke(appId);
  }
}
