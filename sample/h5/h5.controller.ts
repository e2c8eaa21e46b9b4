import { Controller, Post, Redirect, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import {
  OAuthGuard,
  OAuthService,
  OAuthUser,
  type HostRequest,
  type HostResponse,
  type OAuthIdentity,
} from 'nestjs-wechat';
import { Layout } from '../site/layout.js';
import { Page } from '../site/page.decorator.js';
import { OAuthTroubleFilter } from './oauth-trouble.filter.js';
import { profilePage } from './profile.page.js';
import { signedOutPage } from './signed-out.page.js';
import { visitorPage } from './visitor.page.js';

/** Pages inside WeChat: whoever opens them is known, by the detour that the guard sends a stranger. */
@Controller('h5')
@UseFilters(OAuthTroubleFilter)
export class H5Controller {
  constructor(
    private readonly oauth: OAuthService,
    private readonly layout: Layout,
  ) {}

  /** Silent: WeChat asks nobody, and tells no more than the OpenID. */
  @Page('')
  @UseGuards(OAuthGuard)
  show(@OAuthUser() visitor: OAuthIdentity): string {
    return this.layout.render(visitorPage(visitor));
  }

  /** WeChat asks the person first. */
  @Page('profile')
  @UseGuards(OAuthGuard.with({ scope: 'snsapi_userinfo' }))
  async showProfile(@OAuthUser('openId') openId: string): Promise<string> {
    return this.layout.render(profilePage(await this.oauth.getUser(openId, 'zh_CN')));
  }

  /** A form of another site brings no session along, and signs nobody out. */
  @Post('sign-out')
  @UseGuards(OAuthGuard)
  @Redirect('/h5/signed-out', 303)
  async signOut(@Req() request: HostRequest, @Res({ passthrough: true }) response: HostResponse): Promise<void> {
    await this.oauth.sessions.end(request, response);
  }

  /** Without the guard, which would log the person in again. */
  @Page('signed-out')
  showSignedOut(): string {
    return this.layout.render(signedOutPage());
  }
}
