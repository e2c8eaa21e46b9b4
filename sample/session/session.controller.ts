import { Controller, Get, Post, Redirect, Res, UseFilters, UseGuards } from '@nestjs/common';
import { WechatApi, WechatError } from 'nestjs-wechat';
import { clearCookie, Cookie, type HttpResponse } from '../site/cookies.js';
import { Layout } from '../site/layout.js';
import { Page } from '../site/page.decorator.js';
import { LoginRedirectFilter } from './login-redirect.filter.js';
import { mePage } from './me.page.js';
import { CurrentSession, SessionGuard } from './session.guard.js';
import { SESSION_COOKIE, Sessions, type Session } from './sessions.js';

/** Who is logged in, and signing out. */
@Controller()
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly api: WechatApi,
    private readonly layout: Layout,
  ) {}

  @Get()
  @Redirect('/me')
  home() {}

  @Page('me')
  @UseGuards(SessionGuard)
  @UseFilters(LoginRedirectFilter)
  async me(@CurrentSession() session: Session): Promise<string> {
    return this.layout.render(mePage(session, await this.findFollowTime(session.openId)));
  }

  @Post('sign-out')
  @Redirect('/login', 303)
  signOut(@Cookie(SESSION_COOKIE) id: string | undefined, @Res({ passthrough: true }) response: HttpResponse): void {
    // A form of another site brings no cookie along, and signs nobody out.
    if (id === undefined) return;
    this.sessions.end(id);
    response.header('Set-Cookie', clearCookie(SESSION_COOKIE, '/'));
  }

  /** Since when the person has followed; `undefined` where that is over, or WeChat does not say. */
  private async findFollowTime(openId: string): Promise<Date | undefined> {
    try {
      const user = await this.api.user.get({ openid: openId });
      return user.subscribe === 1 && user.subscribe_time ? new Date(user.subscribe_time * 1000) : undefined;
    } catch (error) {
      // The page is good without it, and not every account may ask.
      if (error instanceof WechatError) return undefined;
      throw error;
    }
  }
}
